// A value as a table holds it, and the order in which SQLite sorts values (https://sqlite.org/datatype3.html#sort_order) under the collation BINARY.
import type { Value } from "../generate/value.ts";

/** A generated value, or one that was read: its text is bytes then, since a database takes text that is no UTF-8. */
export type Cell = Value | TextBytes;

/** Text as its bytes in UTF-8. */
export interface TextBytes {
  readonly text: Uint8Array;
}

/** The classes in their order: NULL, numbers, text, blobs. */
const NUMBER = 1;
const TEXT = 2;
const BLOB = 3;

/** Below 0 when `a` comes before `b`, 0 when they are equal: an integer and a real are when their numbers are. */
export function compareCells(a: Cell, b: Cell): number {
  if (typeof a === "bigint" && typeof b === "bigint") return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  const [left, right] = [classOf(a), classOf(b)];
  if (left !== right) return left - right;
  // JavaScript compares bigint and number by their exact values, as SQLite does.
  if (left === NUMBER) return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
  return left >= TEXT ? Buffer.compare(bytesIn(a), bytesIn(b)) : 0;
}

/** Whether two cells are the same to the bit; an integer is not a real, and 0 is not −0. */
export function sameCell(a: Cell, b: Cell): boolean {
  const isSameClass = typeof a === "bigint" ? typeof b === "bigint" : typeof a === "number" ? typeof b === "number" : true;
  return isSameClass && compareCells(a, b) === 0 && (a !== 0 || Object.is(a, b));
}

/** The order of UTF-8's bytes, which is that of code points. UTF-16, as JavaScript compares, puts U+10000 before U+E000. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === length) return a.length - b.length;
  return codePointOrder(a.charCodeAt(at)) - codePointOrder(b.charCodeAt(at));
}

/** A code unit, with those of surrogate pairs behind all others. */
function codePointOrder(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

function classOf(cell: Cell): number {
  if (cell === null) return 0;
  if (typeof cell === "bigint" || typeof cell === "number") return NUMBER;
  return typeof cell === "string" || "text" in cell ? TEXT : BLOB;
}

/** The bytes of a text or blob. */
export function bytesIn(cell: Cell): Uint8Array {
  if (typeof cell === "string") return Buffer.from(cell);
  if (cell instanceof Uint8Array) return cell;
  if (cell !== null && typeof cell === "object") return cell.text;
  throw new TypeError("a number has no bytes");
}
