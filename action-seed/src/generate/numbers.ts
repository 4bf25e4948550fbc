// Whole numbers, reals and truths: evenly spaced values between two limits, drawn evenly, around a mean, or with a preference for the small ones.

import type { Drawn, Numbers } from "../spec/spec.ts";
import { type Draw, drawn, TWO_32 } from "./address.ts";
import { bigintOf } from "./bigints.ts";
import { normal } from "./distributions/normal.ts";
import { zipf } from "./distributions/zipf.ts";
import { MAX_DECIMALS } from "./limits.ts";
import { stepsDomain } from "./steps.ts";
import { UnusableGenerator } from "./unusable-generator.ts";
import { type Domain, listDomain } from "./value.ts";

type Of<Name extends Drawn["generator"]> = Extract<Drawn, { generator: Name }>;

/** What an integer ends at when nothing is said; and how many steps there are behind a limit that has no other. */
const INTEGER_END = 1_000;
const ONE_SIDED_STEPS = 999;
/** How far reals go behind a limit that has no other. */
export const ONE_SIDED_SPAN = 1_000;
const DECIMALS = 4;
/** Without a word on the deviation, the limits lie three of them from their middle. */
const DEVIATIONS_BETWEEN_LIMITS = 6;

/**
 * Whole numbers from `minimum` on in steps, up to 2^53 - 1 away from 0. Without limits from 1 to 1000; a limit that is missing is 1 or 1000 where the other
 * one allows it, else 999 steps from the other one.
 * @throws UnusableGenerator when the options leave no number, or more than 2^53
 */
export function integerDomain(given: Of<"integer">): Domain {
  const spec = aroundMean(given);
  const step = spec.step ?? 1;
  if (!(Number.isSafeInteger(step) && step > 0))
    throw new UnusableGenerator(`integer: step is ${step}; it has to be a whole number of at least 1.`);
  const minimum = spec.minimum ?? (spec.maximum === undefined || spec.maximum >= 1 ? 1 : spec.maximum - ONE_SIDED_STEPS * step);
  const maximum = spec.maximum ?? Math.max(INTEGER_END, minimum + ONE_SIDED_STEPS * step);
  const [low, high] = [safe(Math.ceil(minimum)), safe(Math.floor(maximum))];
  if (!(low <= high)) throw new UnusableGenerator(`integer: no whole number lies between ${minimum} and ${maximum}.`);
  const count = Math.floor((high - low) / step) + 1;
  if (!Number.isSafeInteger(count))
    throw new UnusableGenerator(`integer: ${minimum} and ${maximum} lie too far apart; at most 2^53 numbers are possible.`);
  return stepsDomain(count, (number) => bigintOf(low + step * number), drawStep("integer", spec, low, step, count));
}

/**
 * Multiples of 10^-decimals between the limits: SQLite reads those with up to 4 decimals back from text to the same bits. Without limits from 0 to 1; a limit
 * that is missing is 0 or 1 where the other one allows it, else 1000 from the other one. Without `decimals` there are 4, more where the limits lie closer
 * together, and fewer where 2^53 multiples of 10^-4 do not reach.
 * @throws UnusableGenerator when the options leave no number
 */
export function realDomain(given: Of<"real">): Domain {
  const spec = aroundMean(given);
  const minimum = spec.minimum ?? (spec.maximum === undefined || spec.maximum > 0 ? 0 : spec.maximum - ONE_SIDED_SPAN);
  const maximum = spec.maximum ?? (minimum < 1 ? 1 : minimum + ONE_SIDED_SPAN);
  if (!(minimum <= maximum)) throw new UnusableGenerator(`real: minimum (${minimum}) is above maximum (${maximum}).`);
  const decimals = spec.decimals ?? fittingDecimals(minimum, maximum);
  if (!(Number.isInteger(decimals) && decimals >= 0 && decimals <= MAX_DECIMALS))
    throw new UnusableGenerator(`real: decimals is ${decimals}; it has to be a whole number from 0 to ${MAX_DECIMALS}.`);
  const unit = tenTo(decimals);
  const [low, high] = [lowestMultiple(minimum, unit), -lowestMultiple(-maximum, unit)];
  if (low > high)
    throw new UnusableGenerator(`real: no number with ${decimals} decimals lies between ${minimum} and ${maximum}.`);
  const count = high - low + 1;
  if (!Number.isSafeInteger(count))
    throw new UnusableGenerator(
      `real: with ${decimals} decimals, ${minimum} and ${maximum} lie too far apart; at most 2^53 numbers are possible.`,
    );
  return stepsDomain(count, (step) => (low + step) / unit, drawStep("real", spec, low / unit, 1 / unit, count));
}

/** How far from the mean values lie that are given one and a deviation, and no limits. */
const DEVIATIONS_FROM_MEAN = 4;

/** Without limits of its own, a normal distribution has those that its mean and deviation say. */
function aroundMean<T extends Numbers>(spec: T): T {
  const { distribution, mean, deviation } = spec;
  if (distribution !== "normal" || mean === undefined || deviation === undefined) return spec;
  const reach = DEVIATIONS_FROM_MEAN * deviation;
  return { ...spec, minimum: spec.minimum ?? mean - reach, maximum: spec.maximum ?? mean + reach };
}

/** 1 for true, 0 for false. `share` is that of true, from 0 to 1; a half when not given. */
export function booleanDomain({ share = 0.5 }: Of<"boolean">): Domain {
  if (!(share >= 0 && share <= 1)) throw new UnusableGenerator(`boolean: share is ${share}; it has to be from 0 to 1.`);
  const { size, distinct } = listDomain(share === 0 ? [0n] : share === 1 ? [1n] : [0n, 1n]);
  const reach = share * TWO_32;
  return { size, distinct, random: (draw) => (drawn(draw, 1) < reach ? 1n : 0n) };
}

/** How steps are drawn; undefined for evenly. */
function drawStep(name: string, spec: Numbers, low: number, step: number, count: number): ((draw: Draw) => number) | undefined {
  if (spec.distribution === "zipf") {
    const { exponent = 1 } = spec;
    if (!(exponent >= 0 && exponent < Infinity))
      throw new UnusableGenerator(`${name}: exponent is ${exponent}; it has to be 0 or above.`);
    const rank = zipf(count, exponent);
    return (draw) => rank(draw, 1);
  }
  if (spec.distribution !== "normal") return undefined;
  const { mean = low + ((count - 1) * step) / 2, deviation = (count * step) / DEVIATIONS_BETWEEN_LIMITS } = spec;
  if (!Number.isFinite(mean)) throw new UnusableGenerator(`${name}: mean is ${mean}; it has to be a number.`);
  if (!(deviation > 0 && deviation < Infinity))
    throw new UnusableGenerator(`${name}: deviation is ${deviation}; it has to be above 0.`);
  // Each step has what lies up to half a step from it.
  const place = normal(0, count, (mean - low) / step + 0.5, deviation / step);
  return (draw) => Math.min(count - 1, Math.floor(place(draw, 1)));
}

/** 4 decimals, more for limits that are close together, fewer for limits that are far away. */
function fittingDecimals(minimum: number, maximum: number): number {
  const farthest = Math.max(Math.abs(minimum), Math.abs(maximum));
  let decimals = DECIMALS;
  while (decimals > 0 && farthest * tenTo(decimals) > Number.MAX_SAFE_INTEGER / 2) decimals--;
  while (decimals < MAX_DECIMALS && lowestMultiple(minimum, tenTo(decimals)) > -lowestMultiple(-maximum, tenTo(decimals)))
    decimals++;
  return decimals;
}

/** The first whole number that, divided by `unit`, is not below `minimum`; Infinity when it is beyond 2^53. */
function lowestMultiple(minimum: number, unit: number): number {
  const near = safe(Math.floor(minimum * unit));
  return [near - 1, near, near + 1].find((number) => number / unit >= minimum) ?? Infinity;
}

function safe(number: number): number {
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, number));
}

function tenTo(digits: number): number {
  let power = 1;
  for (let digit = 0; digit < digits; digit++) power *= 10;
  return power;
}
