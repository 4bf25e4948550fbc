import fc from "fast-check";
import { expect, it } from "vitest";
import type { Finding } from "./finding.ts";
import { codeUrl, findingsTable } from "./findings-table.ts";

const DOCUMENTATION = "https://example.test/docs/lint.md";
const options = { documentation: DOCUMENTATION, maximumBytes: 60_000 };
const finding = (given: Partial<Finding>): Finding => ({
  code: "drop-table",
  severity: "error",
  message: "It is gone.",
  ...given,
});
const LINK = `[<code>drop-table</code>](${DOCUMENTATION}#drop-table)`;

it("shows severity, code, place and message, the worst first", () => {
  const findings = [
    finding({ severity: "note", message: "Look." }),
    finding({ file: "migrations/1_a.sql", line: 3, column: 5, database: undefined as never }),
  ];
  expect(findingsTable(findings, options)).toBe(
    [
      "|  | Code | Place | What |",
      "| --- | --- | --- | --- |",
      `| error | ${LINK} | <code>migrations/1&#95;a.sql:3:5</code> | It is gone. |`,
      `| note | ${LINK} |  | Look. |`,
    ].join("\n"),
  );
});

it("leaves out what the error beside it says already", () => {
  const [told, other] = ["a.sql", "b.sql"].map((file) => finding({ file, line: 2, column: 1 }));
  const table = findingsTable([told, other] as Finding[], {
    ...options,
    error: "2 problems:\na.sql:2:1: It is gone.\nb.sql:2:1: It",
  });
  expect([table.includes("a.sql"), table.includes("b.sql")]).toEqual([false, true]);
});

it("is empty where there is nothing", () => expect(findingsTable([], options)).toBe(""));

it("makes a table a database where there are several", () => {
  const header = "|  | Code | Place | What |\n| --- | --- | --- | --- |\n";
  const row = (message: string) => `| error | ${LINK} |  | ${message} |`;
  const findings = ["libsql://b", undefined, "libsql://a", "libsql://b"].map((database, index) =>
    finding({ message: `m${index}`, ...(database === undefined ? {} : { database }) }),
  );
  expect(findingsTable(findings, options)).toBe(
    [
      `${header}${row("m1")}`,
      "#### <code>libsql://a</code>",
      `${header}${row("m2")}`,
      "#### <code>libsql://b</code>",
      `${header}${row("m0")}\n${row("m3")}`,
    ].join("\n\n"),
  );
  expect(findingsTable([finding({ database: "one" })], options)).not.toContain("####");
});

it("keeps the worst where not all fit, and says what is left out", () => {
  const findings = Array.from({ length: 500 }, (_, index) =>
    finding({ severity: index % 2 ? "warning" : "note", message: "é".repeat(50), file: "a.sql", line: index }),
  );
  const text = findingsTable([...findings, finding({ database: "zz" })], { ...options, maximumBytes: 30_000 });
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(30_000);
  expect(Buffer.byteLength(text)).toBeGreaterThan(29_500);
  expect(text).toContain("| error |");
  expect(text).not.toContain("| note |");
  const kept = text.split("\n").filter((line) => line.includes("drop-table")).length;
  expect(text).toMatch(new RegExp(`\n\n_${501 - kept} of 501 do not fit here: ${251 - kept} warnings, 250 notes\\._$`));
});

it("bounds a message, so that one alone cannot push out all others", () => {
  const text = findingsTable([finding({ message: "x".repeat(100_000) }), finding({})], options);
  expect(text).toContain(`${"x".repeat(1_000)}… |`);
  expect(text).toContain("It is gone.");
});

it("links a code to its heading, whatever is in it", () => {
  expect(codeUrl("https://example.test/lint?v=1#top", "a)b\ud800 c")).toBe("https://example.test/lint?v=1#a%29b%EF%BF%BD%20c");
});

it("keeps to its bound and its form with anything in a finding", () => {
  // Lone surrogates and controls included.
  const character = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
  const text = fc.oneof(
    fc.string({ unit: character, maxLength: 40 }),
    fc.constantFrom("a|b", "<img>", "\n## x", "[a](b)", "@octocat", "`x`"),
  );
  const any = fc.record(
    {
      ...{ code: text, message: text, file: text, database: text },
      severity: fc.constantFrom("error" as const, "warning" as const, "note" as const),
      ...{ line: fc.nat(), column: fc.nat() },
    },
    { requiredKeys: ["code", "message", "severity"] },
  );
  fc.assert(
    fc.property(fc.array(any, { minLength: 1, maxLength: 8 }), fc.integer({ min: 300, max: 3_000 }), (findings, maximumBytes) => {
      const shown = findingsTable(findings as Finding[], { ...options, maximumBytes });
      expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(maximumBytes);
      const rest = shown
        .split("\n")
        .filter((line) => !/^(\|(?:[^|\r]*\|){4}|#### (<code>[^<]*<\/code>)?|_\d+ of \d+ do not .*_|)$/.test(line));
      expect(rest).toEqual([]);
    }),
  );
});
