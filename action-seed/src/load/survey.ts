// Looks at what the database holds before anything is planned: which tables have rows, and the rows that new ones may refer to.
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
  const list = columns.map(quoteIdentifier).join(", ");
  const isKnown = columns.map((column) => `${quoteIdentifier(column)} IS NOT NULL`).join(" AND ");
  const { rows } = await database.query(
    `SELECT ${list} FROM ${quoteIdentifier(table)} WHERE ${isKnown} ORDER BY ${list} LIMIT ${MAX_EXISTING_PARENTS}`,
  );
  const values = rows.map((row) => columns.map((_, index) => toValue(row[index])));
  return {
    count: values.length,
    has: (column) => columns.includes(column),
    value: (column, row) => values[row]?.[columns.indexOf(column)] ?? null,
  };
}

function toValue(value: unknown): Value {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return typeof value === "bigint" || typeof value === "number" || typeof value === "string" ? value : null;
}
