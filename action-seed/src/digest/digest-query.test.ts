// The fixed query of each kind of table.
import { describe, expect, it } from "vitest";
import { execute, openDatabase, tablesOf } from "./digest-fixture.ts";
import { compareRows, digestQuery, rowOrder } from "./digest-query.ts";

const KINDS: readonly (readonly [kind: string, sql: string, query: string])[] = [
  [
    "a rowid by another name",
    "CREATE TABLE t (a TEXT, id INTEGER PRIMARY KEY)",
    'SELECT "a", "id" FROM "t" ORDER BY "id" COLLATE BINARY',
  ],
  [
    "a key that takes no NULL",
    "CREATE TABLE t (a TEXT COLLATE NOCASE NOT NULL PRIMARY KEY, b)",
    'SELECT "a", "b" FROM "t" ORDER BY "a" COLLATE BINARY',
  ],
  [
    "a key that takes NULL, any number of times",
    "CREATE TABLE t (b, a TEXT PRIMARY KEY)",
    'SELECT "b", "a" FROM "t" ORDER BY "a" COLLATE BINARY, "b" COLLATE BINARY, typeof("b")',
  ],
  [
    "a key in another order than the columns",
    "CREATE TABLE t (a INT, b INT, c TEXT, PRIMARY KEY (c DESC, a)) WITHOUT ROWID",
    'SELECT "a", "b", "c" FROM "t" ORDER BY "c" COLLATE BINARY, "a" COLLATE BINARY',
  ],
  [
    "no key",
    "CREATE TABLE t (a INT, b REAL, c BLOB, d DECIMAL(10, 5), e TEXT)",
    'SELECT "a", "b", "c", "d", "e" FROM "t" ORDER BY "a" COLLATE BINARY, "b" COLLATE BINARY, "c" COLLATE BINARY, "d" COLLATE BINARY, "e" COLLATE BINARY, typeof("c"), typeof("d")',
  ],
  [
    "generated columns and odd names",
    'CREATE TABLE "t" ("a""b" INTEGER PRIMARY KEY, g AS (1), "select", h AS (2) STORED)',
    'SELECT "a""b", "select" FROM "t" ORDER BY "a""b" COLLATE BINARY',
  ],
];

describe("digestQuery", () => {
  it.each(KINDS)("of a table with %s", async (_, sql, query) => {
    const db = await openDatabase();
    await execute(db, sql);
    const table = (await tablesOf(db)).get("t");
    expect(table && digestQuery(table)).toBe(query);
    expect((await db.query(query)).rows).toEqual([]);
    db.close();
  });

  it("orders as many columns as SQLite takes", async () => {
    const db = await openDatabase();
    await execute(db, `CREATE TABLE t (${Array.from({ length: 2_000 }, (_, index) => `c${index}`).join(", ")})`);
    const table = (await tablesOf(db)).get("t");
    if (table === undefined) throw new Error("the table is there");
    expect((await db.query(digestQuery(table))).rows).toEqual([]);
    db.close();
  });
});

describe("compareRows", () => {
  it("puts 1 before 1.0 where all else is equal, and only there", async () => {
    const db = await openDatabase();
    await execute(db, "CREATE TABLE t (a, b)");
    const table = (await tablesOf(db)).get("t");
    if (table === undefined) throw new Error("the table is there");
    const order = rowOrder(table);
    expect(compareRows(order, [1n, 2n], [1, 2n])).toBeLessThan(0);
    expect(compareRows(order, [1, 2n], [1n, 2])).toBeGreaterThan(0);
    expect(compareRows(order, [1, 2n], [1n, 3n])).toBeLessThan(0);
    expect(compareRows(order, [1, 2n], [1, 2n])).toBe(0);
    db.close();
  });
});
