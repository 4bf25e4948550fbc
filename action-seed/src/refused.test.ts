// What cannot hold is said by table and column, and nothing is written then.
import { describe, expect, it } from "vitest";
import { seedWith, typedDump, withDatabase, withServer } from "./testing.ts";

describe("what cannot be satisfied", () => {
  it.each<[string, string[], RegExp[]]>([
    [
      "a circle of values that come from nowhere",
      [
        "CREATE TABLE a (id INTEGER PRIMARY KEY REFERENCES b)",
        "CREATE TABLE b (id INTEGER PRIMARY KEY REFERENCES c)",
        "CREATE TABLE c (id INTEGER PRIMARY KEY REFERENCES a)",
        "CREATE TABLE d (a INTEGER NOT NULL REFERENCES a)",
      ],
      [/in a circle, and from nowhere else: a \(id\) → b \(id\) → c \(id\) → a \(id\)\. Make one of the columns nullable/],
    ],
    [
      "keys without room",
      [
        "CREATE TABLE a (s TEXT UNIQUE CHECK (s IN ('x', 'y')))",
        "CREATE TABLE b (n INTEGER PRIMARY KEY CHECK (n BETWEEN 1 AND 9))",
        "CREATE TABLE c (f INTEGER, s TEXT CHECK (s IN ('x', 'y', 'z')), g INT CHECK (g IN (1, 2)), UNIQUE (s, g))",
      ],
      [
        /a: UNIQUE \(s\) has room for 2 different rows, and 10 are wanted.*`rows: a=2`/,
        /b: PRIMARY KEY has room for 9/,
        /c: UNIQUE \(s, g\) has room for 6/,
      ],
    ],
    [
      "columns without a value",
      [
        "CREATE TABLE a (x INT NOT NULL CHECK (x BETWEEN 5 AND 1))",
        "CREATE TABLE b (x TEXT NOT NULL CHECK (x IN ('long') AND length(x) < 2))",
        "CREATE TABLE c (x F8_BLOB(4) NOT NULL)",
        "CREATE TABLE e (a INT, c INT AS (a * 2) STORED UNIQUE)",
        "CREATE TABLE f (c INT NOT NULL REFERENCES e (c))",
        "CREATE TABLE d (x INT NOT NULL CHECK (length(x) > 30), y REAL NOT NULL CHECK (length(y) = 2), z JSON NOT NULL CHECK (length(z) = 0))",
      ],
      [
        /a\.x: no value meets its CHECKs, and it is NOT NULL/,
        /b\.x: no value/,
        /f\.c: refers to e \(c\), where the database computes values by itself, and cannot be NULL/,
        /d\.x: no value/,
        /d\.y: no value/,
        /d\.z: no value/,
        /c\.x: values of the type F8_BLOB\(4\) cannot be generated/,
      ],
    ],
    [
      "references that lead nowhere",
      [
        "CREATE TABLE a (x INTEGER REFERENCES nowhere)",
        "CREATE TABLE p (a, b, PRIMARY KEY (a, b))",
        "CREATE TABLE b (x REFERENCES p)",
        "CREATE TABLE empty (id INTEGER PRIMARY KEY)",
        "CREATE TABLE c (x NOT NULL REFERENCES empty)",
      ],
      [
        /a\.x: refers to nowhere, which is no table/,
        /b\.x: does not match the primary key of p/,
        /c\.x: refers to empty, which holds no rows and gets none/,
      ],
    ],
  ])("%s is said by table and column, all at once, and nothing is written", async (_, statements, messages) => {
    await withDatabase(statements, async (db) => {
      const named = statements.some((sql) => sql.includes("empty")) ? { empty: 0 } : {};
      const failure = await seedWith(db, 10, named).catch((problem: Error) => problem.message);
      for (const message of messages) expect(failure).toMatch(message);
      expect(failure).toMatch(/^Nothing was written: /);
      for (const rows of Object.values(await typedDump(db))) expect(rows).toEqual([]);
    });
  });

  it.each<[string, string[], RegExp]>([
    [
      "CHECKs that no row of a hundred meets",
      [
        "CREATE TABLE a (x TEXT)",
        "CREATE TABLE b (x INT NOT NULL, y INT NOT NULL, z INT, CHECK (z < x), CHECK (x = y * 1000000))",
        "CREATE TABLE c (x TEXT NOT NULL CHECK (json_extract(x, '$') = 5))",
      ],
      /\n- b: no values were found for x, y that meet CHECK \(x = y \* 1000000\), in 100 tries for row \d+\..*`rows: b=0`\.\n- c: no values were found for x that meet CHECK \(json_extract\(x, '\$'\) = 5\)/,
    ],
    [
      "a trigger that objects",
      ["CREATE TABLE a (x TEXT)", "CREATE TRIGGER tr BEFORE INSERT ON a BEGIN SELECT raise(ABORT, 'no\n::error::never'); END"],
      /refused rows 1 to 10 of a \(SQLITE_CONSTRAINT\S*: no ::error::never\)/,
    ],
  ])("%s is said by table, and nothing stays", async (_, statements, message) => {
    for (const on of [withDatabase, withServer])
      await on(statements, async (db) => {
        await expect(seedWith(db)).rejects.toThrow(message);
        for (const rows of Object.values(await typedDump(db))) expect(rows).toEqual([]);
      });
  });

  it.each([
    ["CAST(X'ff61' AS TEXT)", "text that is not UTF-8"],
    ["CAST(X'610062' AS TEXT)", "text with a NUL in it"],
    ["9e999", "an infinite number"],
    ["-9e999", "an infinite number"],
  ])("a row to refer to whose key is %s is refused by table and column", async (value, what) => {
    const statements = [
      "CREATE TABLE a (k UNIQUE, y)",
      `INSERT INTO a VALUES (${value}, 1)`,
      "CREATE TABLE b (k REFERENCES a (k))",
    ];
    for (const on of [withDatabase, withServer])
      await on(statements, async (db) => {
        await expect(seedWith(db)).rejects.toThrow(`Nothing was written: a.k holds ${what}, which new rows cannot refer to.`);
        expect((await seedWith(db, 10, { b: 0 })).tables).toEqual([{ name: "a", written: 0, reason: "held rows already" }]);
      });
  });

  it("a name that is no table is refused with those that are", async () => {
    await withDatabase(["CREATE TABLE Users (x)"], async (db) => {
      await expect(seedWith(db, 10, { user: 5 })).rejects.toThrow(
        /names tables that the database does not have: "user"\. It has "Users"/,
      );
      expect((await seedWith(db, 10, { USERS: 5 })).tables).toMatchObject([{ name: "Users", written: 5 }]);
    });
  });
});
