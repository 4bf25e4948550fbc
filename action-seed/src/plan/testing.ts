// Plans rows for schemas in tests, and writes them into a real database, which has the last word.
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import type { Column, ForeignKey, Schema, Table } from "@libsql-actions/shared/schema/table";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { expect } from "vitest";
import { deriveTable } from "../derive/derive-column.ts";
import type { Value } from "../generate/value.ts";
import type { ColumnSpec, RowsSpec } from "../spec/spec.ts";
import { type PlanRequest, planRows } from "./plan.ts";
import type { SeedPlan } from "./seed-table.ts";
import { type Problem, Unsatisfiable } from "./unsatisfiable.ts";

export interface Wanted extends Partial<Omit<PlanRequest, "schema" | "tables" | "literals">> {
  /** For tables that `rows` does not name. */
  readonly others?: number;
  readonly rows?: Readonly<Record<string, RowsSpec>>;
  readonly start?: Readonly<Record<string, number>>;
  /** By table and column; the others are derived. */
  readonly specs?: Readonly<Record<string, Readonly<Record<string, ColumnSpec>>>>;
  readonly literals?: Readonly<Record<string, readonly Readonly<Record<string, Value>>[]>>;
}

/** Works on an empty database with these tables. */
export async function withTables<T>(
  statements: readonly string[],
  work: (db: Connection, schema: Schema) => Promise<T> | T,
): Promise<T> {
  const db = await openConnection(parseDatabaseUrl(":memory:", "/"), testSettings());
  try {
    expect(await db.transaction(statements.map((sql) => ({ sql })))).toMatchObject({ ok: true });
    return await work(db, await introspect(db));
  } finally {
    db.close();
  }
}

export const schemaOf = (statements: readonly string[]): Promise<Schema> => withTables(statements, (_, schema) => schema);

export function requestOf(schema: Schema, wanted: Wanted = {}): PlanRequest {
  const { others = 10, rows = {}, start = {}, specs = {}, literals = {}, ...rest } = wanted;
  const tables = schema.tables.map(
    ({ name }) => [name, { rows: own(rows, name) ?? others, start: own(start, name) ?? 0 }] as const,
  );
  const derived = new Map(schema.tables.map((table) => [table, deriveTable(table)]));
  return {
    schema,
    seed: "42",
    tables: new Map(tables),
    existing: new Map(),
    lists: new Map(),
    groups: new Map(),
    columnSpec: (table, column) => own(own(specs, table.name) ?? {}, column.name) ?? columnOf(derived, table, column),
    literals: ({ name }) => (own(literals, name) ?? []).map((row) => new Map(Object.entries(row))),
    ...rest,
  };
}

/** A table can be called `__proto__`. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function columnOf(
  derived: ReadonlyMap<Table, ReturnType<typeof deriveTable>>,
  table: Table,
  column: Table["columns"][number],
): ColumnSpec {
  const spec = derived.get(table)?.column(column);
  if (spec === undefined) throw new Error(`${table.name} is no table of the schema.`);
  return spec;
}

export const planOf = (schema: Schema, wanted: Wanted = {}): SeedPlan => planRows(requestOf(schema, wanted));

/** The rows of a table, each as an object. */
export function rowsOf(plan: SeedPlan, name: string): Record<string, Value>[] {
  const table = plan.tables.find((one) => one.table.name === name);
  if (table === undefined) return [];
  return Array.from({ length: table.count }, (_, index) => {
    const row = table.row(index);
    return Object.fromEntries(table.columns.map((column, at) => [column.name, row[at] ?? null]));
  });
}

/** The values of a column. */
export const valuesOf = (plan: SeedPlan, table: string, column: string): Value[] =>
  rowsOf(plan, table).map((row) => row[column] ?? null);

/** Everything in a plan, by table. */
export const dumpOf = (plan: SeedPlan): Record<string, Record<string, Value>[]> =>
  Object.fromEntries(plan.tables.map(({ table }) => [table.name, rowsOf(plan, table.name)]));

/** Writes a plan as it is to be written, and has the database say that everything in it holds. */
export async function writePlan(db: Connection, plan: SeedPlan): Promise<void> {
  const inserts = plan.tables.flatMap(({ table, columns, count, row }) =>
    Array.from({ length: count }, (_, index) => ({
      sql: `INSERT INTO ${quoteIdentifier(table.name)} (${columns.map(({ name }) => quoteIdentifier(name)).join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
      args: [...row(index)],
    })),
  );
  const deferred = plan.circular.size > 0 ? [{ sql: "PRAGMA defer_foreign_keys = on" }] : [];
  expect(await db.transaction([...deferred, ...inserts])).toMatchObject({ ok: true });
  expect((await db.query("PRAGMA foreign_key_check")).rows).toEqual([]);
  expect((await db.query("PRAGMA integrity_check")).rows[0]?.[0]).toBe("ok");
}

/** What stands in the way of a plan. */
export function problemsOf(schema: Schema, wanted: Wanted = {}): readonly Problem[] {
  try {
    planOf(schema, wanted);
    return [];
  } catch (problem) {
    if (problem instanceof Unsatisfiable) return problem.problems;
    throw problem;
  }
}

/** A column of a schema that no database has seen. */
export function columnNamed(name: string, type: Column["affinity"], isKey = false): Column {
  return {
    name,
    type,
    affinity: type,
    notNull: isKey,
    default: undefined,
    collation: "BINARY",
    primaryKey: isKey ? 1 : 0,
    generated: undefined,
    expression: undefined,
    vector: undefined,
  };
}

export function foreignKeyTo(table: string, column: string): ForeignKey {
  return { columns: [column], table, references: ["id"], onDelete: "NO ACTION", onUpdate: "NO ACTION", deferred: false };
}

/** A table with the rowid `id`, and with UNIQUE over lists of columns. */
export function tableNamed(
  name: string,
  columns: readonly Column[],
  foreignKeys: readonly ForeignKey[] = [],
  unique: readonly (readonly string[])[] = [],
): Table {
  const indexes = unique.map((key) => ({
    name: `unique ${key.join(" ")}`,
    origin: "unique constraint" as const,
    unique: true,
    terms: key.map((column) => ({ column, expression: undefined, collation: "BINARY", descending: false })),
    where: undefined,
    vectorColumn: undefined,
    vector: undefined,
    sql: undefined,
  }));
  return {
    name,
    sql: "",
    definition: {} as Table["definition"],
    columns,
    primaryKey: ["id"],
    rowidAlias: "id",
    withoutRowid: false,
    strict: false,
    autoincrement: false,
    foreignKeys,
    indexes,
    checks: [],
  };
}
