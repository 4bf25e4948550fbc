// Databases and rows for tests of digests.
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import type { Statement } from "@libsql-actions/shared/database/statement";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import type { Table } from "@libsql-actions/shared/schema/table";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import fc from "fast-check";
import { expect } from "vitest";
import type { Value } from "../generate/value.ts";
import { type SeedPlan, type SeedTable, writableColumns } from "../plan/seed-table.ts";

/** Opens a database; it is the caller's to close. */
export const openDatabase = (url = ":memory:"): Promise<Connection> => openConnection(parseDatabaseUrl(url, "/"), testSettings());

/** Runs statements that must pass. */
export async function execute(db: Connection, ...statements: readonly (string | Statement)[]): Promise<void> {
  const all = statements.map((statement) => (typeof statement === "string" ? { sql: statement } : statement));
  expect(await db.transaction(all)).toMatchObject({ ok: true });
}

/** The tables by name. */
export async function tablesOf(db: Connection): Promise<Map<string, Table>> {
  return new Map((await introspect(db)).tables.map((table) => [table.name, table]));
}

/** A connection that counts its requests: a digest takes one where the database computes it, and more where rows come over the wire. */
export function countingReads(db: Pick<Connection, "reads">) {
  let requests = 0;
  const reads: Connection["reads"] = (statements) => {
    requests++;
    return db.reads(statements);
  };
  return { reads, requests: () => requests };
}

/** Rows that are all there. */
export function seedTable(table: Table, rows: readonly (readonly Value[])[]): SeedTable {
  return { table, columns: writableColumns(table), count: rows.length, row: (index) => rows[index] ?? [] };
}

export function seedPlan(...tables: readonly SeedTable[]): SeedPlan {
  return { tables, circular: new Set() };
}

const ROWS_AN_INSERT = 50;

/** Statements that insert the rows of a table with bound arguments, in their order. */
export function inserts({ table, columns, count, row }: SeedTable): Statement[] {
  const list = columns.map(({ name }) => quoteIdentifier(name));
  const values = `(${list.map(() => "?").join(", ")})`;
  const statements: Statement[] = [];
  for (let start = 0; start < count; start += ROWS_AN_INSERT) {
    const rows = Array.from({ length: Math.min(ROWS_AN_INSERT, count - start) }, (_, index) => row(start + index));
    const sql = `INSERT INTO ${quoteIdentifier(table.name)} (${list.join(", ")}) VALUES ${rows.map(() => values).join(", ")}`;
    statements.push({ sql, args: rows.flat() });
  }
  return statements;
}

/** Any text that can be loaded. */
export const anyText = fc
  .oneof(fc.string({ unit: "binary", maxLength: 40 }), fc.string({ maxLength: 200 }))
  .filter((text) => !text.includes("\0"));
export const anyInteger = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -3n, max: 3n }));
export const anyReal = fc
  .oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -3, max: 3 }))
  .map((real) => real + 0);
const anyBlob = fc.uint8Array({ maxLength: 40 });
/** Any value for a column without an affinity. */
export const anyValue: fc.Arbitrary<Value> = fc.oneof(fc.constant(null), anyInteger, anyReal, anyText, anyBlob);
