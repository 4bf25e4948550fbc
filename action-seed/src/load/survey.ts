// Looks at what the database holds before anything is planned: which tables have rows, and the rows that new ones may refer to.
import { strictDecoder } from "@libsql-actions/shared/files/utf8";
import { plainLine } from "@libsql-actions/shared/report/log";
import { encodingOf } from "@libsql-actions/shared/schema/catalog";
import type { Queryable } from "@libsql-actions/shared/schema/introspect";
import type { Schema } from "@libsql-actions/shared/schema/table";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { Value } from "../generate/value.ts";
import type { Parent } from "../plan/rows.ts";

/** SQLite's limit is 2,000 columns in a result. */
const TABLES_A_QUERY = 500;
/** References go to this many rows of a table that is not seeded, the first in the order of what they refer to. */
const MAX_EXISTING_PARENTS = 10_000;

/** The names of the tables that hold rows. */
export async function tablesWithRows(database: Queryable, schema: Schema): Promise<Set<string>> {
  const held = new Set<string>();
  for (let start = 0; start < schema.tables.length; start += TABLES_A_QUERY) {
    const tables = schema.tables.slice(start, start + TABLES_A_QUERY);
    const { rows } = await database.query(
      `SELECT ${tables.map(({ name }) => `EXISTS (SELECT 1 FROM ${quoteIdentifier(name)})`).join(", ")}`,
    );
    for (const [index, { name }] of tables.entries()) if (rows[0]?.[index] === 1n) held.add(name);
  }
  return held;
}

/**
 * Reads the values that the foreign keys of seeded tables can refer to in tables that hold rows already.
 * @param seeded names of the tables that get rows
 */
export async function existingParents(
  database: Queryable,
  schema: Schema,
  seeded: ReadonlySet<string>,
  held: ReadonlySet<string>,
): Promise<Map<string, Parent>> {
  const wanted = new Map<string, Set<string>>();
  for (const { name, foreignKeys } of schema.tables)
    for (const { table, references } of seeded.has(name) ? foreignKeys : [])
      if (held.has(table)) wanted.set(table, new Set([...(wanted.get(table) ?? []), ...references]));
  const parents = await Promise.all(
    [...wanted].map(async ([table, columns]) => [table, await readParent(database, table, [...columns])] as const),
  );
  return new Map(parents);
}

async function readParent(database: Queryable, table: string, columns: readonly string[]): Promise<Parent> {
  const list = columns.map(quoteIdentifier);
  const isKnown = list.map((column) => `${column} IS NOT NULL`).join(" AND ");
  const { rows } = await database.query(
    `SELECT hex(CAST('a' AS BLOB)), ${list.map(readable).join(", ")} FROM ${quoteIdentifier(table)} WHERE ${isKnown} ORDER BY ${list.join(", ")} LIMIT ${MAX_EXISTING_PARENTS}`,
  );
  const decoder = strictDecoder(encodingOf(rows[0]?.[0]));
  const values = rows.map((row) => columns.map((column, index) => keyValue(row[index + 1], decoder, `${table}.${column}`)));
  return {
    count: values.length,
    has: (column) => columns.includes(column),
    value: (column, row) => values[row]?.[columns.indexOf(column)] ?? null,
  };
}

/**
 * What is read for a column: text as its bytes (the native driver cuts it at NUL, and ends the process over bytes that are no text), a blob as
 * hexadecimal digits after an `x`, and an infinity, which a server has no JSON for, as a word.
 */
function readable(column: string): string {
  return `CASE typeof(${column}) WHEN 'text' THEN CAST(${column} AS BLOB) WHEN 'blob' THEN 'x' || hex(${column}) WHEN 'real' THEN CASE WHEN ${column} IN (9e999, -9e999) THEN 'infinity' ELSE ${column} END ELSE ${column} END`;
}

/** @throws an `Error` that names the column when new rows, which travel as JSON, cannot refer to the value */
function keyValue(value: unknown, decoder: InstanceType<typeof TextDecoder>, place: string): Value {
  if (typeof value === "string")
    return value === "infinity" ? refuse(place, "an infinite number") : Buffer.from(value.slice(1), "hex");
  if (!(value instanceof ArrayBuffer)) return typeof value === "bigint" || typeof value === "number" ? value : null;
  const text = decode(value, decoder) ?? refuse(place, `text that is not ${decoder.encoding.toUpperCase()}`);
  return text.includes("\0") ? refuse(place, "text with a NUL in it") : text;
}

function decode(bytes: ArrayBuffer, decoder: InstanceType<typeof TextDecoder>): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined; // The decoder's way to say that it is no text.
  }
}

function refuse(place: string, what: string): never {
  throw new Error(
    `Nothing was written: ${plainLine(place)} holds ${what}, which new rows cannot refer to. Correct that row, or leave the tables that refer to it out with \`rows: table=0\`.`,
  );
}
