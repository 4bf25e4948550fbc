// Turns a cell of a data file into the value that its column stores (https://sqlite.org/datatype3.html), or says why it cannot be one.
import type { Column } from "@libsql-actions/shared/schema/table";
import { GREATEST_INTEGER, LEAST_INTEGER, stored, type Value } from "../generate/value.ts";
import type { RawCell } from "./raw-row.ts";
import { vectorBytes } from "./vector-bytes.ts";

/** A value, with a warning where it is another one than the file says; or what is wrong with the cell. */
export type CellValue = { readonly value: Value; readonly warning?: string } | { readonly problem: string };

const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** In a cell of a format without types: `x'00ff'`, as SQL writes a blob. */
const BLOB_LITERAL = /^x'((?:[0-9a-f]{2})*)'$/i;

/** @param strict whether the table is STRICT */
export function cellValue(cell: RawCell, column: Column, strict: boolean): CellValue {
  if (cell.kind === "null") return column.notNull ? { problem: "is NULL, and the column is NOT NULL" } : { value: null };
  if (column.vector !== undefined) return vectorBytes(cell, column.vector);
  const read = typed(cell, column);
  if ("problem" in read) return read;
  const refused = refusal(read.value, column, strict);
  if (refused !== undefined) return { problem: refused };
  const affinity = strict && /^any$/i.test(column.type) ? "BLOB" : column.affinity;
  const value = stored(read.value, affinity);
  // A format without types has no opinion that could be overruled.
  if (cell.kind !== "text" || typeof value === "string" || value === null) return { ...read, value };
  return {
    value,
    warning: `is the text ${JSON.stringify(cell.text)}, which a column of the type ${column.type} stores as the number ${value}`,
  };
}

/** What the file says, before the column has its say. */
function typed(cell: RawCell, column: Column): CellValue {
  const { kind, text } = cell;
  switch (kind) {
    case "blob":
      return { value: Buffer.from(text, "hex") };
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
  const blob = BLOB_LITERAL.exec(text)?.[1];
  if (blob !== undefined) return { value: Buffer.from(blob, "hex") };
  if (column.affinity === "TEXT" || column.affinity === "BLOB") return plainText(text);
  const trimmed = text.trim();
  if (NUMBER.test(trimmed)) {
    const read = number(trimmed);
    // `00501` is no number to whoever wrote it.
    const isChanged = /^[+-]?0\d/.test(trimmed) || trimmed.startsWith("+");
    const warning = `is ${JSON.stringify(text)}, which a column of the type ${column.type} stores as a number`;
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

/** Why a column does not take a value; undefined where it does. */
function refusal(value: Value, column: Column, strict: boolean): string | undefined {
  const isNumeric = column.affinity === "INTEGER" || column.affinity === "REAL" || /^(dec|num|bool)/i.test(column.type);
  const after = stored(value, column.affinity);
  if (isNumeric && typeof after === "string")
    return `is ${JSON.stringify(shortened(after))}, and a column of the type ${column.type} holds numbers`;
  const wants = strict ? STRICT_TYPES[column.type.toUpperCase()] : undefined;
  if (wants === undefined || wants.includes(kindOf(after))) return undefined;
  return `is ${kindOf(after)}, and the column is ${column.type} in a STRICT table`;
}

/** What the types of a STRICT table hold (https://sqlite.org/stricttables.html); ANY holds everything. */
const STRICT_TYPES: Readonly<Record<string, readonly string[]>> = {
  INT: ["an integer"],
  INTEGER: ["an integer"],
  REAL: ["a real"],
  TEXT: ["text"],
  BLOB: ["a blob"],
};

function kindOf(value: Value): string {
  if (value instanceof Uint8Array) return "a blob";
  return typeof value === "bigint" ? "an integer" : typeof value === "number" ? "a real" : "text";
}

const MAX_SHOWN_CHARACTERS = 60;

function shortened(text: string): string {
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS).toWellFormed()}…` : text;
}
