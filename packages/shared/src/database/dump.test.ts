// A dump makes the same database again: same bytes when dumped again, same values and types, on the native engine and on a server.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prepareScript } from "../sql/script.ts";
import { testSettings } from "../testing/client-settings.ts";
import { type Sqld, startSqld } from "../testing/sqld.ts";
import { openClient } from "./client.ts";
import { type Connection, connectionOf, openConnection } from "./connection.ts";
import { dumpDatabase } from "./dump.ts";
import { parseDatabaseUrl } from "./url.ts";

const settings = testSettings();
const memory = parseDatabaseUrl(":memory:", "/");

/** A database made by a script, as a test process makes it. */
async function load(script: string): Promise<Connection> {
  const client = await openClient(memory, settings);
  await client.executeMultiple(script);
  return connectionOf(client, memory, settings);
}
const dump = async (db: Connection) => (await Array.fromAsync(dumpDatabase(db.query))).join("");
/** Dumps, loads and dumps again. */
async function roundTrip(script: string) {
  const source = await load(script);
  const first = await dump(source);
  const copy = await load(first);
  expect(await dump(copy)).toBe(first);
  return { source, copy, text: first };
}
const values = async (db: Connection, sql: string) => (await db.query(sql)).rows.map((row) => Array.from(row));

describe("a dump gives back", () => {
  it("nothing", async () => {
    expect((await roundTrip("")).text).toBe("PRAGMA foreign_keys=OFF;\nBEGIN;\nCOMMIT;\nPRAGMA foreign_keys=ON;\n");
  });

  it("every kind of object", async () => {
    const { copy, text } = await roundTrip(`
      PRAGMA foreign_keys=OFF;
      CREATE TABLE child(p REFERENCES parent ON DELETE CASCADE); CREATE TABLE parent(id INTEGER PRIMARY KEY, n, double AS (n * 2), stored AS (n + 1) STORED);
      INSERT INTO child VALUES (7); INSERT INTO parent(id, n) VALUES (5, 1);
      CREATE TABLE counted(id INTEGER PRIMARY KEY AUTOINCREMENT, a); INSERT INTO counted(a) VALUES (1), (2); DELETE FROM counted WHERE id = 2;
      CREATE TABLE plain(a); INSERT INTO plain(rowid, a) VALUES (9, 'b'), (-3, 'a');
      CREATE TABLE keyed(a TEXT COLLATE NOCASE, b, PRIMARY KEY (b DESC, a)) WITHOUT ROWID; INSERT INTO keyed VALUES ('x', 1), ('y', 2);
      CREATE TABLE text_key(k TEXT PRIMARY KEY); INSERT INTO text_key(rowid, k) VALUES (4, 'k');
      CREATE TABLE desc_key(k INTEGER PRIMARY KEY DESC); INSERT INTO desc_key(rowid, k) VALUES (4, 2);
      CREATE TABLE strict_one(a ANY, b INTEGER) STRICT; INSERT INTO strict_one VALUES ('1', 1);
      CREATE TABLE shadowed(rowid, _rowid_); INSERT INTO shadowed(oid, rowid, _rowid_) VALUES (8, 1, 2);
      CREATE TABLE all_shadowed(rowid, _rowid_, oid); INSERT INTO all_shadowed VALUES (1, 2, 3);
      CREATE TABLE random_rows(a) RANDOM ROWID; INSERT INTO random_rows VALUES (1);
      CREATE UNIQUE INDEX i ON plain(a COLLATE NOCASE DESC) WHERE a > 'a'; CREATE INDEX expression ON plain(length(a));
      CREATE VIEW late AS SELECT * FROM late_too -- to come
      ; CREATE VIEW late_too AS SELECT a FROM plain;
      CREATE TRIGGER tr INSTEAD OF INSERT ON late BEGIN INSERT INTO plain VALUES (new.a); SELECT ';'; END;
      CREATE TRIGGER tr2 AFTER INSERT ON plain BEGIN DELETE FROM child; END;
      PRAGMA user_version=-7; PRAGMA foreign_keys=ON`);
    expect(text).toMatch(/^PRAGMA foreign_keys=OFF;\nBEGIN;\n[\s\S]*\nCOMMIT;\nPRAGMA foreign_keys=ON;\n$/);
    expect(await values(copy, "SELECT rowid, a FROM plain ORDER BY rowid")).toEqual([
      [-3n, "a"],
      [9n, "b"],
    ]);
    expect(await values(copy, "SELECT id, n, double, stored FROM parent")).toEqual([[5n, 1n, 2n, 2n]]);
    expect(await values(copy, "SELECT seq FROM sqlite_sequence")).toEqual([[2n]]);
    expect(await values(copy, "SELECT a, b FROM keyed")).toEqual([
      ["y", 2n],
      ["x", 1n],
    ]);
    expect(await values(copy, "SELECT oid, rowid FROM shadowed")).toEqual([[8n, 1n]]);
    expect(await values(copy, "SELECT t.rowid, d.rowid, d.k FROM text_key t, desc_key d")).toEqual([[4n, 4n, 2n]]);
    expect(await values(copy, "SELECT count(*) FROM child")).toEqual([[1n]]);
    expect(await values(copy, "SELECT * FROM late ORDER BY a")).toEqual([["a"], ["b"]]);
    expect(await values(copy, "PRAGMA user_version")).toEqual([[-7n]]);
    expect(await values(copy, "PRAGMA foreign_keys")).toEqual([[1n]]);
  });

  it("full text search, r-trees and vector indexes, without the tables behind them", async () => {
    const { copy, text } = await roundTrip(`
      CREATE TABLE docs(id INTEGER PRIMARY KEY, body); INSERT INTO docs VALUES (3, 'alpha beta');
      CREATE VIRTUAL TABLE own USING fts5(a, b UNINDEXED, tokenize = 'porter'); INSERT INTO own(rowid, a, b) VALUES (12, 'running; ''x''', 'b');
      INSERT INTO own(own, rank) VALUES ('rank', 'bm25(10.0)');
      CREATE VIRTUAL TABLE external USING fts5(body, content = "docs", content_rowid=id); INSERT INTO external(external) VALUES ('rebuild');
      CREATE VIRTUAL TABLE vocabulary USING fts5vocab(own, row);
      CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1, +label); INSERT INTO boxes VALUES (4, 1.1, 2.2, 'l');
      CREATE TABLE vectors(id INTEGER PRIMARY KEY, e F32_BLOB(3)); INSERT INTO vectors VALUES (1, vector('[1,2,3]')), (2, NULL), (3, vector('[3,2,1]'));
      CREATE INDEX near ON vectors(libsql_vector_idx(e, 'metric=cosine'))`);
    expect(text).not.toMatch(/shadow|_docsize|_node/);
    expect(await values(copy, "SELECT rowid, b FROM own WHERE own MATCH 'run'")).toEqual([[12n, "b"]]);
    expect(await values(copy, "SELECT rowid FROM external WHERE external MATCH 'beta'")).toEqual([[3n]]);
    expect(await values(copy, "SELECT id, label FROM boxes WHERE x0 < 2")).toEqual([[4n, "l"]]);
    expect(await values(copy, "SELECT id FROM vector_top_k('near', vector('[1,2,3]'), 1)")).toEqual([[1n]]);
  });

  it("reals to the last bit", async () => {
    const source = await load("CREATE TABLE t(id INTEGER PRIMARY KEY, r REAL, n)");
    // A fixed sequence of bit patterns: subnormals, extremes and everything between.
    const bits = new BigUint64Array(10_000).map((_, index) => BigInt.asUintN(64, 0x9e3779b97f4a7c15n * BigInt(index + 1) ** 3n));
    const reals = [
      ...new Float64Array(bits.buffer),
      5e-324,
      -0,
      2 ** -1022,
      Number.MAX_VALUE,
      0.1,
      1 / 3,
      1e15,
      1e22,
      123456789012345.67,
    ].filter(Number.isFinite);
    await source.transaction(reals.map((real) => ({ sql: "INSERT INTO t(r, n) VALUES (?1, ?1)", args: [real] })));
    await source.transaction([{ sql: "INSERT INTO t(r, n) VALUES (9e999, -9e999)" }]);
    const copy = await load(await dump(source));
    const all = "SELECT r, n, typeof(r), typeof(n) FROM t ORDER BY id";
    const shown = async (db: Connection) =>
      (await values(db, all)).map((row) => row.map((value) => (Object.is(value, -0) ? "-0" : value)).join()).join("\n");
    expect(await shown(source)).toContain("-0,real,real");
    expect(await shown(copy)).toBe(await shown(source));
    expect(await values(copy, "SELECT r, n FROM t ORDER BY id DESC LIMIT 1")).toEqual([
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    ]);
  });

  it("any names and any values", async () => {
    const name = fc.string({
      unit: fc.constantFrom("a", '"', "'", ";", "\n", " ", "-", "é", "]", "\u{1f600}", "%"),
      minLength: 1,
      maxLength: 6,
    });
    const literal = fc.oneof(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toExponential(17)),
      fc.uint8Array({ maxLength: 12 }).map((bytes) => `X'${Buffer.from(bytes).toString("hex")}'`),
      fc.uint8Array({ maxLength: 12 }).map((bytes) => `CAST(X'${Buffer.from(bytes).toString("hex")}' AS TEXT)`),
      fc.string({ unit: "binary", maxLength: 8 }).map((text) => `CAST(X'${Buffer.from(text).toString("hex")}' AS TEXT)`),
      fc.constantFrom("NULL", "9e999", "-9e999", "''", "X''", "'it''s\r\n;\n'", "-9223372036854775808"),
    );
    const affinity = fc.constantFrom("", "TEXT", "INTEGER", "REAL", "NUMERIC", "BLOB");
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const database = fc
      .record({
        table: name,
        index: name,
        columns: fc.uniqueArray(fc.tuple(name, affinity), {
          selector: ([text]) => text.toLowerCase(),
          minLength: 1,
          maxLength: 4,
        }),
      })
      .chain(({ table, index, columns }) =>
        fc.array(fc.array(literal, { minLength: columns.length, maxLength: columns.length }), { maxLength: 6 }).map(
          (rows) =>
            `CREATE TABLE ${quoted(table)}(${columns.map(([text, type]) => `${quoted(text)} ${type}`).join(", ")});
            ${rows.map((row) => `INSERT INTO ${quoted(table)} VALUES (${row.join(", ")});`).join("\n")}
            CREATE INDEX ${quoted(`i${index}`)} ON ${quoted(table)}(${quoted(columns[0]?.[0] ?? "")});`,
        ),
      )
      .filter((script) => !/"(i.*)"[\s\S]*CREATE TABLE "\1"/.test(script));
    await fc.assert(
      fc.asyncProperty(database, async (script) => {
        const { source, copy } = await roundTrip(script);
        const [table] = await values(
          source,
          "SELECT quote(name), (SELECT group_concat(quote(name)) FROM pragma_table_xinfo(m.name)) FROM sqlite_schema m WHERE type = 'table'",
        );
        const names = await values(source, `SELECT name FROM pragma_table_xinfo(${table?.[0]})`);
        const shown = names
          .map(([column]) => `typeof(${quoted(String(column))}), hex(CAST(${quoted(String(column))} AS BLOB))`)
          .join(", ");
        const all = `SELECT rowid, ${shown} FROM ${quoted(String(table?.[0]).slice(1, -1).replaceAll("''", "'"))}`;
        expect(await values(copy, all)).toEqual(await values(source, all));
        source.close();
        copy.close();
      }),
      { numRuns: 200 },
    );
  });
});

it("refuses what it would lose", async () => {
  const db = await load("CREATE VIRTUAL TABLE f USING fts5(a, content=''); INSERT INTO f(rowid, a) VALUES (1, 'x')");
  await expect(dump(db)).rejects.toThrow('the contentless table "f" cannot be dumped');
});

describe("on a server", () => {
  let sqld: Sqld;
  beforeAll(async () => {
    sqld = await startSqld();
  });
  afterAll(() => sqld.stop());

  it("runs as a script and dumps to the same bytes", async () => {
    const { text } = await roundTrip(`
      CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, "we""ird", e F32_BLOB(2));
      INSERT INTO t("we""ird", e) VALUES (1.0, vector('[1,2]')), (9e999, NULL), (CAST(X'610062' AS TEXT), NULL), ('it''s', NULL), (X'00ff', NULL), (1e-7, NULL);
      CREATE INDEX v ON t(libsql_vector_idx(e)); CREATE VIRTUAL TABLE f USING fts5(a); INSERT INTO f VALUES ('x');
      CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END; PRAGMA user_version=3`);
    const server = await openConnection(parseDatabaseUrl(sqld.url, "/"), settings);
    expect(await server.transaction(prepareScript(text, "dump").statements, { foreignKeys: "off" })).toMatchObject({ ok: true });
    expect(await dump(server)).toBe(text);
  });
});
