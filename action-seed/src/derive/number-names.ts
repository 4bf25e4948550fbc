// Which numbers the name of a column makes plausible.
import { lookUp, tableOf } from "./names.ts";

/** A range, with so many decimals where the numbers are no whole ones. */
export interface Plausible {
  readonly minimum: number;
  readonly maximum: number;
  readonly decimals?: number;
}

const UNIT: Plausible = { minimum: 0, maximum: 1 };
const MONEY: Plausible = { minimum: 1, maximum: 1_000, decimals: 2 };
const NUMBERS = tableOf<Plausible>([
  ["latitude lat", { minimum: -90, maximum: 90 }],
  ["longitude lon lng", { minimum: -180, maximum: 180 }],
  ["score confidence probability ratio rate weight similarity relevance reward distance", UNIT],
  ["weight-kg weight-lb kg", { minimum: 1, maximum: 150, decimals: 1 }],
  ["grams weight-grams weight-g", { minimum: 10, maximum: 5_000 }],
  ["height width depth", { minimum: 1, maximum: 250, decimals: 1 }],
  ["percent percentage", { minimum: 0, maximum: 100, decimals: 2 }],
  ["price cost amount total subtotal balance fee tax discount freight", MONEY],
  ["cents", { minimum: 100, maximum: 100_000 }],
  ["salary wage income", { minimum: 20_000, maximum: 120_000, decimals: 2 }],
  ["bonus", { minimum: 0, maximum: 10_000, decimals: 2 }],
  ["budget revenue turnover", { minimum: 10_000, maximum: 1_000_000, decimals: 2 }],
  ["age", { minimum: 18, maximum: 90 }],
  ["year", { minimum: 1990, maximum: 2024 }],
  ["month", { minimum: 1, maximum: 12 }],
  ["day", { minimum: 1, maximum: 28 }],
  ["weekday", { minimum: 0, maximum: 6 }],
  ["hour", { minimum: 0, maximum: 23 }],
  ["minute second", { minimum: 0, maximum: 59 }],
  ["rating stars priority level", { minimum: 1, maximum: 5 }],
  ["quantity qty adults persons seats beds", { minimum: 1, maximum: 20 }],
  ["children", { minimum: 0, maximum: 5 }],
  ["floor", { minimum: 0, maximum: 12 }],
  ["position ordinal order index rank sequence step line row", { minimum: 1, maximum: 100 }],
  ["version revision attempt retries", { minimum: 1, maximum: 10 }],
  ["duration latency elapsed ms timeout", { minimum: 1, maximum: 5_000 }],
  ["milliseconds", { minimum: 1_000, maximum: 600_000 }],
  ["bytes size", { minimum: 100, maximum: 1_000_000 }],
  ["port", { minimum: 1_024, maximum: 65_535 }],
  ["temperature", { minimum: -20, maximum: 40, decimals: 1 }],
]);
const ANY_NUMBER: Plausible = { minimum: 1, maximum: 1_000 };

/** The range of the numbers in a column. */
export function plausibleNumbers(words: readonly string[]): Plausible {
  return namedNumbers(words) ?? ANY_NUMBER;
}

/** The same where the name says something of it. */
export function namedNumbers(words: readonly string[]): Plausible | undefined {
  return lookUp(NUMBERS, words);
}
