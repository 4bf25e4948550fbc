// Turns a cell of a data file into the value that its column stores (https://sqlite.org/datatype3.html), or says why it cannot be one.
import { quote } from "@libsql-actions/shared/inputs/quote";
import { plainLine } from "@libsql-actions/shared/report/log";
import type { Column, Table } from "@libsql-actions/shared/schema/table";
import { GREATEST_INTEGER, LEAST_INTEGER, stored, type Value } from "../generate/value.ts";
import { affinityIn, isOfType } from "../plan/fits.ts";
import { hexOf, type RawCell } from "./raw-row.ts";
import { vectorBytes } from "./vector-bytes.ts";

/** A value, with a warning where it is another one than the file says; or what is wrong with the cell. */
export type CellValue = { readonly value: Value; readonly warning?: string } | { readonly problem: string };

const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** @param table the one of the column */
export function cellValue(cell: RawCell, column: Column, table: Pick<Table, "strict">): CellValue {
  if (cell.kind === "null") return column.notNull ? { problem: "is NULL, and the column is NOT NULL" } : { value: null };
  if (column.vector !== undefined) return vectorBytes(cell, column.vector);
  const read = typed(cell, column);
  if ("problem" in read) return read;
  const value = stored(read.value, affinityIn(table, column));
  const refused = refusal(value, column, table);
  if (refused !== undefined) return { problem: refused };
  // A format without types has no opinion that could be overruled.
  if (cell.kind !== "text" || typeof value === "string" || value === null) return { ...read, value };
  return { value, warning: `is the text ${quote(cell.text)}, which ${typeOf(column)} stores as the number ${value}` };
}

/** What the file says, before the column has its say. */
function typed(cell: RawCell, column: Column): CellValue {
  const hex = hexOf(cell);
  if (hex !== undefined) return { value: Buffer.from(hex, "hex") };
  const { kind, text } = cell;
  switch (kind) {
    case "boolean":
      return { value: text === "true" ? 1n : 0n };
    case "number":
      return number(text);
    case "untyped":
      return untyped(text, column);
    default:
      return plainText(text);
  }
}

function untyped(text: string, column: Column): CellValue {
  if (column.affinity === "TEXT" || column.affinity === "BLOB") return plainText(text);
  const trimmed = text.trim();
  if (NUMBER.test(trimmed)) {
    const read = number(trimmed);
    // `00501` is no number to whoever wrote it.
    const isChanged = /^[+-]?0\d/.test(trimmed) || trimmed.startsWith("+");
    const warning = `is ${quote(text)}, which ${typeOf(column)} stores as a number`;
    return isChanged && "value" in read ? { ...read, warning } : read;
  }
  if (/^bool/i.test(column.type) && /^(true|false)$/i.test(trimmed)) return { value: /^true$/i.test(trimmed) ? 1n : 0n };
  return plainText(text);
}

function number(text: string): CellValue {
  if (INTEGER.test(text)) {
    const value = BigInt(text);
    if (value < LEAST_INTEGER || value > GREATEST_INTEGER)
      return { problem: `is ${text}, and SQLite's integers go from ${LEAST_INTEGER} to ${GREATEST_INTEGER}` };
    return { value };
  }
  const value = Number(text);
  return Number.isFinite(value)
    ? { value: value === 0 ? 0 : value }
    : { problem: `is ${text}, which is more than a REAL can hold` };
}

function plainText(text: string): CellValue {
  if (text.includes("\0")) return { problem: "holds a NUL character, which text in SQLite cannot" };
  return text.isWellFormed()
    ? { value: text }
    : { problem: "holds half a character (a lone surrogate), which is no Unicode text" };
}

/** Why a column does not take a value, which has its affinity already; undefined where it does. */
function refusal(value: Value, column: Column, table: Pick<Table, "strict">): string | undefined {
  const isNumeric = column.affinity === "INTEGER" || column.affinity === "REAL" || /^(dec|num|bool)/i.test(column.type);
  if (isNumeric && typeof value === "string") return `is ${quote(value)}, and ${typeOf(column)} holds numbers`;
  if (!table.strict || isOfType(column.type, value)) return undefined;
  return `is ${kindOf(value)}, and the column is ${plainLine(column.type)} in a STRICT table`;
}

function typeOf({ type }: Column): string {
  return `a column of the type ${plainLine(type)}`;
}

function kindOf(value: Value): string {
  if (value instanceof Uint8Array) return "a blob";
  return typeof value === "bigint" ? "an integer" : typeof value === "number" ? "a real" : "text";
}
