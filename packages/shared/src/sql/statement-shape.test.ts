import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { shapeOf } from "./statement-shape.ts";

it.each<[string, object]>([
  [
    'CREATE TABLE IF NOT EXISTS main."a b" (x)',
    { does: "create table", table: "a b", ifNotExists: true, shape: { columns: [{ name: "x" }] } },
  ],
  ["create temp table t AS SELECT 1", { does: "create table", table: "t", ifNotExists: false, shape: undefined }],
  ["CREATE VIRTUAL TABLE d USING fts5(a, b)", { does: "create virtual table", table: "d" }],
  [
    "CREATE UNIQUE INDEX i ON t(a, lower(b), c DESC) WHERE d > 1",
    { does: "create index", index: "i", table: "t", unique: true, vector: false, columns: ["a", "c"], parts: 3, partial: true },
  ],
  [
    "CREATE INDEX i ON t (libsql_vector_idx(v, 'metric=cosine'))",
    { does: "create index", vector: true, columns: [], parts: 1, partial: false },
  ],
  ["CREATE VIEW v(a) AS SELECT x FROM [t u]", { does: "create view", view: "v", names: expect.arrayContaining(["t u"]) }],
  [
    "CREATE TEMP TRIGGER IF NOT EXISTS tr AFTER UPDATE OF a, b ON main.t BEGIN DELETE FROM u; END",
    { does: "create trigger", trigger: "tr", table: "t", ifNotExists: true, names: expect.arrayContaining(["u"]) },
  ],
  ["DROP TABLE IF EXISTS main.t", { does: "drop", what: "table", name: "t", ifExists: true }],
  ["drop /* x */ index `i`", { does: "drop", what: "index", name: "i", ifExists: false }],
  ["DROP VIEW v", { does: "drop", what: "view", name: "v" }],
  ["DROP TRIGGER tr", { does: "drop", what: "trigger", name: "tr" }],
  ["ALTER TABLE main.t RENAME TO 'u'", { does: "rename table", table: "t", to: "u" }],
  ["ALTER TABLE t RENAME COLUMN a TO b", { does: "rename column", table: "t", column: "a", to: "b" }],
  ["ALTER TABLE t RENAME a TO b", { does: "rename column", table: "t", column: "a", to: "b" }],
  ["ALTER TABLE t RENAME to TO b", { does: "rename column", table: "t", column: "to", to: "b" }],
  [
    "ALTER TABLE t ADD a INT NOT NULL",
    { does: "add column", table: "t", column: { name: "a", notNull: true, text: "a INT NOT NULL" } },
  ],
  ["ALTER TABLE t ADD COLUMN a", { does: "add column", column: { name: "a", notNull: false } }],
  ["ALTER TABLE t DROP COLUMN a", { does: "drop column", table: "t", column: "a" }],
  ["ALTER TABLE t DROP a", { does: "drop column", table: "t", column: "a" }],
  [
    "ALTER TABLE t ALTER COLUMN a TO a TEXT CHECK (a > 1)",
    { does: "alter column", table: "t", column: "a", to: { check: true } },
  ],
  [
    "INSERT INTO t (a, b) VALUES (1, 2)",
    { does: "insert", table: "t", replace: false, columns: ["a", "b"], from: "values", names: [] },
  ],
  ["REPLACE INTO t VALUES (1)", { does: "insert", table: "t", replace: true, columns: [] }],
  ["INSERT OR REPLACE INTO main.t DEFAULT VALUES", { does: "insert", table: "t", replace: true }],
  ["INSERT OR IGNORE INTO t AS u VALUES (1)", { does: "insert", table: "t", replace: false }],
  ['INSERT INTO t SELECT "a", b FROM u', { does: "insert", from: "select", copy: { table: "u", columns: ["a", "b"] } }],
  ["INSERT INTO t SELECT * FROM u", { does: "insert", from: "select", copy: { table: "u", columns: ["*"] } }],
  ["INSERT INTO t SELECT a FROM u WHERE a > 1", { does: "insert", from: "select", copy: undefined }],
  ["INSERT INTO t SELECT a, 1 FROM u", { does: "insert", from: "select", copy: undefined }],
  [
    "INSERT INTO t WITH x AS (SELECT 1) SELECT * FROM x, y",
    { does: "insert", from: "select", names: expect.arrayContaining(["y"]) },
  ],
  ["WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", { does: "insert", table: "t", from: "select" }],
  [
    "UPDATE OR IGNORE main.t SET a = max(1, 2), (b, c) = (1, 2) WHERE d",
    { does: "update", table: "t", where: true, columns: ["a", "b", "c"] },
  ],
  ["UPDATE t SET a = (SELECT 1 WHERE 1)", { does: "update", table: "t", where: false, columns: ["a"] }],
  ["DELETE FROM t WHERE a", { does: "delete", table: "t", where: true }],
  ["WITH x AS (SELECT 1 WHERE 1) DELETE FROM t", { does: "delete", table: "t", where: false }],
  ["PRAGMA main.User_Version = -1", { does: "pragma", name: "user_version", quoted: false, value: "-1" }],
  ['PRAGMA "foreign_keys"(on)', { does: "pragma", name: "foreign_keys", quoted: true, value: "on" }],
  ["PRAGMA optimize", { does: "pragma", name: "optimize", value: undefined }],
  ["SELECT 1", { does: "other" }],
  ["WITH x AS (SELECT 1) SELECT * FROM x", { does: "other" }],
  ["CREATE", { does: "other" }],
  ["DROP TABLE", { does: "other" }],
  ["ALTER TABLE t", { does: "other" }],
  ["INSERT INTO", { does: "other" }],
  ["", { does: "other" }],
])("reads %j", (sql, shape) => expect(shapeOf(sql)).toMatchObject(shape));

it("reads of an INSERT no more than what stands before its rows", () => {
  const sql = `INSERT INTO t VALUES (${"'x',".repeat(1_000_000)}1)`;
  const start = performance.now();
  for (let count = 0; count < 1_000; count++) shapeOf(sql);
  expect(performance.now() - start).toBeLessThan(5_000);
});

it("reads the columns that SQLite reads", () => {
  const sql = `CREATE TABLE t (
    a INTEGER PRIMARY KEY, "b c" VARCHAR(10, 2) NOT NULL DEFAULT 'x, y', [d] CHECK (d IN (1, 2)), e, 'f' TEXT COLLATE NOCASE,
    g AS (a + 1), h INT GENERATED ALWAYS AS (a) STORED, i REFERENCES t (a) ON DELETE SET DEFAULT, CONSTRAINT u UNIQUE (e, f), CHECK (a <> e)
  )`;
  const db = new DatabaseSync(":memory:");
  db.exec(sql);
  const shape = shapeOf(sql);
  const columns = shape.does === "create table" ? shape.shape?.columns : [];
  expect(columns?.map(({ name, notNull, default: value }) => ({ name, notNull, has: value !== "none" }))).toEqual(
    db
      .prepare("SELECT * FROM pragma_table_xinfo('t')")
      .all()
      .map(({ name, notnull, dflt_value: value }) => ({ name, notNull: notnull === 1, has: value !== null })),
  );
});
