// Which tables are seeded: those without rows, once, whoever else writes and whatever is lost on the way.
import { type Connection, LostAnswerError } from "@libsql-actions/shared/database/connection";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { describe, expect, it } from "vitest";
import { encodeTables } from "./load/encode.ts";
import { writeRows } from "./load/write.ts";
import { planRows } from "./plan/plan.ts";
import { seedWith, typedDump, typedRows, withDatabase } from "./testing.ts";

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
