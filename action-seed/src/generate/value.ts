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

/** The value that a column of this affinity stores for a value (https://sqlite.org/datatype3.html#type_affinity). */
export function stored(value: Value, affinity: Affinity): Value {
  if (affinity === "TEXT") return typeof value === "bigint" ? String(value) : value;
  if (affinity === "BLOB") return value;
  const number = typeof value === "string" && NUMERIC_TEXT.test(value) ? Number(value) : value;
  if (affinity === "REAL") return typeof number === "bigint" ? Number(number) : number;
  return typeof number === "number" && Number.isSafeInteger(number) ? BigInt(number) : number;
}
