import { describe, expect, it } from "vitest";
import { columnNamed } from "../plan/testing.ts";
import { readChecks } from "./checks.ts";
import type { Limits } from "./limits.ts";

const at = (value: number, exclusive = false) => ({ value, exclusive });

/** The limits of columns, and whether they say all. */
function read(...checks: readonly string[]) {
  const { limits, open } = readChecks(checks);
  return { limits: Object.fromEntries(limits), open };
}

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
    ["a ISNULL OR (a > 0 AND (a < 9))", { a: { minimum: at(0, true), maximum: at(9, true) } }],
    ["a IS NULL OR (length(a) = 2)", { a: { minLength: 2, maxLength: 2 } }],
    ["a IS NOT NULL AND b NOTNULL", { a: { present: true }, b: { present: true } }],
    ["a IS 5", { a: { oneOf: [5n], present: true } }],
    ["a IN (1, 2, 3) AND a IN (2, 3, 4) AND a > 0", { a: { oneOf: [2n, 3n], minimum: at(0, true) } }],
    [
      "abs(a) <= 90 AND abs(b) < 1",
      { a: { minimum: at(-90), maximum: at(90) }, b: { minimum: at(-1, true), maximum: at(1, true) } },
    ],
    ["a LIKE 'x' OR a GLOB 'y'", { a: { oneOf: ["x", "y"] } }],
  ])("understands all of %s", (check, expected) => {
    expect(read(check)).toEqual({ limits: expected, open: [] });
  });

  it("joins what several CHECKs demand of a column, however it is written", () => {
    expect(read("a > 0", "[A] <= 9", 'length("a") > 1').limits).toEqual({
      a: { minimum: at(0, true), maximum: at(9), minLength: 2 },
    });
  });

  it.each<[string, Limits]>([
    ["date(a) = a", { moment: "date" }],
    ["a IS datetime(a)", { moment: "sqlite" }],
    ["a = strftime('%Y-%m-%dT%H:%M:%SZ', a)", { moment: "iso" }],
    ["a % 5 = 0", { multiple: { of: 5, rest: 0 } }],
    ["a % 5 == 3", { multiple: { of: 5, rest: 3 } }],
    ["time(a) IS NOT NULL", { moment: "time" }],
    ["trim(a) <> ''", { minLength: 1 }],
  ])("knows what helps %s, and leaves the rest to the database", (check, expected) => {
    expect(read(check)).toEqual({ limits: { a: expected }, open: [check] });
  });

  it.each([
    "a LIKE 'x%'",
    "a NOT LIKE '%\\_%' ESCAPE '\\'",
    "a GLOB '[0-9]*'",
    "a NOT GLOB '*[^0-9]*'",
    "a = upper(a)",
    "lower(a) = a",
  ])("knows the form in %s, and leaves the rest to the database", (check) => {
    const { limits, open } = read(check);
    expect(limits["a"]?.forms).toHaveLength(1);
    expect(open).toEqual([check]);
  });

  it.each([
    "a < b",
    "a IS NULL OR b > 1",
    "a = 1 OR b = 2",
    "a > 1 OR a < 0",
    "a IN (1, 2) OR length(a) = 5",
    "a + 1 > 2",
    "a > 1 + 1",
    "NOT a > 1",
    "a IS NULL",
    "a NOT IN (1, 2)",
    "a IN (SELECT 1)",
    "a IN (1, b)",
    "abs(a) > 90",
    "round(a) > 1",
    "a % 5 > 3",
    "a % 5 = 7",
    "a % b = 0",
    "a = strftime('%W', a)",
    "a = strftime('%Y-%m-%d', b)",
    "json_valid(a, 6)",
    "a COLLATE NOCASE IN ('x')",
    "a LIKE b",
    "a LIKE 'x%' ESCAPE b",
    "upper(a) = b",
    "CASE WHEN a > 1 AND b > 1 THEN c ELSE d END",
    "typeof(a) = 'text'",
    "a <> 0",
    "(a, b) = (1, 2)",
    "",
  ])("does not misunderstand %s", (check) => {
    expect(read(check)).toEqual({ limits: {}, open: [check] });
  });

  it("takes what it understands from a CHECK that demands more", () => {
    expect(read("a > 1 AND a < b")).toEqual({ limits: { a: { minimum: at(1, true) } }, open: ["a > 1 AND a < b"] });
  });

  it("does not split an OR that stands beside an AND", () => {
    expect(read("a > 1 OR b > 1 AND c > 1").limits).toEqual({});
    expect(read("(a > 1 OR b > 1) AND c > 1").limits).toEqual({ c: { minimum: at(1, true) } });
  });

  it("leaves it to the database how a text compares with a number", () => {
    const columns = [columnNamed("a", "TEXT"), columnNamed("b", "INTEGER")];
    expect(readChecks(["a > 5", "b > 5"], columns).open).toEqual(["a > 5"]);
  });
});
