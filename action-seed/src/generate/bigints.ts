// From a whole number to a bigint, several times as fast as `BigInt` does it: most cells of a database are integers.
import { TWO_32 } from "./address.ts";

const words = new Int32Array(2);
const integers = new BigInt64Array(words.buffer);
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const LOW = isLittleEndian ? 0 : 1;

/** The same number as a bigint; for whole numbers that a double keeps. */
export function bigintOf(number: number): bigint {
  words[LOW] = number | 0;
  words[1 - LOW] = Math.floor(number / TWO_32);
  return integers[0] ?? 0n;
}
