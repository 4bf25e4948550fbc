// Which tables are seeded: those without rows, once, whoever else writes and whatever is lost on the way.
import { type Connection, LostAnswerError, openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { describe, expect, it } from "vitest";
import { encodeTables } from "./load/encode.ts";
import { UncertainError, writeRows } from "./load/write.ts";
import { outputsOf, seedSummary } from "./outcome.ts";
import { planRows } from "./plan/plan.ts";
import { expectSound, seedWith, typedDump, typedRows, withDatabase } from "./testing.ts";

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
          { name: "b", written: 10 },
        ]);
        expect(new Set((await typedRows(db, "b")).map((row) => row["k"]))).toEqual(new Set(["text one", "text two"]));
        const dump = await typedDump(db);
        expect((await seedWith(db)).tables.map(({ written }) => written)).toEqual([0, 0]);
        expect(await typedDump(db)).toEqual(dump);
      },
    );
  });

  it.each(["UTF-8", "UTF-16le", "UTF-16be"])("are referred to by values of every kind, in %s", async (encoding) => {
    const db = await openConnection(parseDatabaseUrl(":memory:", "/"), testSettings());
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
      const schema = await introspect(db);
      const plan = planRows({
        schema,
        seed: "42",
        counts: new Map([
          ["a", 3],
          ["b", 3],
        ]),
        existing: new Map(),
      });
      await db.transaction([{ sql: "INSERT INTO b VALUES ('theirs')" }]);
      await expect(writeRows(db, encodeTables(plan))).rejects.toThrow(/another writer put rows into a table/);
      expect(await typedDump(db)).toEqual({ a: [], b: [{ x: "text theirs" }] });
    });
  });

  it.each([
    ["was written", true],
    ["was not written", false],
  ])("are filled once when the answer to a request is lost that %s", async (_, isWritten) => {
    await withDatabase(["CREATE TABLE a (x TEXT)", "CREATE TABLE b (id INTEGER PRIMARY KEY)"], async (db) => {
      let lost = 0;
      const cut: Connection = {
        ...db,
        transaction: async (statements) => {
          if (lost++ > 0) return db.transaction(statements);
          if (isWritten) await db.transaction(statements);
          throw new LostAnswerError("cut");
        },
      };
      await seedWith(cut);
      expect([lost, ...Object.values(await typedDump(db)).map((rows) => rows.length)]).toEqual([2, 10, 10]);
    });
  });

  it.each([
    ["keep rows out", "BEFORE INSERT ON a WHEN new.n > 3 BEGIN SELECT raise(IGNORE); END", 3],
    ["delete them", "AFTER INSERT ON a BEGIN DELETE FROM a; END", 0],
  ])("are counted afterwards, since triggers may %s", async (_, trigger, written) => {
    await withDatabase(["CREATE TABLE a (n INTEGER PRIMARY KEY)", `CREATE TRIGGER tr ${trigger}`], async (db) => {
      const outcome = await seedWith(db);
      expect(outcome.tables).toEqual([{ name: "a", written, generated: 10 }]);
      expect(outputsOf(outcome)).toEqual({ rows: written, tables: { a: written }, skipped: false });
      expect(seedSummary(outcome)).toContain(
        `| ${written} | 10 rows were sent and ${written} are there: the likely cause is a trigger`,
      );
    });
  });

  it("are not said to be empty when every answer is lost", async () => {
    await withDatabase(["CREATE TABLE a (x TEXT)"], async (db) => {
      const cut: Connection = { ...db, transaction: () => Promise.reject(new LostAnswerError("cut")) };
      await expect(seedWith(cut)).rejects.toThrow(UncertainError);
      await expect(seedWith(cut)).rejects.toThrow(/^cut/);
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
        expect((await seedWith(db)).tables).toEqual([{ name: "t", written: 10 }]);
      },
    );
  });
});
