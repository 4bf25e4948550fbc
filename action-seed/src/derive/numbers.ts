// Numbers of a column as a spec says them: within what its CHECKs allow, and within what its name makes plausible.
import { ONE_SIDED_SPAN } from "../generate/numbers.ts";
import type { ColumnSpec, Weighted } from "../spec/spec.ts";
import { type Bound, type Limits, MAX_DIGITS } from "./limits.ts";
import type { Plausible } from "./number-names.ts";

const LEAST_DECIMALS = 4;
/** Of what CHECKs allow. */
const LEAST_SHARE = 0.05;
/** Of a number that is larger than what is plausible. */
const FEWEST_MULTIPLES = 20;
/** So many values between two limits look like reals. */
const ENOUGH_STEPS = 1_000;
/** What different reals are taken from where one side is open: as many as rows can be numbered. */
const DISTINCT_SPAN = 400_000;

/** @param isKey whether different rows need different values @returns undefined where the limits leave no number */
export function integersOf(limits: Limits, plausible: Plausible, isKey: boolean): ColumnSpec | undefined {
  if (limits.multiple !== undefined) return multiplesOf(limits.multiple, limits, plausible, isKey);
  const [low, high] = [lowest(limits.minimum, 1), highest(limits.maximum, 1)];
  if (low !== undefined && high !== undefined) {
    if (low > high) return undefined;
    if (isKey) return { generator: "integer", minimum: low, maximum: high };
  }
  if (isKey) return sequence(low, high);
  const [minimum, maximum] = within(low, high, plausible, 1);
  return { generator: "integer", minimum, maximum };
}

/** Negative ones are left out: their remainder is negative. */
function multiplesOf(
  { of: step, rest }: NonNullable<Limits["multiple"]>,
  limits: Limits,
  plausible: Plausible,
  isKey: boolean,
): ColumnSpec | undefined {
  const high = highest(limits.maximum, 1);
  const first = (from: number) => Math.ceil((Math.max(0, from) - rest) / step) * step + rest;
  const start = first(lowest(limits.minimum, 1) ?? 0);
  if (high !== undefined && start > high) return undefined;
  if (isKey && high === undefined) return { generator: "sequence", start: start === 0 ? step : start, step };
  if (isKey) return { generator: "integer", minimum: start, maximum: high ?? start, step };
  const minimum = first(Math.max(start, plausible.minimum));
  if (high !== undefined && minimum > high) return { generator: "integer", minimum: start, maximum: high, step };
  const maximum = Math.min(high ?? Number.MAX_SAFE_INTEGER, Math.max(plausible.maximum, minimum + FEWEST_MULTIPLES * step));
  return { generator: "integer", minimum, maximum, step };
}

function sequence(low: number | undefined, high: number | undefined): ColumnSpec {
  if (low !== undefined && low !== 1) return { generator: "sequence", start: low };
  return high === undefined ? { generator: "sequence" } : { generator: "sequence", start: high, step: -1 };
}

/** @param isKey whether different rows need different values @returns undefined where the limits leave no number */
export function realsOf(limits: Limits, plausible: Plausible, isKey: boolean): ColumnSpec | undefined {
  const { minimum, maximum } = limits;
  const fewest = isKey ? LEAST_DECIMALS : (plausible.decimals ?? LEAST_DECIMALS);
  if (minimum === undefined || maximum === undefined) {
    const unit = 10 ** fewest;
    const [low, high] = [lowest(minimum, unit), highest(maximum, unit)];
    if (isKey) {
      const from = low ?? (high === undefined ? 0 : high - DISTINCT_SPAN * unit);
      return { generator: "real", minimum: from / unit, maximum: (high ?? from + DISTINCT_SPAN * unit) / unit, decimals: fewest };
    }
    const [from, to] = within(low, high, scaled(plausible, unit), unit);
    return { generator: "real", minimum: from / unit, maximum: to / unit, decimals: fewest };
  }
  for (let decimals = fewest; decimals <= MAX_DIGITS; decimals++) {
    const unit = 10 ** decimals;
    const [low, high] = [lowest(minimum, unit) ?? 0, highest(maximum, unit) ?? 0];
    if (high - low >= ENOUGH_STEPS || (decimals === fewest && low <= high && !isKey)) {
      const [from, to] = isKey ? [low, high] : within(low, high, scaled(plausible, unit), unit);
      return { generator: "real", minimum: from / unit, maximum: to / unit, decimals };
    }
  }
  const values = inclusiveLimits(minimum, maximum).map((value): Weighted => ({ value, weight: 1 }));
  return values.length === 0 ? undefined : { generator: "enum", values };
}

function scaled({ minimum, maximum }: Plausible, unit: number): Plausible {
  return { minimum: Math.ceil(minimum * unit), maximum: Math.floor(maximum * unit) };
}

/** The lowest whole number of steps that a lower limit allows. */
export function lowest(bound: Bound | undefined, steps: number): number | undefined {
  if (bound === undefined) return undefined;
  const value = bound.value * steps;
  return clamp(bound.exclusive ? Math.floor(value) + 1 : Math.ceil(value));
}

/** The highest whole number of steps that an upper limit allows. */
export function highest(bound: Bound | undefined, steps: number): number | undefined {
  if (bound === undefined) return undefined;
  const value = bound.value * steps;
  return clamp(bound.exclusive ? Math.ceil(value) - 1 : Math.floor(value));
}

function clamp(value: number): number {
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value));
}

/** The plausible range cut to the limits; where little of it is left, what they allow, or a range at the one that there is. */
function within(
  low: number | undefined,
  high: number | undefined,
  { minimum, maximum }: Plausible,
  unit: number,
): [number, number] {
  const [from, to] = [Math.max(low ?? minimum, minimum), Math.min(high ?? maximum, maximum)];
  // Limits on both sides say more than a name of which hardly anything is left within them.
  if (low !== undefined && high !== undefined && to - from < (high - low) * LEAST_SHARE) return [low, high];
  if (from <= to) return [from, to];
  if (low !== undefined) return [low, Math.min(high ?? Number.MAX_SAFE_INTEGER, low + ONE_SIDED_SPAN * unit)];
  return [(high ?? maximum) - ONE_SIDED_SPAN * unit, high ?? maximum];
}

function inclusiveLimits(minimum: Bound, maximum: Bound): number[] {
  const isAllowed = (value: number) =>
    (value > minimum.value || (value === minimum.value && !minimum.exclusive)) &&
    (value < maximum.value || (value === maximum.value && !maximum.exclusive));
  return [...new Set([minimum.value, maximum.value])].filter(isAllowed);
}
