import { describe, expect, it } from "vitest";
import { readChecks } from "./checks.ts";
import type { Limits } from "./limits.ts";

const at = (value: number, exclusive = false) => ({ value, exclusive });

describe("readChecks", () => {
  it.each<[string, Record<string, Limits>]>([
    ["a IN ('x', 'it''s')", { a: { oneOf: ["x", "it's"] } }],
    ["\"A\" in (1, -2, +3, 0x10, 1.5, NULL, TRUE, x'0f')", { a: { oneOf: [1n, -2n, 3n, 16n, 1.5, 1n, Buffer.from([15])] } }],
    ["a = 'x' OR [a] = 'y' OR a IS NULL", { a: { oneOf: ["x", "y"] } }],
    ["a BETWEEN 1 AND 5", { a: { minimum: at(1), maximum: at(5) } }],
    [
      "a BETWEEN -1.5 AND (5) AND b > 0 AND `c` <= 1e3",
      { a: { minimum: at(-1.5), maximum: at(5) }, b: { minimum: at(0, true) }, c: { maximum: at(1000) } },
    ],
    ["((a >= 0) AND (a < 10)) AND a > 0", { a: { minimum: at(0, true), maximum: at(10, true) } }],
    ["0 <= a AND 5 > a", { a: { minimum: at(0), maximum: at(5, true) } }],
    [
      "length(a) BETWEEN 2 AND 8 AND LENGTH(b) = 3 AND length(c) > 1 AND length(d) < 9",
      {
        a: { minLength: 2, maxLength: 8 },
        b: { minLength: 3, maxLength: 3 },
        c: { minLength: 2 },
        d: { maxLength: 8 },
      },
    ],
    ["a <> '' AND b != ''", { a: { minLength: 1 }, b: { minLength: 1 } }],
    ["json_valid(a) AND json_valid(b) = 1", { a: { json: true }, b: { json: true } }],
    ["a IS NULL OR a >= 3", { a: { minimum: at(3) } }],
    ["a IS NULL OR (length(a) = 2)", { a: { minLength: 2, maxLength: 2 } }],
    ["a IS NOT NULL", { a: {} }],
    ["a IN (1, 2, 3) AND a IN (2, 3, 4) AND a > 0", { a: { oneOf: [2n, 3n], minimum: at(0, true) } }],
  ])("understands %s", (check, expected) => {
    expect(Object.fromEntries(readChecks([check]))).toEqual(expected);
  });

  it("joins what several CHECKs demand of a column, however it is written", () => {
    const columns = readChecks(["a > 0", "[A] <= 9", 'length("a") > 1']);
    expect(Object.fromEntries(columns)).toEqual({ a: { minimum: at(0, true), maximum: at(9), minLength: 2 } });
  });

  it.each([
    "a < b",
    "a IS NULL OR b > 1",
    "a = 1 OR b = 2",
    "a > 1 OR a < 0",
    "a + 1 > 2",
    "a > 1 + 1",
    "NOT a > 1",
    "a LIKE '%@%'",
    "a NOT IN (1, 2)",
    "a IN (SELECT 1)",
    "a IN (1, b)",
    "abs(a) <= 90",
    "json_valid(a, 6)",
    "a COLLATE NOCASE IN ('x')",
    "CASE WHEN a > 1 AND b > 1 THEN c ELSE d END",
    "typeof(a) = 'text'",
    "a <> 0",
    "a IN ()",
    "(a, b) = (1, 2)",
    "",
  ])("does not misunderstand %s", (check) => {
    expect([...readChecks([check])]).toEqual([]);
  });

  it("does not split an OR that stands beside an AND", () => {
    expect([...readChecks(["a > 1 OR b > 1 AND c > 1"])]).toEqual([]);
    expect([...readChecks(["(a > 1 OR b > 1) AND c > 1"])]).toEqual([["c", { minimum: at(1, true) }]]);
  });
});
