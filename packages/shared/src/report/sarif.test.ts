import { createCipheriv } from "node:crypto";
import { createRequire } from "node:module";
import Ajv from "ajv";
import fc from "fast-check";
import type { Log } from "sarif";
import { describe, expect, it } from "vitest";
import type { Finding } from "./finding.ts";
import { type SarifTool, sarifLog } from "./sarif.ts";

// The schema of the standard as schemastore.org has it, which names draft-04 of JSON Schema.
const require = createRequire(import.meta.url);
const ajv = new Ajv({ schemaId: "auto", format: "full", allErrors: true });
ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
const matchesSchema = ajv.compile(require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"));

const tool: SarifTool = {
  name: "libsql-actions migrate",
  version: "1.2.3",
  informationUri: "https://example.test/",
  documentation: "https://example.test/docs/lint.md",
  rules: [
    { code: "drop-column", severity: "warning", description: "A column is dropped." },
    { code: "drop-table", severity: "error", description: "A table is dropped." },
  ],
  home: "migrations",
};
const finding = (given: Partial<Finding>): Finding => ({
  code: "drop-table",
  severity: "error",
  message: "It is gone.",
  ...given,
});

function checked(findings: readonly Finding[]): Log {
  const log = sarifLog(findings, tool);
  matchesSchema(JSON.parse(JSON.stringify(log)));
  expect(matchesSchema.errors ?? []).toEqual([]);
  return log;
}

const results = (log: Log) => log.runs[0]?.results ?? [];
const marks = (findings: readonly Finding[]) =>
  results(checked(findings)).map(({ partialFingerprints }) => partialFingerprints?.["libsqlActionsFinding/v1"]);

it("has the tool with all its rules, and a result a finding", () => {
  const log = checked([finding({ severity: "warning", file: "migrations/1_a.sql", line: 3, column: 5 })]);
  const [run] = log.runs;
  expect(run?.columnKind).toBe("unicodeCodePoints");
  expect(run?.tool.driver).toMatchObject({ name: tool.name, version: "1.2.3", informationUri: "https://example.test/" });
  expect(run?.tool.driver.rules?.[1]).toEqual({
    id: "drop-table",
    shortDescription: { text: "A table is dropped." },
    fullDescription: { text: "A table is dropped." },
    help: { text: "A table is dropped. See https://example.test/docs/lint.md#drop-table" },
    helpUri: "https://example.test/docs/lint.md#drop-table",
    defaultConfiguration: { level: "error" },
  });
  expect(run?.results).toEqual([
    {
      ruleId: "drop-table",
      ruleIndex: 1,
      level: "warning",
      message: { text: "It is gone." },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "migrations/1_a.sql", uriBaseId: "%SRCROOT%" },
            region: { startLine: 3, startColumn: 5 },
          },
        },
      ],
      partialFingerprints: { "libsqlActionsFinding/v1": expect.stringMatching(/^[0-9a-f]{32}:1$/) },
    },
  ]);
  expect(run?.invocations).toBeUndefined();
});

it("is valid without a finding", () => expect(results(checked([]))).toEqual([]));

it("adds a rule for a code that is on no list", () => {
  const log = checked([finding({ code: "quick-check" }), finding({})]);
  const rules = log.runs[0]?.tool.driver.rules ?? [];
  expect(results(log).map(({ ruleId, ruleIndex }) => [ruleId, rules[ruleIndex ?? -1]?.id])).toEqual([
    ["drop-table", "drop-table"],
    ["quick-check", "quick-check"],
  ]);
});

it("gives every result a place, and its own fingerprint where it has no line", () => {
  const [inDatabase, wholeFile] = results(checked([finding({ database: "libsql://db" }), finding({ file: "a b.sql" })]));
  expect(inDatabase?.message.text).toBe("It is gone. (database libsql://db)");
  expect(inDatabase?.locations?.[0]?.physicalLocation).toEqual({
    artifactLocation: { uri: "migrations", uriBaseId: "%SRCROOT%" },
  });
  expect(wholeFile?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe("a%20b.sql");
  for (const result of [inDatabase, wholeFile])
    expect(result?.partialFingerprints?.["primaryLocationLineHash"]).toBe(
      result?.partialFingerprints?.["libsqlActionsFinding/v1"],
    );
});

describe("fingerprints", () => {
  const two = [finding({ file: "a.sql", line: 3 }), finding({ file: "a.sql", line: 9 })];
  it("stay when lines move", () => {
    expect(marks([finding({ file: "a.sql", line: 30 }), finding({ file: "a.sql", line: 90, column: 7 })])).toEqual(marks(two));
  });
  it("tell findings apart, by what they are about and else by their number", () => {
    expect(marks(two).map((mark) => mark?.slice(32))).toEqual([":1", ":2"]);
    const different: Partial<Finding>[] = [
      {},
      { file: "b.sql" },
      { database: "b.sql" },
      { message: "Other." },
      { code: "other" },
    ];
    const all = different.map((given) => marks([finding({ file: "a.sql", line: 1, ...given })])[0]);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe("what comes from outside", () => {
  it.each([
    ["migrations/é ü?#%.sql", "migrations/%C3%A9%20%C3%BC%3F%23%25.sql"],
    ["C:/x.sql", "C%3A/x.sql"],
    ["javascript:alert(1)", "javascript%3Aalert(1)"],
    ["a\ud800\n.sql", "a%EF%BF%BD%0A.sql"],
  ])("is no more than a path in the path %j", (file, uri) => {
    const [result] = results(checked([finding({ file, line: 1 })]));
    expect(result?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe(uri);
  });

  it("makes no link and no command in a message", () => {
    const message = "[click](https://evil.test) \n::error::x\u001b[31m";
    expect(results(checked([finding({ message })]))[0]?.message.text).toBe("[click] (https://evil.test) \n: :error::x");
  });

  it("always gives a log that the schema allows", () => {
    // Lone surrogates and controls included.
    const character = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
    const text = fc.string({ unit: character, maxLength: 20 });
    const place = fc.integer({ min: 1 });
    const any = fc.record(
      {
        ...{ code: text, message: text, file: text, database: text, line: place, column: place },
        severity: fc.constantFrom("error" as const, "warning" as const, "note" as const),
      },
      { requiredKeys: ["code", "message", "severity"] },
    );
    fc.assert(fc.property(fc.array(any, { maxLength: 5 }), (findings) => void checked(findings as Finding[])));
  });
});

describe("limits of GitHub", () => {
  const notice = (log: Log) => log.runs[0]?.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text;

  it("25,000 results, the worst of them", () => {
    const notes = Array.from({ length: 25_000 }, (_, line) => finding({ severity: "note", file: "a.sql", line: line + 1 }));
    const log = sarifLog([...notes, finding({})], tool);
    expect(results(log)).toHaveLength(25_000);
    expect(results(log)[0]?.level).toBe("error");
    expect(notice(log)).toMatch(/^This log holds 25000 of 25001 findings, .* Left out: 1 note\.$/);
    log.runs[0]?.results?.splice(1);
    matchesSchema(log);
    expect(matchesSchema.errors ?? []).toEqual([]);
  });

  it("10 MB of gzip", () => {
    // What cannot be compressed: base64 of a keystream.
    const noise = Array.from({ length: 5_000 }, (_, index) =>
      finding({ message: randomText(index), file: "a.sql", line: index + 1 }),
    );
    const log = sarifLog(noise, tool);
    expect(results(log).length).toBeGreaterThan(2_000);
    expect(results(log).length).toBeLessThan(5_000);
    expect(notice(log)).toContain(`holds ${results(log).length} of 5000 findings`);
  });
});

function randomText(seed: number): string {
  const cipher = createCipheriv("aes-128-ctr", String(seed).padStart(16), Buffer.alloc(16));
  return cipher.update(Buffer.alloc(2_900)).toString("base64");
}
