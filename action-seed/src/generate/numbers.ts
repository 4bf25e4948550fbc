// Whole numbers and reals: within the limits of the column, and within what its name makes plausible.
import { below } from "./address.ts";
import type { Bound, Limits } from "./limits.ts";
import { type Domain, listDomain, UNBOUNDED } from "./value.ts";

/** What is plausible; limits of the column overrule it. Reals have at most four decimals: SQLite reads such texts back to the same bits. */
export interface Plausible {
  readonly minimum: number;
  readonly maximum: number;
  /** Steps in one unit: 100 for two decimals. */
  readonly steps?: number;
}

const DECIMAL_STEPS = 10_000;
const POINTS_BETWEEN = 9_999;
/** How far values go from a limit that has no other side. */
const ONE_SIDED_SPAN = 1_000;

/** Whole numbers. Without both limits, different values count on from the one limit, or from 1. */
export function integerDomain(limits: Limits, plausible: Plausible): Domain {
  const [low, high] = [lowest(limits.minimum, 1), highest(limits.maximum, 1)];
  const [from, to] = within(low, high, plausible.minimum, plausible.maximum, 1);
  const isBounded = low !== undefined && high !== undefined;
  return {
    size: isBounded ? Math.max(0, Math.min(UNBOUNDED, high - low + 1)) : UNBOUNDED,
    random: (draw) => BigInt(from + below(draw, 1, to - from + 1)),
    distinct: (number) => BigInt(low !== undefined ? low + number : high !== undefined ? high - number : 1 + number),
  };
}

/** Reals, as multiples of a step. */
export function realDomain(limits: Limits, plausible: Plausible): Domain {
  const steps = plausible.steps ?? DECIMAL_STEPS;
  const [low, high] = [lowest(limits.minimum, DECIMAL_STEPS), highest(limits.maximum, DECIMAL_STEPS)];
  // Limits closer together than a step: what is left is a limit itself, else what lies between them.
  if (low !== undefined && high !== undefined && low > high) {
    const inclusive = inclusiveLimits(limits);
    return listDomain(inclusive.length > 0 ? inclusive : between(limits));
  }
  const coarse = DECIMAL_STEPS / steps;
  const [from, to] = within(low, high, plausible.minimum * DECIMAL_STEPS, plausible.maximum * DECIMAL_STEPS, DECIMAL_STEPS);
  const [first, last] = [Math.ceil(from / coarse), Math.floor(to / coarse)];
  const isBounded = low !== undefined && high !== undefined;
  return {
    size: isBounded ? Math.min(UNBOUNDED, high - low + 1) : UNBOUNDED,
    random: (draw) => (last < first ? from : (first + below(draw, 1, last - first + 1)) * coarse) / DECIMAL_STEPS,
    distinct: (number) =>
      (low !== undefined ? low + number : high !== undefined ? high - number : DECIMAL_STEPS + number) / DECIMAL_STEPS,
  };
}

/** Reals at even distances between two limits. */
function between({ minimum, maximum }: Limits): number[] {
  const [low, high] = [minimum?.value ?? 0, maximum?.value ?? 0];
  const points = Array.from({ length: POINTS_BETWEEN }, (_, index) => low + ((high - low) * (index + 1)) / (POINTS_BETWEEN + 1));
  return [...new Set(points)].filter((point) => point > low && point < high);
}

/** True and false as SQLite writes them. */
export const BOOLEANS: Domain = listDomain([0n, 1n]);

function lowest(bound: Bound | undefined, steps: number): number | undefined {
  if (bound === undefined) return undefined;
  const scaled = bound.value * steps;
  return clamp(bound.exclusive ? Math.floor(scaled) + 1 : Math.ceil(scaled));
}

function highest(bound: Bound | undefined, steps: number): number | undefined {
  if (bound === undefined) return undefined;
  const scaled = bound.value * steps;
  return clamp(bound.exclusive ? Math.ceil(scaled) - 1 : Math.floor(scaled));
}

function clamp(value: number): number {
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value));
}

/** The plausible range cut to the limits; where nothing of it is left, a range at the limits. */
function within(
  low: number | undefined,
  high: number | undefined,
  minimum: number,
  maximum: number,
  unit: number,
): [number, number] {
  const [from, to] = [Math.max(low ?? minimum, minimum), Math.min(high ?? maximum, maximum)];
  if (from <= to) return [from, to];
  if (low !== undefined) return [low, Math.min(high ?? Number.MAX_SAFE_INTEGER, low + ONE_SIDED_SPAN * unit)];
  return [(high ?? maximum) - ONE_SIDED_SPAN * unit, high ?? maximum];
}

function inclusiveLimits({ minimum, maximum }: Limits): number[] {
  if (minimum === undefined || maximum === undefined) return [];
  const isAbove = (value: number) => value > minimum.value || (value === minimum.value && !minimum.exclusive);
  const isBelow = (value: number) => value < maximum.value || (value === maximum.value && !maximum.exclusive);
  return [...new Set([minimum.value, maximum.value])].filter((value) => isAbove(value) && isBelow(value));
}
