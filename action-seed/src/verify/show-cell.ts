// Shows values of a database in a message: bounded, on one line, with their storage class to be seen, and harmless in a log.
import { decodeText } from "@libsql-actions/shared/files/utf8";
import { quote } from "@libsql-actions/shared/inputs/quote";
import { plainLine } from "@libsql-actions/shared/report/log";
import type { Column } from "@libsql-actions/shared/schema/table";
import { bytesIn, type Cell } from "../digest/cell.ts";

const MAX_SHOWN_BYTES = 16;
/** Of a row without a key. */
const MAX_SHOWN_COLUMNS = 3;

/** Text as it stands in quotes, a blob as its first bytes; a real always has a point or an exponent. */
export function showCell(cell: Cell): string {
  if (cell === null) return "NULL";
  if (typeof cell === "bigint") return String(cell);
  if (typeof cell === "number") return showReal(cell);
  if (cell instanceof Uint8Array) return showBytes("blob", cell);
  const text = typeof cell === "string" ? cell : decodeText(bytesIn(cell));
  return text === undefined ? showBytes("text that is not UTF-8", bytesIn(cell)) : plainLine(quote(text));
}

/** Which row it is: `id = 1`, `a = 1, b = "x"`. @param at the places of the key's columns */
export function showKey(columns: readonly Column[], at: readonly number[], row: readonly Cell[]): string {
  const shown = at
    .slice(0, MAX_SHOWN_COLUMNS)
    .map((place) => `${showName(columns[place]?.name ?? "")} = ${showCell(row[place] as Cell)}`);
  return `${shown.join(", ")}${at.length > MAX_SHOWN_COLUMNS ? ", …" : ""}`;
}

/** A name as it is where it is a word, else in quotes. */
export function showName(name: string): string {
  return /^[A-Za-z_]\w{0,79}$/.test(name) ? name : plainLine(quote(name));
}

function showReal(real: number): string {
  if (Object.is(real, -0)) return "-0.0";
  return Number.isInteger(real) && Math.abs(real) < 1e15 ? `${real}.0` : String(real);
}

function showBytes(what: string, bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.subarray(0, MAX_SHOWN_BYTES)).toString("hex");
  return `${what} x'${hex}${bytes.length > MAX_SHOWN_BYTES ? "…" : ""}' (${bytes.length} bytes)`;
}
