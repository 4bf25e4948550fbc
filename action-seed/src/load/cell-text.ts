// A cell as JSON that SQLite reads back to the same value of the same storage class, and whether it can be sent at all.
import { GREATEST_INTEGER, LEAST_INTEGER, type Value } from "../generate/value.ts";

/** Text that stands in JSON between quotes as it is. */
export const PLAIN = /^[ !#-[\]-~]*$/;
/** No integer of as many characters is too large. */
export const SAFE_DIGITS = 18;

/** Text, which must be well formed and without NUL. */
export function textJson(value: string): string {
  return PLAIN.test(value) ? `"${value}"` : JSON.stringify(value);
}

/**
 * SQLite 3.45 reads some shortest decimal texts to a neighbouring double, but none with up to four decimals and 15 digits, and none with 17 digits.
 * The sign of zero is left out: REAL columns lose it.
 */
export function realJson(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return `${value === 0 ? 0 : value}.0`;
  const scaled = Math.round(value * 10_000);
  if (scaled / 10_000 === value && Math.abs(scaled) < 1e15) return value.toFixed(4);
  return value.toExponential(16);
}

export function blobHex(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex");
}

/** Why a cell cannot be written; undefined when it can. */
export function cellRefusal(value: Value): string | undefined {
  if (typeof value === "string") return value.isWellFormed() ? undefined : "holds half of a surrogate pair, which is no text";
  if (typeof value === "number") return Number.isFinite(value) ? undefined : "is not a finite number";
  if (typeof value !== "bigint") return undefined;
  return value >= LEAST_INTEGER && value <= GREATEST_INTEGER ? undefined : "does not fit into the 64 bits of an INTEGER";
}
