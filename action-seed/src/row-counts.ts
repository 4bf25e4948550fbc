// Decides which tables a step fills, and with how many rows.
import { quote } from "@libsql-actions/shared/inputs/quote";
import { isInternalTable } from "@libsql-actions/shared/schema/introspect";
import { MIGRATION_TABLES } from "@libsql-actions/shared/schema/migration-tables";
import type { Schema } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { RowCounts } from "./inputs.ts";

const MAX_SHOWN_TABLES = 20;

/** Whether a table is never seeded. */
export function isLeftOut(table: string): boolean {
  return isInternalTable(table) || MIGRATION_TABLES.has(foldIdentifier(table));
}

/**
 * The rows that each table is to get, whatever it holds.
 * @throws an `Error` that lists the names that are no tables
 */
export function wantedRows(schema: Schema, rows: RowCounts): Map<string, number> {
  const counts = new Map(schema.tables.map(({ name }) => [name, rows.others]));
  const byFoldedName = new Map(schema.tables.map(({ name }) => [foldIdentifier(name), name]));
  const unknown: string[] = [];
  for (const [given, count] of rows.named) {
    const name = byFoldedName.get(foldIdentifier(given));
    if (name === undefined) unknown.push(given);
    else counts.set(name, count);
  }
  if (unknown.length === 0) return counts;
  const shown = schema.tables.slice(0, MAX_SHOWN_TABLES).map(({ name }) => quote(name));
  const more = schema.tables.length > shown.length ? `, … (${schema.tables.length} in all)` : "";
  throw new Error(
    `The input \`rows\` names tables that the database does not have: ${unknown.map(quote).join(", ")}. It has ${shown.length === 0 ? "no tables; migrate it first" : shown.join(", ") + more}.`,
  );
}
