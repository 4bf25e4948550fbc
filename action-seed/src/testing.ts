// Seeds real databases in tests, and reads them as they are.
import { tmpdir } from "node:os";
import type { Connection } from "@libsql-actions/shared/database/connection";
import { openDatabase, type StepDatabase } from "@libsql-actions/shared/database/memory";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import { expect } from "vitest";
import { readSeedInputs, type SeedInputs } from "./inputs.ts";
import { beginLook } from "./look.ts";
import { newReport, type Report } from "./report.ts";
import { seedDatabase } from "./seed-database.ts";
import { readSource } from "./source.ts";

const open = (url: string) => openDatabase(parseDatabaseUrl(url, "/"), testSettings(), undefined);

/** Works on a database that these statements have made. */
export async function withDatabase<T>(
  statements: readonly string[],
  work: (db: StepDatabase) => Promise<T>,
  url = ":memory:",
): Promise<T> {
  const db = await open(url);
  try {
    expect(await db.transaction(statements.map((sql) => ({ sql })))).toMatchObject({ ok: true });
    return await work(db);
  } finally {
    db.close();
  }
}

/** The same on a server of its own. */
export async function withServer<T>(statements: readonly string[], work: (db: StepDatabase) => Promise<T>): Promise<T> {
  const server = await startSqld();
  try {
    return await withDatabase(statements, work, server.url);
  } finally {
    await server.stop();
  }
}

/** What the action's inputs are when nothing is given. */
export function inputsWith(given: Readonly<Record<string, string>> = {}): SeedInputs {
  const reader = new InputReader((name) => given[name] ?? "");
  const inputs = readSeedInputs(reader);
  reader.finish();
  return inputs;
}

/** Seeds with these inputs. @returns what is reported */
export async function seedGiven(db: StepDatabase, given: Readonly<Record<string, string>>, workspace = "/"): Promise<Report> {
  const inputs = inputsWith(given);
  const report = newReport(db.database);
  const step = { environment: {}, workspace, temporary: tmpdir(), toolCache: "", summaryFile: undefined };
  const context = { inputs, step, reports: [report], clock: () => performance.now() };
  await seedDatabase(db, {
    context,
    source: await readSource(inputs, workspace),
    look: beginLook(db),
    report,
    say: () => undefined,
  });
  return report;
}

/** Seeds from the schema alone, with so many rows in the tables that are not named. */
export function seedWith(db: StepDatabase, others = 10, named: Record<string, number> = {}, seed = "42"): Promise<Report> {
  const rows = [others, ...Object.entries(named).map(([table, count]) => `${table}=${count}`)].join("\n");
  return seedGiven(db, { rows, seed });
}

/** All rows of a table in the order of their insertion or key, each cell with its storage class. */
export async function typedRows(db: Connection, table: string): Promise<Record<string, string>[]> {
  const { rows, columns } = await db.query(`SELECT * FROM ${quoteIdentifier(table)}`);
  const typed = (cell: unknown) =>
    cell instanceof ArrayBuffer
      ? `blob ${Buffer.from(cell).toString("hex")}`
      : typeof cell === "bigint"
        ? `integer ${cell}`
        : typeof cell === "number"
          ? `real ${cell}`
          : cell === null
            ? "null"
            : `text ${cell}`;
  return rows.map((row) => Object.fromEntries(columns.map((column) => [column, typed(row[column])])));
}

/** The rows of all tables. */
export async function typedDump(db: Connection): Promise<Record<string, Record<string, string>[]>> {
  const { tables } = await introspect(db);
  return Object.fromEntries(await Promise.all(tables.map(async ({ name }) => [name, await typedRows(db, name)] as const)));
}

/** The database finds nothing wrong with what it holds. */
export async function expectSound(db: Connection): Promise<void> {
  expect((await db.query("PRAGMA foreign_key_check")).rows).toEqual([]);
  expect((await db.query("PRAGMA integrity_check")).rows[0]?.[0]).toBe("ok");
}
