// One suite over a file, a memory database and a real server: whatever the database is, a transaction does and answers the same.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testSettings } from "../testing/client-settings.ts";
import { type Sqld, startSqld } from "../testing/sqld.ts";
import { type Connection, openConnection, type Statement } from "./connection.ts";
import { parseDatabaseUrl } from "./url.ts";

const settings = testSettings();
const directory = mkdtempSync(join(tmpdir(), "connection-"));
let sqld: Sqld;
let files = 0;

beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(async () => {
  await sqld.stop();
  rmSync(directory, { recursive: true });
});

const kinds = {
  file: () => `file:${join(directory, `${files++}.db`)}`,
  memory: () => ":memory:",
  remote: () => sqld.url,
};

const sql = (...statements: string[]): Statement[] => statements.map((text) => ({ sql: text }));

describe.each(Object.keys(kinds) as (keyof typeof kinds)[])("%s", (kind) => {
  let db: Connection;
  beforeEach(async () => {
    db = await openConnection(parseDatabaseUrl(kinds[kind](), "/"), settings);
  });
  afterEach(async () => {
    const { rows } = await db.query(
      "SELECT replace(type, 'virtual', 'table') AS type, name FROM pragma_table_list WHERE schema = 'main' AND type <> 'shadow' AND name NOT LIKE 'sqlite_%'",
    );
    const drops = rows.map((row) => ({ sql: `DROP ${row["type"]} "${row["name"]}"` }));
    if (drops.length > 0) expect(await db.transaction(drops, { foreignKeys: "off" })).toMatchObject({ ok: true });
    db.close();
  });
  const ints = async (query: string) => (await db.query(query)).rows.map((row) => Number(row[0]));

  it("commits and counts the rows that statements change, not those of triggers", async () => {
    const result = await db.transaction([
      ...sql("CREATE TABLE t(a INTEGER PRIMARY KEY, b)", "CREATE TABLE log(a)"),
      ...sql("CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.a); INSERT INTO log VALUES (new.a); END;"),
      { sql: "INSERT INTO t(b) VALUES (?), (?)", args: ["x", "y"] },
      ...sql(
        "UPDATE t SET b = 'z'",
        "UPDATE t SET b = 1 WHERE a = 99",
        "SELECT * FROM t",
        "CREATE TABLE u AS SELECT * FROM t",
        "DELETE FROM t WHERE a = 1",
      ),
      ...sql("INSERT INTO t(b) VALUES (3) RETURNING a", "DROP TABLE u", "CREATE VIRTUAL TABLE f USING fts5(a)"),
    ]);
    expect(result).toEqual({ ok: true, rowsAffected: [0, 0, 0, 2, 2, 0, 0, 0, 1, 1, 0, 0] });
    expect(await ints("SELECT a FROM log")).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it("leaves nothing of a failed transaction and names the statement", async () => {
    const result = await db.transaction(
      sql("CREATE TABLE t(a UNIQUE)", "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (1)", "CREATE TABLE u(a)"),
    );
    expect(result).toEqual({ ok: false, index: 2, code: "SQLITE_CONSTRAINT", message: "UNIQUE constraint failed: t.a" });
    expect(await ints("SELECT count(*) FROM sqlite_schema")).toEqual([0]);
    expect(await db.transaction(sql("SELECT 1", "SELECT * FROM nowhere"))).toEqual({
      ok: false,
      index: 1,
      code: "SQLITE_ERROR",
      message: "no such table: nowhere",
    });
    expect(await db.transaction(sql("CREATE TABLE t(a)", "INSERT INTO t VALUES (1, 2)"))).toMatchObject({
      ok: false,
      index: 1,
      code: "SQLITE_ERROR",
    });
  });

  it("leaves nothing when a statement rolls the transaction back by itself", async () => {
    const result = await db.transaction(
      sql("CREATE TABLE t(a UNIQUE)", "INSERT INTO t VALUES (1)", "INSERT OR ROLLBACK INTO t VALUES (1)", "CREATE TABLE u(a)"),
    );
    expect(result).toMatchObject({ ok: false, index: 2, code: "SQLITE_CONSTRAINT" });
    expect(await ints("SELECT count(*) FROM sqlite_schema")).toEqual([0]);
  });

  it("has COMMIT fail on a deferred foreign key, and says where", async () => {
    const tables = sql("CREATE TABLE p(id INTEGER PRIMARY KEY)", "CREATE TABLE c(p REFERENCES p DEFERRABLE INITIALLY DEFERRED)");
    const result = await db.transaction([...tables, ...sql("INSERT INTO c VALUES (7)")]);
    expect(result).toEqual({
      ok: false,
      code: "SQLITE_CONSTRAINT",
      message: 'FOREIGN KEY constraint failed: "c" refers to missing rows of "p" (rows: 1, rowid 1)',
    });
    expect(await ints("SELECT count(*) FROM sqlite_schema")).toEqual([0]);
  });

  it("locates the statement that cannot be parsed, before anything runs", async () => {
    const result = await db.transaction(sql("CREATE TABLE t(a)", "INSERT INTO t VALUES (1)", "SELEC 1", "SELEC 2"));
    expect(result).toMatchObject({ ok: false, index: 2, code: "SQL_PARSE_ERROR" });
    expect(await ints("SELECT count(*) FROM sqlite_schema")).toEqual([0]);
  });

  const values: [string, Statement["args"], string][] = [
    ["null", [null], "null NULL"],
    ["an integer beyond 2^53", [2n ** 63n - 1n], "integer 9223372036854775807"],
    ["the smallest integer", [-(2n ** 63n)], "integer -9223372036854775808"],
    ["a float", [0.1], "real 0.1"],
    ["a whole float", [3], "real 3.0"],
    ["a boolean", [true], "integer 1"],
    ["text with quotes and newlines", ['it\'s "q"\r\n?;--'], `text 'it''s "q"\r\n?;--'`],
    ["text beyond the basic plane", ["\u{1f600}\ufeff\u0001é"], "text '\u{1f600}\ufeff\u0001é'"],
    ["an empty text", [""], "text ''"],
    ["a blob", [new Uint8Array([0, 1, 255])], "blob X'0001FF'"],
    ["a part of a buffer", [new Uint8Array([9, 0, 1, 255, 9]).subarray(1, 4)], "blob X'0001FF'"],
    ["an array buffer", [new Uint8Array([7]).buffer], "blob X'07'"],
    ["an empty blob", [new Uint8Array()], "blob X''"],
  ];
  it.each(values)("carries %s", async (_, args = [], expected) => {
    expect(await db.transaction([...sql("CREATE TABLE t(a)"), { sql: "INSERT INTO t VALUES (?)", args }])).toMatchObject({
      ok: true,
    });
    expect((await db.query("SELECT typeof(a) || ' ' || quote(a) FROM t")).rows[0]?.[0]).toBe(expected);
  });

  it.each<[string, Statement, string]>([
    ["several statements", { sql: "SELECT 1; SELECT 2" }, "SQL_MANY_STATEMENTS"],
    ["a comment alone", { sql: "-- nothing\n/* here */ ;" }, "SQL_NO_STATEMENT"],
    ["BEGIN", { sql: "BEGIN" }, "TRANSACTION_CONTROL"],
    ["COMMIT", { sql: "/* x */ commit" }, "TRANSACTION_CONTROL"],
    ["END", { sql: "END TRANSACTION" }, "TRANSACTION_CONTROL"],
    ["ROLLBACK", { sql: "ROLLBACK" }, "TRANSACTION_CONTROL"],
    ["NUL in a statement", { sql: "SELECT 1\0; DROP TABLE t" }, "SQL_INPUT_ERROR"],
    ["NUL in text", { sql: "SELECT ?", args: ["a\0b"] }, "ARGS_INVALID"],
    ["half a surrogate pair", { sql: "SELECT ?", args: ["a\ud800"] }, "ARGS_INVALID"],
    ["a missing argument", { sql: "SELECT ?, ?", args: [1n] }, "ARGS_INVALID"],
    ["a bare parameter", { sql: "SELECT ?" }, "ARGS_INVALID"],
    ["one argument too many", { sql: "SELECT '?'", args: [1n] }, "ARGS_INVALID"],
    ["infinity", { sql: "SELECT ?", args: [Number.POSITIVE_INFINITY] }, "ARGS_INVALID"],
    ["an integer beyond 64 bits", { sql: "SELECT ?", args: [2n ** 63n] }, "ARGS_INVALID"],
  ])("refuses %s", async (_, statement, code) => {
    const result = await db.transaction([...sql("CREATE TABLE t(a)"), statement]);
    expect(result).toMatchObject({ ok: false, index: 1, code });
    expect(await ints("SELECT count(*) FROM sqlite_schema")).toEqual([0]);
  });

  it("allows savepoints", async () => {
    const statements = sql(
      "CREATE TABLE t(a)",
      "SAVEPOINT s",
      "INSERT INTO t VALUES (1)",
      "ROLLBACK TO s",
      "RELEASE s",
      "INSERT INTO t VALUES (2)",
    );
    expect(await db.transaction(statements)).toMatchObject({ ok: true });
    expect(await ints("SELECT a FROM t")).toEqual([2]);
  });

  it("commits a transaction of no statements", async () => {
    expect(await db.transaction([])).toEqual({ ok: true, rowsAffected: [] });
  });

  it("answers reads with bigint and enforces foreign keys", async () => {
    expect((await db.query("SELECT ?1 + 1", [1n])).rows[0]?.[0]).toBe(2n);
    expect(await ints("PRAGMA foreign_keys")).toEqual([1]);
    await expect(db.query("SELECT * FROM nowhere")).rejects.toThrow("no such table: nowhere");
    await expect(db.query("SELECT 1; SELECT 2")).rejects.toThrow("SQL_MANY_STATEMENTS");
  });

  it("keeps transactions and reads that are asked for at once apart", async () => {
    await db.transaction(sql("CREATE TABLE t(a)", "INSERT INTO t VALUES (0)"));
    const add = () => db.transaction(sql("UPDATE t SET a = a + 1", "UPDATE t SET a = a + 1"));
    const answers = await Promise.all([add(), ints("SELECT a % 2 FROM t"), add(), ints("SELECT a % 2 FROM t"), add()]);
    expect(answers).toMatchObject([{ ok: true }, [0], { ok: true }, [0], { ok: true }]);
    expect(await ints("SELECT a FROM t")).toEqual([6]);
  });

  describe("with foreign keys off", () => {
    const tables = sql(
      "CREATE TABLE p(id INTEGER PRIMARY KEY)",
      "CREATE TABLE c(p REFERENCES p ON DELETE CASCADE)",
      "INSERT INTO p VALUES (1), (2)",
      "INSERT INTO c VALUES (1), (2)",
    );
    const rebuild = sql(
      "CREATE TABLE new_p(id INTEGER PRIMARY KEY, name)",
      "INSERT INTO new_p(id) SELECT id FROM p",
      "DROP TABLE p",
      "ALTER TABLE new_p RENAME TO p",
    );

    it("keeps the children of a parent that is rebuilt, and the setting", async () => {
      await db.transaction(tables);
      expect(await db.transaction(rebuild, { foreignKeys: "off" })).toMatchObject({ ok: true, rowsAffected: [0, 2, 0, 0] });
      expect(await ints("SELECT p FROM c")).toEqual([1, 2]);
      expect(await ints("PRAGMA foreign_keys")).toEqual([1]);
      expect(await db.transaction(sql("INSERT INTO c VALUES (3)"))).toMatchObject({ ok: false, index: 0 });
    });

    it("fails on a violation that is new, and names the tables", async () => {
      await db.transaction(tables);
      const result = await db.transaction(sql("DELETE FROM p WHERE id = 1"), { foreignKeys: "off" });
      expect(result).toEqual({
        ok: false,
        code: "SQLITE_CONSTRAINT",
        message: 'foreign keys are violated at the end: "c" refers to missing rows of "p" (rows: 1, rowid 1)',
      });
      expect(await ints("SELECT id FROM p")).toEqual([1, 2]);
      expect(await ints("PRAGMA foreign_keys")).toEqual([1]);
    });

    it("passes what was violated or malformed before, and nothing more", async () => {
      await db.transaction(tables);
      // libSQL does not hold rows that exist against a foreign key that ALTER COLUMN adds.
      const old = sql(
        "CREATE TABLE v(x)",
        "INSERT INTO v VALUES (98), (99)",
        "ALTER TABLE v ALTER COLUMN x TO x REFERENCES p",
        "CREATE TABLE odd(r REFERENCES p(missing))",
      );
      expect(await db.transaction(old)).toMatchObject({ ok: true });
      const off = (...statements: string[]) => db.transaction(sql(...statements), { foreignKeys: "off" });
      expect(await off("INSERT INTO c VALUES (1)", "DELETE FROM v WHERE x = 98")).toMatchObject({ ok: true });
      expect(await off("UPDATE v SET x = 97")).toMatchObject({ ok: true });
      expect(await off("INSERT INTO v VALUES (96)")).toMatchObject({
        ok: false,
        message: expect.stringContaining('"v" refers to missing rows of "p" (rows: 2, rowid 2, 3)'),
      });
      expect(await off("DELETE FROM c; ")).toMatchObject({ ok: true });
      expect(await ints("SELECT x FROM v")).toEqual([97]);
    });

    it("names the statement that fails and restores the setting", async () => {
      expect(
        await db.transaction(sql("CREATE TABLE t(a)", "INSERT INTO nowhere VALUES (1)"), { foreignKeys: "off" }),
      ).toMatchObject({ ok: false, index: 1 });
      expect(await ints("PRAGMA foreign_keys")).toEqual([1]);
      expect(await ints("SELECT count(*) FROM sqlite_schema")).toEqual([0]);
    });
  });
});
