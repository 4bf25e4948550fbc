// Sorts values by what they begin with, each as one number of 64 bits, since typed arrays sort numbers without calling a function for each comparison.
// From the top: two bits for the class of the value, its first bits, the number of its row.
import type { Value } from "../generate/value.ts";

export interface SortedByPrefix {
  /** Row numbers; those whose values begin alike are in their own order. */
  readonly rows: Uint32Array;
  /** Whether what stands at a place begins like what stands before it, and has to be compared in whole. */
  isLikePrevious(at: number): boolean;
}

/** The halves of a number, in the machine's order. */
const [HIGH, LOW] = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? [1, 0] : [0, 1];
const [NUMBER, TEXT, BLOB] = [0x40000000, 0x80000000, 0xc0000000] as const;
const PREFIX_BYTES = 7;

/** Sorts the values of a column, up to 2³² of them. */
export function sortByPrefix(values: readonly Value[]): SortedByPrefix {
  const count = values.length;
  const numbers = new BigUint64Array(count);
  const words = new Uint32Array(numbers.buffer);
  const rowBits = 32 - Math.clz32(Math.max(1, count - 1));
  const rowMask = rowBits === 32 ? 0xffffffff : (1 << rowBits) - 1;
  const halves: Halves = [0, 0];
  const prefix = prefixWriter(halves);
  for (let row = 0; row < count; row++) {
    prefix(values[row] as Value);
    words[2 * row + HIGH] = halves[0];
    words[2 * row + LOW] = (halves[1] & ~rowMask) | row;
  }
  numbers.sort();
  const rows = new Uint32Array(count);
  for (let at = 0; at < count; at++) rows[at] = (words[2 * at + LOW] as number) & rowMask;
  const differs = (at: number, half: number, mask: number) =>
    (((words[2 * at + half] as number) ^ (words[2 * at - 2 + half] as number)) & mask) !== 0;
  return { rows, isLikePrevious: (at) => !differs(at, HIGH, -1) && !differs(at, LOW, ~rowMask) };
}

type Halves = [upper: number, lower: number];

/** A function that writes what a value begins with into `halves`. */
function prefixWriter(halves: Halves): (value: Value) => void {
  const real = new DataView(new ArrayBuffer(8));
  const bytes = new Uint8Array(PREFIX_BYTES);
  const join = (kind: number) => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = bytes;
    halves[0] = kind | (a << 22) | (b << 14) | (c << 6) | (d >> 2);
    halves[1] = (d << 30) | (e << 22) | (f << 14) | (g << 6);
  };
  return (value) => {
    if (typeof value === "string") {
      textBytes(value, bytes);
      join(TEXT);
    } else if (typeof value === "bigint" || typeof value === "number") {
      // Reals sort as their bits do, once the sign is turned round, and negative ones altogether. Rounding to one keeps the order.
      real.setFloat64(0, Number(value) + 0);
      const turn = real.getInt32(0) < 0 ? -1 : 0;
      const [high, low] = [(real.getUint32(0) ^ (turn | 0x80000000)) >>> 0, (real.getUint32(4) ^ turn) >>> 0];
      halves[0] = NUMBER | (high >>> 2);
      halves[1] = (high << 30) | (low >>> 2);
    } else if (value === null) [halves[0], halves[1]] = [0, 0];
    else {
      bytes.fill(0);
      bytes.set(value.subarray(0, PREFIX_BYTES));
      join(BLOB);
    }
  };
}

/** Its ASCII characters; the first other one is above them all, and ends it. */
function textBytes(text: string, bytes: Uint8Array): void {
  let at = 0;
  for (; at < PREFIX_BYTES && at < text.length; at++) {
    const unit = text.charCodeAt(at);
    bytes[at] = Math.min(unit, 0x80);
    if (unit > 0x7f) {
      at++;
      break;
    }
  }
  bytes.fill(0, at);
}
