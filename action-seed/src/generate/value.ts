// What a cell can hold, and the domain a column's values come from.
import type { Affinity } from "@libsql-actions/shared/schema/affinity";
import { below, type Draw } from "./address.ts";

/** `bigint` is an INTEGER, `number` a finite REAL. */
export type Value = null | bigint | number | string | Uint8Array;

/** How many different values a domain without bounds is good for. */
export const UNBOUNDED = 4_294_967_296;

export interface Domain {
  /** A realistic value; values may repeat. Ordinals from 1 on may be drawn. */
  random(draw: Draw): Value;
  /** How many different values `distinct` gives: at most `UNBOUNDED`, 0 when no value is allowed. */
  readonly size: number;
  /** A value for each number below `size`; different numbers give different values, also when the case of letters is ignored. */
  distinct(number: number, draw: Draw): Value;
}

/** The domain of some given values. */
export function listDomain(values: readonly Value[]): Domain {
  const at = (index: number): Value => values[index] ?? null;
  return {
    size: values.length,
    random: (draw) => at(below(draw, 1, values.length)),
    distinct: at,
  };
}

const NUMERIC_TEXT = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
const INTEGER_TEXT = /^\s*[+-]?\d+\s*$/;
/** What an INTEGER of 64 bits holds. */
export const LEAST_INTEGER = -(2n ** 63n);
export const GREATEST_INTEGER = 2n ** 63n - 1n;

/**
 * The value that a column of this affinity stores for a value (https://sqlite.org/datatype3.html#type_affinity). No column is taken to keep the sign of
 * zero: REAL columns do not.
 */
export function stored(value: Value, affinity: Affinity): Value {
  if (value === null || value instanceof Uint8Array) return value;
  if (affinity === "BLOB") return value === 0 ? 0 : value;
  if (affinity === "TEXT") return typeof value === "string" ? value : textOfNumber(value);
  const number = typeof value === "string" ? numberIn(value) : value;
  if (typeof number === "string") return number;
  if (affinity === "REAL") return Number(number) === 0 ? 0 : Number(number);
  return typeof number === "number" && Number.isSafeInteger(number) ? BigInt(number) : number;
}

/** The number in a text; the text where it is none. */
function numberIn(text: string): bigint | number | string {
  if (!NUMERIC_TEXT.test(text)) return text;
  if (!INTEGER_TEXT.test(text)) return Number(text);
  const integer = BigInt(text.trim().replace(/^\+/, ""));
  return integer >= LEAST_INTEGER && integer <= GREATEST_INTEGER ? integer : Number(text);
}

const SIGNIFICANT_DIGITS = 15;

/** A number as SQLite writes it: 15 digits of a real, and a point in any case (`%!.15g` of https://sqlite.org/printf.html). */
function textOfNumber(value: bigint | number): string {
  if (typeof value === "bigint") return String(value);
  const [, sign = "", first = "", more = "", exponent = "0"] =
    /^(-?)(\d)\.?(\d*)e([+-]\d+)$/.exec(value.toExponential(SIGNIFICANT_DIGITS - 1)) ?? [];
  const power = Number(exponent);
  const digits = `${first}${more}`.replace(/0+$/, "") || "0";
  if (power < -4 || power >= SIGNIFICANT_DIGITS)
    return `${sign}${digits.charAt(0)}.${digits.slice(1) || "0"}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  if (power < 0) return `${sign}0.${"0".repeat(-power - 1)}${digits}`;
  const whole = digits.slice(0, power + 1).padEnd(power + 1, "0");
  return `${value === 0 ? "" : sign}${whole}.${digits.slice(power + 1) || "0"}`;
}
