// Writes values as SQL literals that give back every value with its type, bit for bit; each value has exactly one literal.
import { decodeText } from "../files/utf8.ts";
import { quoteText } from "../sql/identifier.ts";

/** What text and blobs begin with when they are read as cells, since both arrive as bytes. */
const TEXT_MARK = "T";
const BLOB_MARK = "B";

/** An infinity, which JSON has no number for, is read as its literal. */
function realExpression(column: string): string {
  return `CASE ${column} WHEN 9e999 THEN '9e999' WHEN -9e999 THEN '-9e999' ELSE ${column} END`;
}

/**
 * What is read for a column: numbers and NULL as they are, text and blobs as bytes behind a mark (a driver may cut text at NUL, a server answers
 * with an error to text that is not UTF-8, and the native client ends the process over it), infinities as text.
 */
export function cellExpression(column: string): string {
  return `CASE typeof(${column}) WHEN 'text' THEN CAST('${TEXT_MARK}' || ${column} AS BLOB) WHEN 'blob' THEN CAST('${BLOB_MARK}' || ${column} AS BLOB)
WHEN 'real' THEN ${realExpression(column)} ELSE ${column} END`;
}

/** A real of a column as a cell, NULL where it holds something else. */
export function realCellExpression(column: string): string {
  return `CASE typeof(${column}) WHEN 'real' THEN ${realExpression(column)} END`;
}

/** The literal of what `cellExpression` gave. */
export function literal(cell: unknown): string {
  if (cell === null || cell === undefined) return "NULL";
  if (typeof cell === "number") return realLiteral(cell);
  if (typeof cell === "bigint" || typeof cell === "string") return String(cell);
  const { isText, bytes } = unmark(cell);
  return isText ? textLiteral(bytes) : `X'${hex(bytes)}'`;
}

/**
 * A cell as an operand that compares like a column's own value; text and blobs go as an argument.
 * @param parameter how the argument is named, such as `?1`
 */
export function operand(cell: unknown, parameter: string): { readonly sql: string; readonly args: readonly Uint8Array[] } {
  if (!isBytes(cell)) return { sql: literal(cell), args: [] };
  const { isText, bytes } = unmark(cell);
  return { sql: isText ? `CAST(${parameter} AS TEXT)` : parameter, args: [bytes] };
}

/** 17 digits, which SQLite reads back to the same bits; its own quote() makes infinity of the largest real, and the shortest form is misread now and then. */
function realLiteral(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  return Number.isSafeInteger(value) ? `${value}.0` : value.toExponential(16);
}

/** Text as it stands where it is plain UTF-8 without NUL, else as bytes that are cast. */
function textLiteral(bytes: Uint8Array): string {
  const text = decodeText(bytes);
  return text === undefined || text.includes("\0") ? `CAST(X'${hex(bytes)}' AS TEXT)` : quoteText(text);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex").toUpperCase();
}

function isBytes(cell: unknown): cell is ArrayBuffer | Uint8Array {
  return cell instanceof ArrayBuffer || cell instanceof Uint8Array;
}

function unmark(cell: unknown): { isText: boolean; bytes: Uint8Array } {
  const bytes = bytesOf(cell);
  return { isText: bytes[0] === TEXT_MARK.charCodeAt(0), bytes: bytes.subarray(1) };
}

/** The bytes of a blob, however a driver gives it. */
export function bytesOf(cell: unknown): Uint8Array {
  if (!isBytes(cell)) throw new TypeError("a blob is bytes");
  return cell instanceof Uint8Array ? cell : new Uint8Array(cell);
}
