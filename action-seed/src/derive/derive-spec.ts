// Writes down what would be seeded without a spec: a spec for a team to start from.
import type { Schema } from "@libsql-actions/shared/schema/table";
import { GENERATOR_VERSION } from "../generate/address.ts";
import { writableColumns } from "../plan/seed-table.ts";
import type { ColumnSpec, RowsSpec, Spec, TableSpec } from "../spec/spec.ts";
import { deriveTable } from "./derive-column.ts";

/**
 * @param rows how many rows each table gets; the spec has no other tables
 * @throws an `Unsatisfiable` that names table and column
 */
export function deriveSpec(schema: Schema, rows: ReadonlyMap<string, RowsSpec>): Spec {
  const tables = schema.tables.flatMap((table): [string, TableSpec][] => {
    const wanted = rows.get(table.name);
    if (wanted === undefined) return [];
    const derived = deriveTable(table);
    const columns = writableColumns(table).map((column): [string, ColumnSpec] => [column.name, derived.column(column)]);
    return [[table.name, { rows: wanted, columns: new Map(columns), literals: [] }]];
  });
  return { version: GENERATOR_VERSION, lists: new Map(), groups: new Map(), tables: new Map(tables), profiles: new Map() };
}
