// What the CHECKs of a table demand of a single column, and how several demands become one.
import type { Value } from "./value.ts";

export interface Bound {
  readonly value: number;
  readonly exclusive: boolean;
}

/** What is not mentioned is free. */
export interface Limits {
  readonly oneOf?: readonly Value[];
  readonly minimum?: Bound;
  readonly maximum?: Bound;
  /** In characters, for text; in bytes, for blobs. */
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly json?: true;
}

/** The limits that demand what both demand. */
export function narrow(known: Limits, more: Limits): Limits {
  const oneOf =
    known.oneOf === undefined || more.oneOf === undefined
      ? (known.oneOf ?? more.oneOf)
      : known.oneOf.filter((value) => more.oneOf?.includes(value));
  const minimum = tighter(known.minimum, more.minimum, (a, b) => a > b);
  const maximum = tighter(known.maximum, more.maximum, (a, b) => a < b);
  const minLength = Math.max(known.minLength ?? 0, more.minLength ?? 0);
  const maxLength = Math.min(known.maxLength ?? Number.POSITIVE_INFINITY, more.maxLength ?? Number.POSITIVE_INFINITY);
  return {
    ...(oneOf === undefined ? {} : { oneOf }),
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(minLength === 0 ? {} : { minLength }),
    ...(maxLength === Number.POSITIVE_INFINITY ? {} : { maxLength }),
    ...(known.json || more.json ? { json: true } : {}),
  };
}

/** Whole numbers up to this many digits are safe in a double. */
const MAX_DIGITS = 15;

/**
 * The limits of whole numbers whose text has an allowed length: `length()` counts the digits and the sign.
 * @param suffix how many characters follow the digits
 */
export function digitLimits(limits: Limits, suffix = 0): Limits {
  if (limits.minLength === undefined && limits.maxLength === undefined) return limits;
  const least = Math.max(1, (limits.minLength ?? 0) - suffix);
  const most = Math.min(MAX_DIGITS, (limits.maxLength ?? Number.POSITIVE_INFINITY) - suffix);
  const bounded = (low: number, high: number): Limits =>
    narrow(limits, { minimum: { value: low, exclusive: false }, maximum: { value: high, exclusive: false } });
  const positive = bounded(least === 1 ? 0 : 10 ** (least - 1), most < 1 ? -1 : 10 ** most - 1);
  return isEmpty(positive) && most > 1 ? bounded(1 - 10 ** (most - 1), least <= 2 ? -1 : -(10 ** (least - 2))) : positive;
}

function isEmpty({ minimum, maximum }: Limits): boolean {
  if (minimum === undefined || maximum === undefined) return false;
  return minimum.value > maximum.value || (minimum.value === maximum.value && (minimum.exclusive || maximum.exclusive));
}

function tighter(a: Bound | undefined, b: Bound | undefined, isTighter: (x: number, y: number) => boolean): Bound | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.value === b.value) return { value: a.value, exclusive: a.exclusive || b.exclusive };
  return isTighter(a.value, b.value) ? a : b;
}
