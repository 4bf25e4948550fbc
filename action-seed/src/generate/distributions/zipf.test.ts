import fc from "fast-check";
import { expect, it } from "vitest";
import { addressKey, drawsOf } from "../address.ts";
import { zipf } from "./zipf.ts";

const key = addressKey("42", "zipf");
const DRAWS = 60_000;
const ranks = (count: number, exponent: number) => {
  const rank = zipf(count, exponent);
  return Array.from({ length: DRAWS }, (_, row) => rank(drawsOf(key, row), 1));
};
const shareOf = (drawn: readonly number[], isOne: (rank: number) => boolean) => drawn.filter(isOne).length / DRAWS;

it.each([
  [10, 1],
  [1_000, 1],
  [1_000, 0.5],
  [5_000, 2],
  [200_000, 1.3],
  [1_000, 0],
])("draws the ranks of %d with exponent %d as often as it should", (count, exponent) => {
  const drawn = ranks(count, exponent);
  const weights = Array.from({ length: count }, (_, rank) => 1 / (rank + 1) ** exponent);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const wanted = (from: number, to: number) => weights.slice(from, to).reduce((sum, weight) => sum + weight, 0) / total;
  const edges = [0, 1, 2, 8, 64, 500, 3_000, 50_000, count].filter((edge) => edge <= count);
  for (const [index, to] of edges.slice(1).entries()) {
    const from = edges[index] ?? 0;
    // Four deviations of what chance does to so many draws.
    const slack = 4 * Math.sqrt(wanted(from, to) / DRAWS);
    expect(Math.abs(shareOf(drawn, (rank) => rank >= from && rank < to) - wanted(from, to)), `${from} to ${to}`).toBeLessThan(
      slack,
    );
  }
});

it("takes in as many ranks as a double can count: the shares of the decades of 2^53 are alike", () => {
  const drawn = ranks(2 ** 53 - 1, 1);
  const decade = (from: number) => shareOf(drawn, (rank) => rank >= from && rank < 10 * from);
  for (const from of [1e3, 1e6, 1e9, 1e12]) expect(Math.abs(decade(from) / decade(1e4) - 1)).toBeLessThan(0.1);
});

it("draws every rank of a group, not its first one alone", () => {
  const seen = new Set(ranks(2_000, 1).filter((rank) => rank >= 1_000));
  // So many draws leave out about 13 of the 1000.
  expect(seen.size).toBeGreaterThan(970);
});

it("stays below the count", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      fc.double({ min: 0, max: 50, noNaN: true }),
      fc.nat(),
      (count, exponent, row) => {
        const rank = zipf(count, exponent)(drawsOf(key, row), 1);
        expect(Number.isSafeInteger(rank) && rank >= 0 && rank < count).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});
