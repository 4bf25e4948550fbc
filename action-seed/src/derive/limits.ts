// What the CHECKs of a table demand of a single column, and how several demands become one.
import type { Value } from "../generate/value.ts";

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
  /** A CHECK asks for a value. */
  readonly present?: true;
  readonly forms?: readonly Form[];
  /** What one of SQLite's functions of time gives back as it is. */
  readonly moment?: "date" | "time" | "sqlite" | "iso" | "iso-milliseconds";
  /** Whole numbers that leave this rest. */
  readonly multiple?: { readonly of: number; readonly rest: number };
}

/** What a text has to look like. */
export interface Form {
  matches(text: string): boolean;
  /** A pattern for texts of the form; undefined when there is none. @param length in characters @param isKey whether they have to differ */
  pattern(length: { readonly minimum: number; readonly maximum: number } | undefined, isKey?: boolean): string | undefined;
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
  const forms = [...(known.forms ?? []), ...(more.forms ?? [])];
  const [moment, multiple] = [known.moment ?? more.moment, known.multiple ?? more.multiple];
  return {
    ...(oneOf === undefined ? {} : { oneOf }),
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(minLength === 0 ? {} : { minLength }),
    ...(maxLength === Number.POSITIVE_INFINITY ? {} : { maxLength }),
    ...(known.json || more.json ? { json: true } : {}),
    ...(known.present || more.present ? { present: true } : {}),
    ...(forms.length === 0 ? {} : { forms }),
    ...(moment === undefined ? {} : { moment }),
    ...(multiple === undefined ? {} : { multiple }),
  };
}

/** What SQLite writes after a REAL without decimals: `.0`. */
export const POINT_ZERO = 2;
/** Whole numbers up to this many digits are safe in a double. */
export const MAX_DIGITS = 15;

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
