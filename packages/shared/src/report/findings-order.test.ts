import fc from "fast-check";
import { expect, it } from "vitest";
import type { Finding } from "./finding.ts";
import { countBySeverity, countsInWords, inOrder, placeOf } from "./findings-order.ts";

const finding = (given: Partial<Finding>): Finding => ({ code: "x", severity: "error", message: "m", ...given });

it("puts the worst first, then goes by file, line and column", () => {
  const expected = [
    finding({ message: "in no file" }),
    finding({ file: "a.sql" }),
    finding({ file: "a.sql", line: 2, column: 10 }),
    finding({ file: "a.sql", line: 10, column: 1 }),
    finding({ file: "a.sql", line: 10, column: 2, database: "one" }),
    finding({ file: "a.sql", line: 10, column: 2, database: "two" }),
    finding({ file: "b.sql", line: 1 }),
    finding({ severity: "warning", file: "a.sql", line: 1 }),
    finding({ severity: "note", file: "a.sql", line: 1, code: "a" }),
    finding({ severity: "note", file: "a.sql", line: 1, code: "b" }),
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(expected, { minLength: expected.length }), (shuffled) => {
      expect(inOrder(shuffled)).toEqual(expected);
    }),
  );
});

it("counts", () => {
  const counts = countBySeverity([finding({}), finding({}), finding({ severity: "note" })]);
  expect(counts).toEqual({ error: 2, warning: 0, note: 1 });
  expect(countsInWords(counts)).toBe("2 errors, 1 note");
  expect(countsInWords(countBySeverity([]))).toBe("nothing");
});

it.each([
  [{}, ""],
  [{ line: 3 }, ""],
  [{ file: "a.sql" }, "a.sql"],
  [{ file: "a.sql", line: 3 }, "a.sql:3"],
  [{ file: "a.sql", line: 3, column: 5 }, "a.sql:3:5"],
  [{ file: "a.sql", column: 5 }, "a.sql"],
])("the place of %j is %j", (given, place) => expect(placeOf(finding(given))).toBe(place));
