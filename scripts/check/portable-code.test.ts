import { describe, expect, it } from "vitest";
import { HOUSE } from "../run-tool.ts";
import { checkPortableCode, portabilityProblems } from "./portable-code.ts";

describe("portabilityProblems", () => {
  it.each([
    "x = Math.pow(2, 0.5);",
    "const { sin } = Math; y = Math.exp(1);",
    'x = Math["log"](2);',
    "x = y ** 2;",
    "x = (1 + y) ** 2;",
    "x = 10 ** -places;",
    "y **= 2;",
    "x = 1.5 ** half;",
    "new Intl.Collator();",
    "names.sort((a, b) => a.localeCompare(b));",
    "n.toLocaleString();",
    'text.normalize("NFC");',
    "text.toLowerCase();",
    "text.toLocaleUpperCase();",
    "text.replace(/\\p{L}/u, '');",
    "/k/iu.test(text);",
    "/k/gvi.test(text);",
    "Date.now();",
    "new Date();",
    'new Date("2024-01-01");',
    "new Date(2024, 0, 1);",
    "Date.parse(text);",
    "date.getHours();",
    "date.getFullYear();",
    "date.setMonth(1);",
    "date.getTimezoneOffset();",
    "date.toDateString();",
    "Math.random();",
    "randomUUID();",
    "performance.now();",
    "process.env;",
  ])("refuses %s", (line) => {
    expect(portabilityProblems("a.ts", `\n  ${line}`)).toEqual([expect.stringMatching(/^a\.ts:2:\d+: .+ is not portable: .+/)]);
  });

  it.each([
    "x = Math.floor(y / 2) + Math.imul(y, 3) + Math.sqrt(2);",
    "const MAX_INTEGER = 2n ** 63n - 1n;",
    "const size = 2 ** (2 * bits) * 256 ** count * 10 ** digits;",
    "Date.UTC(2024, 0, 1) + new Date(day * 1_000).getUTCFullYear();",
    "new Date(ms).toISOString();",
    "/^bool/i.test(type);",
    "const path = `a/i/us`;",
    "// Math.pow(2, 0.5) differs",
    "/** Unlike Math.pow. */",
    " * Intl",
    "  /**",
    'import { uuids } from "./iu.ts";',
    "x = 1; // not Math.pow",
    "text.toLowerCase(); // portable: ASCII",
  ])("lets %s pass", (line) => {
    expect(portabilityProblems("a.ts", `${line}\n`)).toEqual([]);
  });

  it("wants a reason for an exemption", () => {
    expect(portabilityProblems("a.ts", "Math.pow(2, 2); // portable: ")).toHaveLength(1);
  });
});

describe("checkPortableCode", () => {
  it("finds nothing in this checkout", async () => {
    expect(await checkPortableCode(HOUSE)).toEqual([]);
  });

  it("does not pass when there is nothing to look at", async () => {
    expect(await checkPortableCode("/nowhere")).toHaveLength(1);
  });
});
