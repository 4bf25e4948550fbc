// Zipf's distribution: the rank n is drawn in proportion to 1 / n^exponent, as words in a language, or visits to the pages of a site.
import { type Draw, drawn, TWO_32 } from "../address.ts";
import { power } from "./power.ts";

/** Ranks up to this one have their own share; behind them those of about 1/32 of a rank's size have one together. */
const OWN_RANKS = 64;
const PARTS = 32;
/** Where in the shares to begin to look, for each of so many parts of them. */
const GUIDES = 1_024;
const HALF = 0.5;

/**
 * Draws ranks from 0, the most frequent one, to `count` - 1 (below 2^53), in time that does not depend on the count.
 * Up to rank 64 the probabilities are right to the last few bits; behind it to about 1 in 10,000, since the ranks of a group of 1/32 are taken to lie on a
 * line. All draws are shared out with 32 bits.
 * @param exponent at least 0: 0 makes all ranks alike, 1 is Zipf's law
 */
export function zipf(count: number, exponent: number): (draw: Draw, ordinal: number) => number {
  const starts: number[] = [];
  const totals: number[] = [];
  let total = 0;
  for (let start = 0; start < count; ) {
    const end = Math.min(count, start + (start < OWN_RANKS ? 1 : Math.floor(start / PARTS)));
    starts.push(start);
    total += groupWeight(start, end, exponent);
    totals.push(total);
    start = end;
  }
  const groups = starts.length;
  const shares = Float64Array.from(totals, (sum) => sum / total);
  const firsts = Float64Array.from([...starts, count]);
  const slopes = Float64Array.from(starts, (start, group) => {
    const [first, last] = [1 / power(start + HALF, exponent), 1 / power((firsts[group + 1] ?? count) + HALF, exponent)];
    return first > 0 ? last / first : 1;
  });
  const guides = new Uint16Array(GUIDES);
  for (let part = 0, group = 0; part < GUIDES; part++) {
    while (group < groups - 1 && (shares[group] ?? 1) <= part / GUIDES) group++;
    guides[part] = group;
  }
  return (draw, ordinal) => {
    const share = drawn(draw, ordinal) / TWO_32;
    let group = guides[Math.floor(share * GUIDES)] ?? 0;
    while (group < groups - 1 && (shares[group] ?? 1) <= share) group++;
    const [first, next] = [firsts[group] ?? 0, firsts[group + 1] ?? count];
    if (next - first === 1) return first;
    const below = group === 0 ? 0 : (shares[group - 1] ?? 0);
    const within = (share - below) / ((shares[group] ?? 1) - below);
    return Math.min(next - 1, first + Math.floor((next - first) * onLine(within, slopes[group] ?? 1)));
  };
}

/** The sum of the weights of the ranks from `start` up to `end` (not reached), by Simpson's rule where they are many. */
function groupWeight(start: number, end: number, exponent: number): number {
  if (end - start === 1) return 1 / power(end, exponent);
  const [low, high] = [start + HALF, end + HALF];
  const sum = 1 / power(low, exponent) + 4 / power((low + high) / 2, exponent) + 1 / power(high, exponent);
  return ((high - low) * sum) / 6;
}

/** Where a share of what lies under a line from 1 to `slope` is reached, from 0 to 1. */
function onLine(share: number, slope: number): number {
  return (share * (1 + slope)) / (1 + Math.sqrt(1 - share * (1 - slope * slope)));
}
