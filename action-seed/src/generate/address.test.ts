// Golden values: when one of these changes, every database that was ever seeded changes with it. Raise GENERATOR_VERSION then.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressKey, below, branch, drawn, drawsOf, jump, mix, permute } from "./address.ts";

const key = addressKey("42", "episodes", "status");
const rows = (count: number) => Array.from({ length: count }, (_, row) => row);

describe("golden values", () => {
  it("keys", () => {
    expect(key).toEqual({ low: 281972712, high: 3119554697 });
    expect(addressKey("42", "a", "bc")).not.toEqual(addressKey("42", "ab", "c"));
    expect(addressKey("", "\ud800")).toEqual({ low: 485838382, high: 2265951739 });
  });
  it("draws", () => {
    expect(rows(3).map((row) => rows(3).map((ordinal) => drawn(drawsOf(key, row), ordinal)))).toEqual([
      [3211525635, 3689486366, 988166387],
      [2924898975, 910774701, 3132054799],
      [4146951306, 1899096935, 1379162356],
    ]);
    expect([1, 2, 0xffffffff].map(mix)).toEqual([69681622, 4057983209, 310335631]);
  });
  it("numbers, buckets and permutations", () => {
    expect(rows(8).map((row) => below(drawsOf(key, row), 0, 10))).toEqual([7, 6, 9, 8, 2, 6, 4, 8]);
    expect(rows(4).map((row) => below(drawsOf(key, row), 0, 2 ** 53))).toEqual([
      6735057870460958, 6133957238804909, 8696786687486823, 8017333295838414,
    ]);
    expect(rows(8).map((row) => jump(drawsOf(key, row), 0, 10))).toEqual([2, 9, 4, 5, 5, 5, 2, 3]);
    expect(rows(10).map((row) => permute(key, row, 10))).toEqual([3, 2, 7, 4, 5, 0, 1, 6, 8, 9]);
  });
});

it("draws do not depend on each other, and cover all bits", () => {
  const draws = rows(4_000).map((row) => drawn(drawsOf(key, row), row % 3));
  for (let bit = 0; bit < 32; bit++) {
    const ones = draws.filter((draw) => (draw >>> bit) & 1).length;
    expect(ones).toBeGreaterThan(1_850);
    expect(ones).toBeLessThan(2_150);
  }
});

it("below stays below, for every count", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), fc.nat(), (count, row) => {
      const number = below(drawsOf(key, row), 1, count);
      expect(Number.isSafeInteger(number) && number >= 0 && number < count).toBe(true);
    }),
  );
});

it("branches have draws of their own", () => {
  const parts = rows(2_000).flatMap((row) => rows(5).map((part) => branch(drawsOf(key, row), part)));
  expect(parts.slice(0, 3).map((part) => drawn(part, 1))).toEqual([1294241556, 2173833920, 1311349904]);
  const mean = parts.reduce((sum, part) => sum + below(part, 1, 1_001), 0) / parts.length;
  expect(Math.abs(mean - 500)).toBeLessThan(10);
  expect(new Set(parts.map((part) => drawn(part, 1))).size).toBeGreaterThan(parts.length - 3);
});

it("permute gives every number of its range once", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 700 }), fc.string(), (size, seed) => {
      const shuffled = rows(size).map((number) => permute(addressKey(seed, "t"), number, size));
      expect(shuffled.toSorted((a, b) => a - b)).toEqual(rows(size));
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 2 ** 24, max: 2 ** 32 }), fc.nat(1_000), (size, number) => {
      const [one, other] = [permute(key, number, size), permute(key, number + 1, size)];
      expect(one < size && other < size && one !== other).toBe(true);
    }),
  );
});

it("jump moves a row to the new bucket or not at all, and spreads rows evenly", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 5_000 }), (row, count) => {
      const [before, after] = [jump(drawsOf(key, row), 1, count), jump(drawsOf(key, row), 1, count + 1)];
      expect(before).toBeLessThan(count);
      expect([before, count]).toContain(after);
    }),
  );
  const hits = rows(10).map((bucket) => rows(10_000).filter((row) => jump(drawsOf(key, row), 1, 10) === bucket).length);
  for (const count of hits) expect(Math.abs(count - 1_000)).toBeLessThan(120);
});
