// What becomes of migrations when another runner or writer gets in their way, and when they touch the history themselves.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openClient } from "@libsql-actions/shared/database/client";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectedOf, hasMoved } from "../history/fence.ts";
import { type HistoryTable, readHistory } from "../history/history.ts";
import { changesUp } from "./change.ts";
import { migrations, OPTIONS, open, TABLE, up } from "./testing.ts";
import { buildTransaction } from "./transaction.ts";

let sqld: Sqld;
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(() => sqld.stop());

it("has one of four runners apply each file", async () => {
  const count = 25;
  const texts = Array.from({ length: count - 1 }, () => "UPDATE t SET n = n * 2");
  const list = migrations("CREATE TABLE t(n); INSERT INTO t VALUES (1)", ...texts);
  const runners = await Promise.all([1, 2, 3, 4].map(() => open(sqld.url)));
  const results = await Promise.all(runners.map((db) => up(db, list, 30_000)));
  expect(results.map(({ error }) => error)).toEqual([undefined, undefined, undefined, undefined]);
  expect(
    results
      .flatMap(({ applied }) => applied)
      .map(Number)
      .sort((a, b) => a - b),
  ).toEqual(list.map(({ version }) => Number(version)));
  expect(results.flatMap(({ said }) => said).join("\n")).toContain("moved");
  expect((await runners[0]?.query("SELECT n FROM t"))?.rows[0]?.[0]).toBe(2n ** BigInt(count - 1));
});

it("applies nothing out of a plan that another runner's history has made wrong", async () => {
  const db = await open(sqld.url);
  const [, two, three] = migrations("SELECT 1", "SELECT 2", "SELECT 3") as [Migration, Migration, Migration];
  const other: HistoryTable = { ...TABLE, name: "other_history" };
  await db.transaction([{ sql: `DROP TABLE IF EXISTS ${other.name}` }]);
  const history = await readHistory(db, other);
  const transactionOf = (migration: Migration) =>
    buildTransaction(other, history.columns, expectedOf(history, other), changesUp([migration], OPTIONS).changes).statements;
  // Planned from an empty history; by the time it is sent, version 3 stands there, which the plan would have gone behind.
  await db.transaction(transactionOf(three));
  const late = await db.transaction(transactionOf(two));
  expect(late).toMatchObject({ ok: false, message: expect.stringContaining("libsql-actions: history moved") });
  expect(hasMoved(late as { message: string })).toBe(true);
  expect((await readHistory(db, other)).records.map(({ key }) => key)).toEqual(["3"]);
  expect(hasMoved({ message: "history moved" })).toBe(false);
});

describe("on a file", () => {
  const directory = mkdtempSync(join(tmpdir(), "apply-"));
  afterAll(() => rmSync(directory, { recursive: true }));
  let files = 0;
  const path = () => join(directory, `${++files}.db`);

  it("says that another writer holds the database", async () => {
    const file = path();
    // Through the same library: locks of POSIX are a process's own, and two copies of SQLite in one do not see each other's.
    const client = await openClient(parseDatabaseUrl(`file:${file}`, "/"), testSettings());
    const other = await client.transaction("write");
    const { error } = await up(await open(`file:${file}`), migrations("SELECT 1"));
    expect(error?.message).toBe(
      "m/1_x.sql: database is locked. Another writer holds the database: wait for it, or raise `lock-timeout` (SQLITE_BUSY)",
    );
    await other.rollback();
    expect((await up(await open(`file:${file}`), migrations("SELECT 1"))).applied).toEqual(["1"]);
  });

  it("records what it applied, also a script without statements", async () => {
    const db = await open(`file:${path()}`);
    const list = migrations("-- nothing\n", "CREATE TABLE t(a)");
    expect(await up(db, list)).toMatchObject({ error: undefined, applied: ["1", "2"] });
    expect((await readHistory(db, TABLE)).records).toEqual(
      list.map(({ key, name, checksums: [checksum] }) => ({ key, name, checksum, state: "applied" })),
    );
  });

  it("keeps the children of a parent that is rebuilt with foreign keys off", async () => {
    const db = await open(`file:${path()}`);
    const rebuild =
      "CREATE TABLE q(id INTEGER PRIMARY KEY, n); INSERT INTO q(id) SELECT id FROM p; DROP TABLE p; ALTER TABLE q RENAME TO p;";
    const { error } = await up(
      db,
      migrations(
        "CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE c(p REFERENCES p ON DELETE CASCADE); INSERT INTO p VALUES (1); INSERT INTO c VALUES (1)",
        `-- in the middle\nSELECT 1; PRAGMA foreign_keys = OFF; ${rebuild} PRAGMA foreign_keys = ON;`,
        "PRAGMA foreign_keys = OFF; DELETE FROM p;",
      ),
    );
    expect(error?.message).toContain(
      'm/3_x.sql: foreign keys are violated at the end: "c" refers to missing rows of "p" (rows: 1, rowid 1)',
    );
    expect((await db.query("SELECT count(*) FROM c")).rows[0]?.[0]).toBe(1n);
  });
});

describe.each(["file", "remote"])("on %s", (kind) => {
  const directory = mkdtempSync(join(tmpdir(), "apply-"));
  afterAll(() => rmSync(directory, { recursive: true }));
  let files = 0;
  async function fresh() {
    if (kind === "file") return open(`file:${join(directory, `${++files}.db`)}`);
    const db = await open(sqld.url);
    const { rows } = await db.query("SELECT name FROM sqlite_schema WHERE type = 'table'");
    await db.transaction(
      rows.map((row) => ({ sql: `DROP TABLE "${row[0]}"` })),
      { foreignKeys: "off" },
    );
    return db;
  }

  it.each([
    ["its own record", `DELETE FROM ${TABLE.name}`],
    ["an older record", `DELETE FROM ${TABLE.name} WHERE version = '1'`],
    ["what an older record holds", `UPDATE ${TABLE.name} SET checksum = 'x' WHERE version = '1'`],
    ["the table", `DROP TABLE ${TABLE.name}`],
    ["what is recorded, by a trigger", `CREATE TRIGGER tr BEFORE UPDATE ON ${TABLE.name} BEGIN DELETE FROM ${TABLE.name}; END`],
  ])("refuses a migration that takes away %s, once and whole", async (_, statement) => {
    const db = await fresh();
    const { error, applied, pending } = await up(db, migrations("SELECT 1", `CREATE TABLE a(x); ${statement}`));
    expect(error?.message).toMatch(/^m\/2_x\.sql(:1:\d+)?: a migration must not touch /);
    expect(error?.message).toContain(`must not touch ${TABLE.name}, the table of the history`);
    expect({ applied, pending }).toEqual({ applied: ["1"], pending: 1 });
    expect((await readHistory(db, TABLE)).records.map(({ key }) => key)).toEqual(["1"]);
    expect((await db.query("SELECT count(*) FROM sqlite_schema WHERE name = 'a'")).rows[0]?.[0]).toBe(0n);
  });

  it("refuses a table of the history that takes no records", async () => {
    const db = await fresh();
    await up(db, migrations("SELECT 1"));
    await db.transaction([{ sql: `CREATE TRIGGER tr BEFORE INSERT ON ${TABLE.name} BEGIN SELECT RAISE(IGNORE); END` }]);
    const { error, applied } = await up(db, migrations("SELECT 1", "CREATE TABLE a(x)"));
    expect(error?.message).toContain("m/2_x.sql: a migration must not touch");
    expect(applied).toEqual([]);
  });

  it("holds a column that is altered to refer to another table to the rows that are there", async () => {
    const db = await fresh();
    const tables = "CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE c(p); INSERT INTO c VALUES (7)";
    const alter = "ALTER TABLE c ALTER COLUMN p TO p REFERENCES p(id)";
    const { error, applied } = await up(db, migrations(tables, alter));
    expect(error?.message).toContain(
      'm/2_x.sql: foreign keys are violated at the end: "c" refers to missing rows of "p" (rows: 1, rowid 1)',
    );
    expect(applied).toEqual(["1"]);
    expect(await up(db, migrations(tables, `INSERT INTO p VALUES (7); ${alter}`))).toMatchObject({ error: undefined });
    expect((await up(db, migrations(tables, `INSERT INTO p VALUES (7); ${alter}`, "DELETE FROM p"))).error?.message).toContain(
      "FOREIGN KEY constraint failed",
    );
  });
});

it.each(["CREATE TEMP TABLE t(x)", "PRAGMA ignore_check_constraints = ON"])(
  "leaves nothing to the files that follow: %s",
  async (text) => {
    const { error, applied } = await up(
      await open(":memory:"),
      migrations("CREATE TABLE t(x CHECK (x > 1))", `SELECT 1;\n${text}`),
    );
    expect(error?.message).toMatch(/^m\/2_x\.sql:2:1: libsql-server refuses/);
    expect(applied).toEqual(["1"]);
  },
);
