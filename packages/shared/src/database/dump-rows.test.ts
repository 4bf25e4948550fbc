// Tables are read in pages, whatever their key and however large their rows: nothing is left out or read twice, and memory does not grow with them.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testSettings } from "../testing/client-settings.ts";
import { type Sqld, startSqld } from "../testing/sqld.ts";
import { dumpDatabase } from "./dump.ts";
import { withSnapshot } from "./dump-snapshot.ts";
import { openDatabase, type StepDatabase } from "./memory.ts";
import type { Read } from "./read.ts";
import { parseDatabaseUrl } from "./url.ts";

const settings = testSettings();
let sqld: Sqld;
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(() => sqld.stop());

const open = (url = ":memory:") => openDatabase(parseDatabaseUrl(url, "/"), settings, undefined);
async function make(statements: readonly string[], url?: string): Promise<StepDatabase> {
  const db = await open(url);
  await run(db, statements);
  return db;
}
async function run(db: StepDatabase, statements: readonly string[]): Promise<void> {
  const transaction = await db.beginWrite();
  expect(await transaction.run(statements)).toBeUndefined();
  await transaction.commit();
  await transaction.end();
}
const dump = async (read: Read) => (await Array.fromAsync(dumpDatabase(read))).join("");
/** Counts the answers that have rows, and the bytes of the largest. */
function watched(read: Read) {
  const seen = { answers: 0, largest: 0 };
  const counting: Read = async (sql, args) => {
    const answer = await read(sql, args);
    const bytes = answer.rows
      .flatMap((row) => Array.from(row))
      .map((cell) => (cell instanceof ArrayBuffer ? cell.byteLength : 8));
    seen.largest = Math.max(seen.largest, ...bytes);
    seen.answers++;
    return answer;
  };
  return { seen, read: counting };
}

describe("pages", () => {
  // Two rows of 60 KB fit no page, so each row is continued behind another.
  const FILLER = "zeroblob(60000)";
  const value = fc.oneof(
    fc.constantFrom(
      "1",
      "2",
      "-9223372036854775808",
      "1.5",
      "9e999",
      "-9e999",
      "-0.0",
      "1e-300",
      "'a'",
      "'A'",
      "'a '",
      "'b'",
      "''",
      "X''",
    ),
    fc.uint8Array({ maxLength: 3 }).map((bytes) => `CAST(X'${Buffer.from(bytes).toString("hex")}' AS TEXT)`),
    fc.uint8Array({ maxLength: 3 }).map((bytes) => `X'${Buffer.from(bytes).toString("hex")}'`),
  );
  const term = fc.tuple(
    fc.constantFrom("", "TEXT", "INTEGER", "REAL", "BLOB", "NUMERIC"),
    fc.constantFrom("", "COLLATE NOCASE", "COLLATE RTRIM"),
    fc.constantFrom("", "COLLATE NOCASE", "COLLATE BINARY", "COLLATE RTRIM"),
    fc.constantFrom("", "DESC"),
  );

  it("continue behind a key of any values, collations and directions", async () => {
    const table = fc.record({
      terms: fc.array(term, { minLength: 1, maxLength: 3 }),
      rows: fc.array(fc.array(value, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(table, async ({ terms, rows }) => {
        const columns = terms.map(([type, own], index) => `"k ""${index}" ${type} ${own}`);
        const key = terms.map(([, , collation, direction], index) => `"k ""${index}" ${collation} ${direction}`);
        const db = await make([
          `CREATE TABLE t(${columns}, filler, PRIMARY KEY (${key})) WITHOUT ROWID`,
          ...rows.map((row) => `INSERT OR IGNORE INTO t VALUES (${row.slice(0, terms.length)}, ${FILLER})`),
        ]);
        const shown = terms.map((_, index) => `typeof("k ""${index}") || hex("k ""${index}")`).join(" || '/' || ");
        const all = `SELECT ${shown} FROM t ORDER BY ${key}`;
        const text = await dump(db.query);
        const copy = await make(text.split(";\n").slice(2, -3));
        expect(Array.from((await copy.query(all)).rows, String)).toEqual(Array.from((await db.query(all)).rows, String));
        expect(await dump(copy.query)).toBe(text);
        expect((await copy.query("SELECT count(*) FROM t")).rows).toEqual((await db.query("SELECT count(*) FROM t")).rows);
        db.close();
        copy.close();
      }),
      { numRuns: 40 },
    );
  });

  it.each<[string, string, string, string[]]>([
    ["of another collation than its column", "TEXT COLLATE NOCASE", "k COLLATE BINARY", ["'a'", "'A'", "'b'", "'B'"]],
    ["of numbers before a text that is read as bytes", "", "k DESC", ["-5", "1", "2.5", "''", "'1'", "X''", "'0'"]],
    ["of numbers and texts, upwards", "", "k", ["-5", "1", "2.5", "''", "'1'", "X''", "'0'"]],
  ])("continue behind a key %s", async (_, type, key, values) => {
    const db = await make([
      `CREATE TABLE t(k ${type}, filler, PRIMARY KEY (${key})) WITHOUT ROWID`,
      ...values.map((one) => `INSERT INTO t VALUES (${one}, ${FILLER})`),
    ]);
    const text = await dump(db.query);
    expect(text.match(/X'0{120000}'/g)).toHaveLength(values.length);
    db.close();
  });

  it.each([
    ["by rowid", "CREATE TABLE t(a, filler)", "a"],
    ["by a key of one text", "CREATE TABLE t(a TEXT PRIMARY KEY, filler) WITHOUT ROWID", "'k' || a"],
    ["by position, where no name is left for the rowid", "CREATE TABLE t(rowid, _rowid_, oid, filler)", "a, a, a"],
    ["of a full text index", "CREATE VIRTUAL TABLE t USING fts5(a, filler UNINDEXED)", "a"],
    ["of an r-tree", "CREATE VIRTUAL TABLE t USING rtree(a, x0, x1, +filler)", "a, a, a"],
    ["of text that is not UTF-8", "CREATE TABLE t(a, filler)", "CAST(X'FF' || a AS TEXT)"],
  ])("are many and small %s", async (_, create, values) => {
    const numbers = "WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n WHERE a < 40)";
    const db = await make([create, `${numbers} INSERT INTO t SELECT ${values}, hex(zeroblob(10000)) FROM n`]);
    const { seen, read } = watched(db.query);
    const text = await dump(read);
    expect(text.match(/'0{20000}'/g)).toHaveLength(40);
    expect(seen.largest).toBeLessThan(500_000);
    expect(seen.answers).toBeGreaterThan(12);
    const copy = await make(text.split(";\n").slice(2, -3));
    expect(await dump(copy.query)).toBe(text);
    db.close();
    copy.close();
  });

  it("do not decide about the script: the statements are those of one page", async () => {
    const db = await make([
      "CREATE TABLE t(a)",
      "WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n WHERE a < 12001) INSERT INTO t SELECT a FROM n",
    ]);
    const inserts = (await dump(db.query)).match(/INSERT INTO "t"\(rowid, "a"\) VALUES/g);
    expect(inserts).toHaveLength(3);
    db.close();
  });
});

it("notices rows that come or go while a table is read", async () => {
  const db = await make(["CREATE TABLE t(a)", "INSERT INTO t VALUES (hex(zeroblob(40000))), (hex(zeroblob(40000)))"]);
  const disturbed: Read = async (sql, args) => {
    const answer = await db.query(sql, args);
    if (sql.startsWith("SELECT count(*), max(k)")) await db.query("DELETE FROM t WHERE rowid = 1");
    return answer;
  };
  const outcome = await dump(disturbed).then(
    () => "nothing was noticed",
    (problem: Error) => problem.message,
  );
  expect(outcome).toContain('the table "t" was written to while it was read');
  db.close();
});

describe("on a server", () => {
  it("rows of up to 5 MB come and go, of which any two are too large for an answer", async () => {
    const client = await open(sqld.url);
    await run(client, [
      "CREATE TABLE large(id INTEGER PRIMARY KEY, a)",
      "CREATE TABLE small(a)",
      "INSERT INTO small VALUES ('s')",
    ]);
    const blobs = [4_999_980, 3_000_000, 10].map((length, index) => new Uint8Array(length).fill(index + 1));
    for (const blob of blobs) await client.query("INSERT INTO large(a) VALUES (?)", [blob]);
    await client.query("INSERT INTO large(a) SELECT CAST(a AS TEXT) FROM large WHERE id = 1");
    const first = await withSnapshot(client, settings, dump);
    const transaction = await client.beginWrite();
    expect(await transaction.run(["DROP TABLE large", "DROP TABLE small"])).toBeUndefined();
    expect(await transaction.run(first.split(";\n").slice(2, -3))).toBeUndefined();
    await transaction.commit();
    await transaction.end();
    const { rows } = await client.query(
      "SELECT id, typeof(a), octet_length(a), a = (SELECT CAST(a AS TEXT) FROM large WHERE id = 1) FROM large",
    );
    expect(Array.from(rows, (row) => Array.from(row, String).join())).toEqual([
      "1,blob,4999980,0",
      "2,blob,3000000,0",
      "3,blob,10,0",
      "4,text,4999980,1",
    ]);
    expect((await withSnapshot(client, settings, dump)) === first).toBe(true);
    await run(client, ["DROP TABLE large", "DROP TABLE small"]);
    client.close();
  });
});

it("holds no more of a large table than of a small one", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const db = await make([
    "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, r REAL)",
    "WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n WHERE a < 60000) INSERT INTO t SELECT a, hex(zeroblob(150)), a / 7.0 FROM n",
  ]);
  const alive: number[] = [];
  let [characters, measured] = [0, 0];
  for await (const piece of dumpDatabase(db.query)) {
    characters += piece.length;
    if (characters - measured < 2_000_000) continue;
    measured = characters;
    collect();
    const { heapUsed, external } = process.memoryUsage();
    alive.push(heapUsed + external);
  }
  expect(characters).toBeGreaterThan(18_000_000);
  const [first = 0] = alive;
  // Of 20 MB, a tenth more would be two.
  expect(Math.max(...alive) - first).toBeLessThan(3_000_000);
  db.close();
});
