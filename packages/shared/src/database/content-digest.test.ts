// A digest tells two databases apart by anything that a reader of the rows could see, and by nothing else.
import { expect, it } from "vitest";
import { testSettings } from "../testing/client-settings.ts";
import { startSqld } from "../testing/sqld.ts";
import { type ContentDigest, contentDigest, differingTables } from "./content-digest.ts";
import { ODD_DATABASE } from "./dump-fixture.ts";
import { openDatabase } from "./memory.ts";
import { parseDatabaseUrl } from "./url.ts";

async function digest(statements: readonly string[], url = ":memory:"): Promise<ContentDigest> {
  const db = await openDatabase(parseDatabaseUrl(url, "/"), testSettings(), undefined);
  const transaction = await db.beginWrite();
  expect(await transaction.run(statements)).toBeUndefined();
  await transaction.commit();
  await transaction.end();
  const found = await contentDigest(db.query);
  db.close();
  return found;
}

const TABLE = "CREATE TABLE t(a, b)";
const ALL = [
  "NULL",
  "1",
  "1.0",
  "'1'",
  "X'31'",
  "'NULL'",
  "0.0",
  "-0.0",
  "9e999",
  "0.1",
  "0.10000000000000002",
  "''",
  "X''",
  "CAST(X'00' AS TEXT)",
  "CAST(X'FF' AS TEXT)",
  "X'FF'",
];

it("is another for every value and type, and for where it stands", async () => {
  const digests = await Promise.all(
    ALL.flatMap((value) => [`${value}, 2`, `2, ${value}`]).map((row) => digest([TABLE, `INSERT INTO t VALUES (${row})`])),
  );
  expect(new Set(digests.map((one) => one.digest)).size).toBe(2 * ALL.length);
});

it.each<[string, readonly string[], readonly string[]]>([
  [
    "a rowid that can be seen",
    [TABLE, "INSERT INTO t(rowid, a) VALUES (1, 'x')"],
    [TABLE, "INSERT INTO t(rowid, a) VALUES (2, 'x')"],
  ],
  ["a row more", [TABLE, "INSERT INTO t VALUES (1, 2)"], [TABLE, "INSERT INTO t VALUES (1, 2), (1, 2)"]],
  ["an empty table", [TABLE], []],
  ["a table's name", [TABLE], ["CREATE TABLE u(a, b)"]],
  [
    "a counter",
    ["CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT)", "INSERT INTO t VALUES (1)"],
    [
      "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT)",
      "INSERT INTO t VALUES (2)",
      "DELETE FROM t",
      "INSERT INTO t VALUES (1)",
    ],
  ],
])("is another for %s", async (_, one, other) => {
  const [left, right] = [await digest(one), await digest(other)];
  expect(left.digest).not.toBe(right.digest);
  expect(differingTables(left, right)).not.toEqual([]);
});

it("is the same for other indexes, and for tables that were made in another order", async () => {
  const one = await digest([TABLE, "CREATE TABLE u(a)", "INSERT INTO t VALUES (1, 2)", "CREATE INDEX i ON t(b DESC)"]);
  const other = await digest(["CREATE TABLE u(a)", TABLE, "INSERT INTO t VALUES (1, 2)"]);
  expect(other).toEqual(one);
  expect(one.tables.map(({ name, rows }) => [name, rows])).toEqual([
    ["t", 1],
    ["u", 0],
  ]);
});

it("is the same on a server as in memory", async () => {
  const sqld = await startSqld();
  // Random rowids differ by themselves.
  const statements = ODD_DATABASE.filter((sql) => !sql.includes("random_rows"));
  const [local, remote] = [await digest(statements), await digest(statements, sqld.url)];
  expect(remote).toEqual(local);
  await sqld.stop();
});
