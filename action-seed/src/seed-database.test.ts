// Which tables are seeded, and with which rows: those without rows once, the others as the mode says, whoever else writes.
import { openDatabase, type StepDatabase } from "@libsql-actions/shared/database/memory";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { describe, expect, it } from "vitest";
import { outputsOf } from "./outputs.ts";
import { seedSummary } from "./summary.ts";
import { expectSound, inputsWith, seedGiven, seedWith, typedDump, typedRows, withDatabase } from "./testing.ts";

describe("tables that hold rows", () => {
  it("are left alone, and are referred to", async () => {
    await withDatabase(
      [
        "CREATE TABLE a (k TEXT PRIMARY KEY)",
        "INSERT INTO a VALUES ('one'), ('two')",
        "CREATE TABLE b (id INTEGER PRIMARY KEY, k TEXT NOT NULL REFERENCES a)",
      ],
      async (db) => {
        expect((await seedWith(db)).tables).toEqual([
          { name: "a", written: 0, reason: "held rows already" },
          { name: "b", written: 10, planned: 10 },
        ]);
        expect(new Set((await typedRows(db, "b")).map((row) => row["k"]))).toEqual(new Set(["text one", "text two"]));
        const dump = await typedDump(db);
        expect((await seedWith(db)).tables.map(({ written }) => written)).toEqual([0, 0]);
        expect(await typedDump(db)).toEqual(dump);
      },
    );
  });

  it.each(["UTF-8", "UTF-16le", "UTF-16be"])("are referred to by values of every kind, in %s", async (encoding) => {
    const db = await openDatabase(parseDatabaseUrl(":memory:", "/"), testSettings(), undefined);
    await db.query(`PRAGMA encoding = '${encoding}'`);
    await db.transaction(
      [
        "CREATE TABLE a (k UNIQUE)",
        "INSERT INTO a VALUES ('\ufeffn\u00e4me \u{1f389}'), ('infinity'), ('x61'), (X'6100ff'), (X''), (1.5), (7), ('')",
        "CREATE TABLE b (k NOT NULL REFERENCES a (k))",
      ].map((sql) => ({ sql })),
    );
    await seedWith(db, 200);
    const kinds = async (table: string) => new Set((await typedRows(db, table)).map((row) => row["k"]));
    expect(await kinds("b")).toEqual(await kinds("a"));
    await expectSound(db);
    db.close();
  });

  it("stay as they are when another writer was first", async () => {
    await withDatabase(["CREATE TABLE a (x TEXT)", "CREATE TABLE b (x TEXT)"], async (db) => {
      const late: StepDatabase = {
        ...db,
        beginFill: async () => {
          await db.transaction([{ sql: "INSERT INTO b VALUES ('theirs')" }]);
          return db.beginFill();
        },
      };
      await expect(seedWith(late)).rejects.toThrow(/^Nothing was written: .*another writer put rows into/);
      expect(await typedDump(db)).toEqual({ a: [], b: [{ x: "text theirs" }] });
    });
  });

  it.each([
    ["keep rows out", "BEFORE INSERT ON a WHEN new.n > 3 BEGIN SELECT raise(IGNORE); END", 3],
    ["delete them", "AFTER INSERT ON a BEGIN DELETE FROM a; END", 10],
  ])("are counted as they are written, and noted when triggers %s", async (_, trigger, written) => {
    await withDatabase(["CREATE TABLE a (n INTEGER PRIMARY KEY)", `CREATE TRIGGER tr ${trigger}`], async (db) => {
      const report = await seedWith(db);
      expect(report.tables).toEqual([{ name: "a", written, planned: 10 }]);
      expect(outputsOf([report])).toMatchObject({ rows: written, tables: { a: written }, skipped: false });
      expect(seedSummary(inputsWith(), [report])).toContain(`| ${written} |`);
      expect(report.notes.join(" ")).toMatch(/trigger/);
    });
  });

  it("are the only ones: tables of migration tools and internal ones are never seeded", async () => {
    await withDatabase(
      [
        "CREATE TABLE schema_migrations (version TEXT)",
        "CREATE TABLE _libsql_actions_migrations (version TEXT)",
        "CREATE TABLE t (x)",
      ],
      async (db) => {
        expect((await seedWith(db)).tables).toMatchObject([{ name: "t", written: 10 }]);
      },
    );
  });
});

describe("a mode", () => {
  const schema = [
    "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE)",
    "CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users, title TEXT NOT NULL)",
  ];

  it("of append goes on behind the rows that are there, as one step would have done", async () => {
    await withDatabase(schema, async (db) => {
      await seedGiven(db, { rows: "posts=7\nusers=5" });
      const report = await seedGiven(db, { rows: "posts=3\nusers=2", mode: "append" });
      expect(report.tables.map(({ written }) => written)).toEqual([2, 3]);
      await expectSound(db);
      const whole = await withDatabase(schema, async (other) => {
        await seedGiven(other, { rows: "posts=10\nusers=7" });
        return typedDump(other);
      });
      const dump = await typedDump(db);
      expect(dump["users"]).toEqual(whole["users"]);
      expect(dump["posts"]?.map((row) => [row["id"], row["title"]])).toEqual(
        whole["posts"]?.map((row) => [row["id"], row["title"]]),
      );
    });
  });

  it("of reset puts its rows in place of those that are there, and of upsert over them", async () => {
    await withDatabase(schema, async (db) => {
      await seedWith(db);
      const dump = await typedDump(db);
      await db.transaction([
        { sql: "UPDATE posts SET title = 'theirs' WHERE id < 4" },
        { sql: "DELETE FROM posts WHERE id = 9" },
      ]);
      const { tables } = await seedGiven(db, { rows: "10", mode: "upsert" });
      expect(tables).toMatchObject([{ written: 0 }, { written: 4 }]);
      expect(await typedDump(db)).toEqual(dump);
      await db.transaction([{ sql: "INSERT INTO users VALUES (77, 'x@example.org')" }]);
      expect((await seedGiven(db, { rows: "10", mode: "reset" })).tables).toMatchObject([{ written: 10 }, { written: 10 }]);
      expect(await typedDump(db)).toEqual(dump);
    });
  });

  it("of if-changed does nothing until seed, rows or schema differ", async () => {
    await withDatabase(schema, async (db) => {
      const step = async (seed: string) => (await seedGiven(db, { rows: "10", mode: "if-changed", seed })).tables;
      expect(await step("1")).toMatchObject([{ written: 10 }, { written: 10 }]);
      expect(await step("1")).toMatchObject([{ reason: "is unchanged" }, { reason: "is unchanged" }]);
      expect(await step("2")).toMatchObject([{ written: 10 }, { written: 10 }]);
      await db.transaction([{ sql: "ALTER TABLE posts ADD COLUMN body TEXT" }]);
      expect(await step("2")).toMatchObject([{ written: 10 }, { written: 10 }]);
    });
  });

  it("dry run shows rows and writes none", async () => {
    await withDatabase(schema, async (db) => {
      const { tables } = await seedGiven(db, { rows: "3", "dry-run": "true" });
      expect(tables).toMatchObject([
        { written: 0, planned: 3 },
        { written: 0, planned: 3 },
      ]);
      expect(tables[0]?.samples).toHaveLength(3);
      expect(await typedDump(db)).toEqual({ users: [], posts: [] });
    });
  });
});
