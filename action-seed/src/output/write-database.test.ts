import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase, type StepDatabase } from "@libsql-actions/shared/database/memory";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import type { Schema } from "@libsql-actions/shared/schema/table";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Value } from "../generate/value.ts";
import { planOf, type Rows } from "../load/testing.ts";
import { writeDatabase } from "./write-database.ts";

const settings = testSettings();

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "database-"));
  path = join(folder, "out.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The schema that statements make. */
async function schemaOf(statements: readonly string[]): Promise<Schema> {
  const db = await openDatabase({ kind: "memory", url: ":memory:" }, settings, undefined);
  try {
    expect(await db.transaction(statements.map((sql) => ({ sql })))).toMatchObject({ ok: true });
    return await introspect(db);
  } finally {
    db.close();
  }
}

async function writeRows(statements: readonly string[], rows: Rows, to = path, circular: readonly string[] = []): Promise<void> {
  const schema = await schemaOf(statements);
  await writeDatabase(to, planOf(schema, rows, circular), schema, settings);
}

/** Opens what was written. */
async function read<T>(work: (db: StepDatabase) => Promise<T>, from = path): Promise<T> {
  const db = await openDatabase({ kind: "file", url: `file:${from}`, path: from }, settings, undefined);
  try {
    return await work(db);
  } finally {
    db.close();
  }
}

const rowsOf = (sql: string, from = path) => read(async (db) => (await db.query(sql)).rows.map((row) => Array.from(row)), from);

const vector = (...numbers: number[]) => new Uint8Array(new Float32Array(numbers).buffer);

const SCHEMA = [
  "CREATE TABLE authors (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE COLLATE NOCASE, born REAL CHECK (born > 0))",
  "CREATE TABLE notes (author INTEGER NOT NULL REFERENCES authors (id) ON DELETE CASCADE, at TEXT, body TEXT, size INTEGER GENERATED ALWAYS AS (length(body)) STORED, PRIMARY KEY (author, at)) STRICT, WITHOUT ROWID",
  "CREATE TABLE log (what TEXT)",
  "CREATE VIRTUAL TABLE search USING fts5 (name, content=authors, content_rowid=id)",
  "CREATE UNIQUE INDEX born ON authors (born DESC) WHERE born IS NOT NULL",
  "CREATE VIEW named AS SELECT name, body FROM authors JOIN notes ON author = id",
  "CREATE TRIGGER found AFTER INSERT ON authors BEGIN INSERT INTO search (rowid, name) VALUES (new.id, new.name); END",
  "CREATE TRIGGER told INSTEAD OF INSERT ON named BEGIN INSERT INTO log VALUES (new.name); END",
];
const VECTORS = [
  "CREATE TABLE places (id INTEGER PRIMARY KEY, v F32_BLOB(3))",
  "CREATE INDEX near ON places (libsql_vector_idx(v, 'metric=l2'))",
];
const ROWS: Rows = {
  authors: [300, (row): Value[] => [BigInt(row + 1), `author ${row}`, row % 7 === 0 ? null : row + 0.5]],
  notes: [900, (row): Value[] => [BigInt(1 + Math.floor(row / 3)), `${2000 + (row % 3)}-01-01`, "é".repeat(row % 40)]],
};
const PLACES: Rows = { places: [60, (row): Value[] => [BigInt(row + 1), vector(row, 1, -row)]] };

it("has the schema and the rows, and nothing of how it was made", async () => {
  await writeRows([...SCHEMA, ...VECTORS], { ...ROWS, ...PLACES });
  const made = await rowsOf(
    "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'search\\_%' ESCAPE '\\' AND name NOT LIKE '%shadow%' AND name NOT LIKE 'libsql%' AND name NOT LIKE 'sqlite%'",
  );
  expect(made.flat().sort()).toEqual([...SCHEMA, ...VECTORS].sort());
  expect(await rowsOf("SELECT name FROM sqlite_schema WHERE name LIKE '\\_libsql\\_actions%' ESCAPE '\\'")).toEqual([]);
  expect(await rowsOf("SELECT count(*), sum(id), max(name), count(born) FROM authors")).toEqual([
    [300n, 45_150n, "author 99", 257n],
  ]);
  expect(await rowsOf("SELECT author, at, body, size FROM notes ORDER BY author, at LIMIT 2 OFFSET 4")).toEqual([
    [2n, "2001-01-01", "éééé", 4n],
    [2n, "2002-01-01", "ééééé", 5n],
  ]);
  expect(await rowsOf("SELECT count(*) FROM notes")).toEqual([[900n]]);
  // What triggers and indexes make of the rows is there too.
  expect(await rowsOf("SELECT rowid FROM search WHERE search MATCH '299'")).toEqual([[300n]]);
  expect(await rowsOf("SELECT id FROM vector_top_k('near', '[40,1,-40]', 1)")).toEqual([[41n]]);
  expect(await rowsOf("SELECT name, seq FROM sqlite_sequence")).toEqual([["authors", 300n]]);
});

it("is sound, and one file", async () => {
  await writeRows(SCHEMA, ROWS);
  expect(readdirSync(folder)).toEqual(["out.db"]);
  const bytes = readFileSync(path);
  expect(bytes.subarray(0, 16).toString("latin1")).toBe("SQLite format 3\0");
  // Page size; the versions that read and write it: 1 is a rollback journal, 2 would be WAL.
  expect([bytes.readUInt16BE(16), bytes[18], bytes[19]]).toEqual([4_096, 1, 1]);
  expect(await rowsOf("PRAGMA journal_mode")).toEqual([["delete"]]);
  expect(await rowsOf("PRAGMA freelist_count")).toEqual([[0n]]);
  expect(await rowsOf("PRAGMA foreign_key_check")).toEqual([]);
  expect(await rowsOf("PRAGMA integrity_check")).toEqual([["ok"]]);
  expect(await rowsOf("PRAGMA encoding")).toEqual([["UTF-8"]]);
});

it("is sound with a vector index too, which VACUUM would not leave so", async () => {
  await writeRows([...SCHEMA, ...VECTORS], { ...ROWS, ...PLACES });
  expect(await rowsOf("PRAGMA integrity_check")).toEqual([["ok"]]);
  expect(await rowsOf("SELECT name, count(*) FROM libsql_vector_meta_shadow GROUP BY name")).toEqual([["near", 1n]]);
  expect(readdirSync(folder)).toEqual(["out.db"]);
});

it("is the same bytes for the same rows", async () => {
  await writeRows(SCHEMA, ROWS);
  const first = readFileSync(path);
  await writeRows(SCHEMA, ROWS, join(folder, "again.db"));
  expect(readFileSync(join(folder, "again.db")).equals(first)).toBe(true);
  await writeRows(SCHEMA, { ...ROWS, log: [1, () => ["x"]] }, join(folder, "other.db"));
  expect(readFileSync(join(folder, "other.db")).equals(first)).toBe(false);
});

it("takes in rows that refer to each other in a circle", async () => {
  const circle = [
    "CREATE TABLE a (id INTEGER PRIMARY KEY, b REFERENCES b)",
    "CREATE TABLE b (id INTEGER PRIMARY KEY, a REFERENCES a)",
  ];
  const row = (index: number): Value[] => [BigInt(index + 1), BigInt(index + 1)];
  await writeRows(circle, { a: [3, row], b: [3, row] }, path, ["a", "b"]);
  expect(await rowsOf("SELECT count(*) FROM a JOIN b ON b.id = a.b")).toEqual([[3n]]);
});

it("has the schema alone where there are no rows", async () => {
  await writeRows(SCHEMA, {});
  expect(await rowsOf("SELECT count(*) FROM authors")).toEqual([[0n]]);
});

it("begins with the rows of another database, if there is one", async () => {
  const kinds = [
    "CREATE TABLE kinds (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT)",
    "CREATE TABLE things (id INTEGER PRIMARY KEY, kind NOT NULL REFERENCES kinds)",
    // The rows of the first table refer to one that comes behind it.
    "CREATE TABLE also (kind REFERENCES later)",
    "CREATE TABLE later (id INTEGER PRIMARY KEY)",
  ];
  const base = await openDatabase({ kind: "memory", url: ":memory:" }, settings, undefined);
  const own = [
    "INSERT INTO kinds VALUES (5, 'x;y')",
    "INSERT INTO later VALUES (1)",
    "INSERT INTO also VALUES (1)",
    "CREATE TABLE _libsql_actions_seed (scope)",
    "PRAGMA user_version = 7",
  ];
  expect(await base.transaction([...kinds, ...own].map((sql) => ({ sql })))).toMatchObject({ ok: true });
  const schema = await introspect(base);
  const plan = planOf(schema, { things: [2, (row) => [BigInt(row + 1), 5n]] });
  await writeDatabase(path, plan, schema, settings, base.query);
  expect(await rowsOf("SELECT things.id, name FROM things JOIN kinds ON kinds.id = kind")).toEqual([
    [1n, "x;y"],
    [2n, "x;y"],
  ]);
  expect(await rowsOf("SELECT name FROM sqlite_schema WHERE name LIKE '%seed%'")).toEqual([]);
  expect(await rowsOf("SELECT seq FROM sqlite_sequence")).toEqual([[5n]]);
  expect(await rowsOf("SELECT kind FROM also")).toEqual([[1n]]);
  expect(await rowsOf("PRAGMA user_version")).toEqual([[7n]]);
  // Without them, the rows refer to nothing.
  await expect(writeDatabase(join(folder, "b.db"), plan, schema, settings)).rejects.toThrow("FOREIGN KEY constraint failed");
  expect(readdirSync(folder)).toEqual(["out.db"]);
  base.close();
});

it("takes the place of an older database, with all that lay beside it", async () => {
  for (const name of ["out.db", "out.db-wal", "out.db-shm", "out.db-journal", "out.db2"])
    writeFileSync(join(folder, name), "old");
  await writeRows(SCHEMA, ROWS);
  expect(readdirSync(folder)).toEqual(["out.db", "out.db2"]);
  expect(await rowsOf("SELECT count(*) FROM authors")).toEqual([[300n]]);
});

it("is where it should be, whatever the name", async () => {
  const name = "a b%41?c#d'é.db";
  await writeRows(["CREATE TABLE a (x)"], { a: [1, () => ["x"]] }, join(folder, name));
  expect(readdirSync(folder)).toEqual([name]);
});

it("leaves nothing where it cannot be written, and what was there as it was", async () => {
  mkdirSync(join(path, "inside"), { recursive: true });
  await expect(writeRows(SCHEMA, ROWS)).rejects.toThrow(/EISDIR|ENOTEMPTY|EPERM/);
  expect(readdirSync(folder, { recursive: true })).toEqual(["out.db", join("out.db", "inside")]);
  await expect(writeRows(SCHEMA, ROWS, join(folder, "none", "out.db"))).rejects.toThrow(/its folder must exist, and be writable/);
  expect(readdirSync(folder)).toEqual(["out.db"]);
  rmSync(path, { recursive: true });
  writeFileSync(path, "old");
  const bad: Rows = { authors: [1, () => [1n, "a", -1]] };
  await expect(writeRows(SCHEMA, bad)).rejects.toThrow(/CHECK constraint failed/);
  expect(readdirSync(folder)).toEqual(["out.db"]);
  expect(readFileSync(path, "utf8")).toBe("old");
});
