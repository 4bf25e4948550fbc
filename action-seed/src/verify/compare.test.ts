// Two databases hold the same, or the first differences are named.
import type { Connection } from "@libsql-actions/shared/database/connection";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { execute, openDatabase } from "../digest/digest-fixture.ts";
import { compare } from "./compare.ts";

const TABLES = [
  "CREATE TABLE a (id INTEGER PRIMARY KEY, v, w TEXT)",
  "INSERT INTO a VALUES (1, 1, 'x'), (2, 2.5, CAST(X'ff' AS TEXT)), (3, -0.0, '\u{1f600}')",
  "CREATE TABLE b (k TEXT PRIMARY KEY, v)",
  "INSERT INTO b VALUES ('one', X'00'), (NULL, 1), (NULL, 2), ('two', 9e999)",
  "CREATE TABLE c (x, y)",
  "INSERT INTO c VALUES (1, 2), (1, 2), (1.0, 2), ('a', NULL)",
];

let server: Sqld;
let remote: Connection;
beforeAll(async () => {
  server = await startSqld();
  remote = await openDatabase(server.url);
  await execute(remote, ...TABLES);
});
afterAll(async () => {
  remote.close();
  await server.stop();
});

/** Compares the server with a local database that these statements made. */
async function compared(...statements: readonly string[]) {
  const db = await openDatabase();
  try {
    await execute(db, ...statements);
    const [one, other] = [
      { db: remote, schema: await introspect(remote), name: "one" },
      { db, schema: await introspect(db), name: "other" },
    ];
    const [there, back] = [await compare(one, other), await compare(other, one)];
    expect(back.same).toBe(there.same);
    return there;
  } finally {
    db.close();
  }
}

describe("compare", () => {
  it("finds the same, also in rows that were written in another order, with names in other letters and columns in another order", async () => {
    expect(await compared(...TABLES)).toEqual({ same: true, tables: 3, problems: [] });
    const other = [
      "CREATE TABLE A (W TEXT, ID INTEGER PRIMARY KEY, V, extra AS (v))",
      "INSERT INTO a (id, v, w) VALUES (3, -0.0, '\u{1f600}'), (2, 2.5, CAST(X'ff' AS TEXT)), (1, 1, 'x')",
      "CREATE TABLE b (k TEXT PRIMARY KEY, v)",
      "INSERT INTO b VALUES ('two', 9e999), (NULL, 2), (NULL, 1), ('one', X'00')",
      "CREATE TABLE c (x, y)",
      "INSERT INTO c VALUES ('a', NULL), (1.0, 2), (1, 2), (1, 2)",
      "CREATE TABLE _libsql_actions_seed (x)",
      "CREATE TABLE schema_migrations (version)",
    ];
    expect(await compared(...other)).toEqual({ same: true, tables: 3, problems: [] });
  });

  it.each([
    ["UPDATE a SET v = 1.0 WHERE id = 1", "The rows of a differ: id = 1: v is 1 in one, 1.0 in other."],
    ["UPDATE a SET v = 0.0 WHERE id = 3", "The rows of a differ: id = 3: v is -0.0 in one, 0.0 in other."],
    [
      "UPDATE a SET w = CAST(X'fe' AS TEXT) WHERE id = 2",
      "The rows of a differ: id = 2: w is text that is not UTF-8 x'ff' (1 bytes) in one, text that is not UTF-8 x'fe' (1 bytes) in other.",
    ],
    ["DELETE FROM a WHERE id = 2", "The rows of a differ: id = 2: only in one."],
    ["UPDATE b SET v = 3 WHERE v = 2", "The rows of b differ: k = NULL: only in one; k = NULL: only in other."],
    ["UPDATE b SET v = -9e999 WHERE k = 'two'", 'The rows of b differ: k = "two": v is Infinity in one, -Infinity in other.'],
    ["DELETE FROM c WHERE rowid = 1", "The rows of c differ: x = 1, y = 2: only in one."],
    ["ALTER TABLE c ADD COLUMN z", "c has z only in other."],
    ["DROP TABLE c", "Only one has the table c."],
    ["CREATE TABLE d (x)", "Only other has the table d."],
  ])("says what %s made different", async (sql, problem) => {
    expect((await compared(...TABLES, sql)).problems).toEqual([problem]);
  });

  it("says that a key is another one", async () => {
    const other = TABLES.map((sql) => sql.replace("b (k TEXT PRIMARY KEY, v)", "b (k TEXT, v)"));
    expect((await compared(...other)).problems).toEqual(["b has another primary key in other than in one."]);
  });

  it("shows five rows of a table, and nothing that a log would obey", async () => {
    const many =
      "WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 12000) INSERT INTO a SELECT i, '::error::x' || char(10) || '##[group]', 0 FROM n";
    const [problem = ""] = (await compared(...TABLES, many)).problems;
    expect(problem.match(/only in other/g)).toHaveLength(5);
    const [shown = ""] = (
      await compared(...TABLES, "UPDATE a SET w = char(10) || '::error::x ##[group]' || printf('%200s', '') WHERE id = 1")
    ).problems;
    expect(shown).toContain('w is "x" in one, "\\n::error::x ## [group]');
    expect(shown).not.toMatch(/\n|##\[/);
    expect(shown.length).toBeLessThan(250);
  });
});
