// Plans of rows without a generator, and what they leave in a database, for tests of the load.
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { openDatabase, type StepDatabase } from "@libsql-actions/shared/database/memory";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import type { Schema } from "@libsql-actions/shared/schema/table";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import type { Value } from "../generate/value.ts";
import { type SeedPlan, writableColumns } from "../plan/seed-table.ts";
import type { LoadRequest } from "./load.ts";
import { scopeOf } from "./run-table.ts";
import { beginSurvey } from "./survey.ts";

const LOCK_TIMEOUT_MS = 20_000;

/** How many rows a table gets, and the cells of each (0-based), in the order of the columns. */
export type Rows = Readonly<Record<string, readonly [count: number, row: (index: number) => readonly Value[]]>>;

/** A plan that fills tables in the order given. */
export function planOf(schema: Schema, rows: Rows, circular: readonly string[] = []): SeedPlan {
  const tables = Object.entries(rows).map(([name, [count, row]]) => {
    const table = schema.tables.find((one) => one.name === name);
    if (table === undefined) throw new Error(`there is no table ${name}`);
    return { table, columns: writableColumns(table), count, row };
  });
  return { tables, circular: new Set(circular) };
}

/** Opens a database as a step does. */
export function openStep(url: string): Promise<StepDatabase> {
  return openDatabase(parseDatabaseUrl(url, "/"), testSettings(LOCK_TIMEOUT_MS), undefined);
}

/** Looks at a database and asks for rows. All tables must be empty, unless another way is given. */
export async function requestOf(
  db: Connection,
  rows: Rows,
  given: Partial<LoadRequest> & { readonly planned?: string; readonly circular?: readonly string[] } = {},
): Promise<LoadRequest> {
  const { planned = "1", circular = [], ...rest } = given;
  const schema = await introspect(db);
  const { runs, roundTripMs } = await beginSurvey(db)(schema);
  const plan = planOf(schema, rows, circular);
  const names = Object.keys(rows);
  const way = rest.way ?? "insert";
  return {
    schema,
    plan,
    dataStatements: [],
    way,
    mustBeEmpty: new Set(way === "insert" ? names : []),
    run: { scope: scopeOf(names), planned, seed: "42", version: 1, mode: way, tables: new Map() },
    runs,
    roundTripMs,
    lockTimeoutMs: LOCK_TIMEOUT_MS,
    ...rest,
  };
}

/** Opens, makes tables, works, closes. */
export async function withTables<T>(
  url: string,
  statements: readonly string[],
  work: (db: StepDatabase) => Promise<T>,
): Promise<T> {
  const db = await openStep(url);
  try {
    const made = await db.transaction(statements.map((sql) => ({ sql })));
    if (!made.ok) throw new Error(made.message);
    return await work(db);
  } finally {
    db.close();
  }
}

/** Drops every table, with the run table. */
export async function clear(url: string): Promise<void> {
  const db = await openConnection(parseDatabaseUrl(url, "/"), testSettings(LOCK_TIMEOUT_MS));
  const { rows } = await db.query(
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'libsql%' AND name NOT LIKE '%_shadow%'",
  );
  const drops = rows.map((row) => ({ sql: `DROP TABLE ${quoteIdentifier(String(row[0]))}` }));
  const result = await db.transaction(drops, { foreignKeys: "off" });
  db.close();
  if (!result.ok) throw new Error(`cannot be emptied: ${result.message}`);
}
