// What a column can hold: said of given values before anything is written, and of generated ones by samples.
import { quote } from "@libsql-actions/shared/inputs/quote";
import type { Affinity } from "@libsql-actions/shared/schema/affinity";
import type { Column, Table } from "@libsql-actions/shared/schema/table";
import { GREATEST_INTEGER, LEAST_INTEGER, type Value } from "../generate/value.ts";

/** The affinity that a column applies. In a STRICT table an ANY column keeps values as they are (https://sqlite.org/stricttables.html). */
export function affinityIn(table: Pick<Table, "strict">, column: Column): Affinity {
  return table.strict && /^any$/i.test(column.type) ? "BLOB" : column.affinity;
}

/** Why a column cannot hold a value, which has its affinity already; undefined when it can. */
export function objection(table: Table, column: Column, value: Value): string | undefined {
  if (value === null) return column.notNull ? "is NOT NULL, and is given NULL" : undefined;
  if (typeof value === "string" && value.includes("\0"))
    return `is given ${shown(value)}, and text with a NUL in it cannot be written`;
  if (typeof value === "string" && !value.isWellFormed()) return `is given ${shown(value)}, which has half of a character in it`;
  if (typeof value === "number" && !Number.isFinite(value)) return `is given ${value}, which is no finite number`;
  if (typeof value === "bigint" && (value < LEAST_INTEGER || value > GREATEST_INTEGER))
    return `is given ${value}, which has more than 64 bits`;
  if (column.name === table.rowidAlias && typeof value !== "bigint")
    return `is the rowid, which is an integer, and is given ${shown(value)}`;
  if (column.vector !== undefined && !(value instanceof Uint8Array))
    return `holds vectors, which are blobs, and is given ${shown(value)}`;
  if (table.strict && !isOfType(column.type, value)) return `is ${column.type} in a STRICT table, and is given ${shown(value)}`;
  return undefined;
}

/** Whether a column of this type takes a value in a STRICT table (https://sqlite.org/stricttables.html); ANY takes every one. */
export function isOfType(type: string, value: Value): boolean {
  if (/^int(eger)?$/i.test(type)) return typeof value === "bigint";
  if (/^real$/i.test(type)) return typeof value === "number";
  if (/^text$/i.test(type)) return typeof value === "string";
  if (/^blob$/i.test(type)) return value instanceof Uint8Array;
  return true;
}

function shown(value: Value): string {
  if (value instanceof Uint8Array) return "a blob";
  return typeof value === "string"
    ? `the text ${quote(value)}`
    : `the ${typeof value === "bigint" ? "integer" : "real"} ${value}`;
}
