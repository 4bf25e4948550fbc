// A load is there as a whole or not at all, in each of its ways, on a server and on a local database.
import type { Connection } from "@libsql-actions/shared/database/connection";
import type { StepDatabase } from "@libsql-actions/shared/database/memory";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { load } from "./load.ts";
import { LoadError } from "./load-error.ts";
import { READ_RUNS, toRun } from "./run-table.ts";
import { beginSurvey, tableExtents } from "./survey.ts";
import { clear, type Rows, requestOf, withTables } from "./testing.ts";

let server: Sqld;
beforeAll(async () => {
  server = await startSqld();
});
afterAll(() => server.stop());

const all = async (db: Connection, sql: string) => (await db.query(sql)).rows.map((row) => Array.from(row));
const runs = async (db: Connection) => (await db.query(READ_RUNS.sql)).rows.map(toRun);

const PARENTS = "CREATE TABLE parents (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL)";
const CHILDREN = "CREATE TABLE children (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL REFERENCES parents, v F32_BLOB(2))";
const parents: Rows[string] = [30, (index) => [BigInt(index + 1), `n${index}`]];
const children: Rows[string] = [90, (index) => [BigInt(index + 1), BigInt((index % 30) + 1), vector(index)]];
const vector = (index: number) => new Uint8Array(new Float32Array([index, 1]).buffer);
const FAMILY: Rows = { parents, children };

/** How many rows a load has changed, by table. */
async function changedBy(db: StepDatabase, rows: Rows, way: "insert" | "upsert"): Promise<Record<string, number>> {
  const told: Record<string, number>[] = [];
  await load(db, await requestOf(db, rows, { way, onCommitted: (changed) => told.push(Object.fromEntries(changed)) }));
  return told.at(-1) ?? {};
}

describe.each(["a server", "memory"])("load on %s", (kind) => {
  const withDb = async <T>(statements: readonly string[], work: Parameters<typeof withTables<T>>[2]): Promise<T> => {
    if (kind === "memory") return withTables(":memory:", statements, work);
    await clear(server.url);
    return withTables(server.url, statements, work);
  };

  it("fills tables, records the run, and tells of every row once", async () => {
    await withDb([PARENTS, CHILDREN], async (db) => {
      const told: number[] = [];
      const committed: Record<string, number>[] = [];
      const request = await requestOf(db, FAMILY, {
        dataStatements: [{ sql: "UPDATE parents SET name = 'last' WHERE id = 1" }],
        onRow: (table) => told.push(table),
        digest: () => `of ${told.length}`,
        onCommitted: (changed) => committed.push(Object.fromEntries(changed)),
      });
      expect(await load(db, request)).toBe("fresh");
      expect(committed).toEqual([{ parents: 30, children: 90 }]);
      expect(told).toEqual([...new Array(30).fill(0), ...new Array(90).fill(1)]);
      expect(await all(db, "SELECT count(*), max(parent) FROM children")).toEqual([[90n, 30n]]);
      expect(await all(db, "SELECT name FROM parents WHERE id < 3")).toEqual([["last"], ["n1"]]);
      expect(await runs(db)).toMatchObject([{ scope: '["children","parents"]', state: "done", stage: 1, digest: "of 120" }]);
      const schema = await introspect(db);
      expect(await beginSurvey(db)(schema)).toMatchObject({ held: new Set(["parents", "children"]), runs: [{ state: "done" }] });
      expect(await tableExtents(db, schema.tables)).toEqual(
        new Map([
          ["parents", { rows: 30, highest: 30n }],
          ["children", { rows: 90, highest: 90n }],
        ]),
      );
    });
  });

  it("writes nothing when a table is not empty any more, or another step was first", async () => {
    await withDb([PARENTS, CHILDREN], async (db) => {
      const request = await requestOf(db, FAMILY);
      await db.transaction([{ sql: "INSERT INTO parents VALUES (7, 'theirs')" }]);
      await expect(load(db, request)).rejects.toThrow(/another writer put rows into a table/);
      await db.transaction([{ sql: "DELETE FROM parents" }]);
      await load(db, request);
      await expect(load(db, request)).rejects.toThrow(/another step seeded these tables/);
      expect(await all(db, "SELECT count(*) FROM parents")).toEqual([[30n]]);
    });
  });

  it("undoes everything when the last row, a script or COMMIT is refused", async () => {
    await withDb([PARENTS, CHILDREN, "CREATE TABLE d (x REFERENCES parents DEFERRABLE INITIALLY DEFERRED)"], async (db) => {
      const orphan: Rows[string] = [90, (index) => [BigInt(index + 1), index === 89 ? 99n : 1n, null]];
      const fails = async (rows: Rows, given: Parameters<typeof requestOf>[2], expected: object) => {
        const failed = load(db, await requestOf(db, rows, given));
        await expect(failed).rejects.toMatchObject(expected);
        await expect(failed).rejects.toThrow(LoadError);
        expect((await beginSurvey(db)(await introspect(db))).held).toEqual(new Set());
      };
      await fails({ parents, children: orphan }, {}, { message: /rows 1 to 90 of children \(SQLITE_CONSTRAINT/ });
      const script = { sql: "INSERT INTO missing VALUES (1)" };
      await fails(
        FAMILY,
        { dataStatements: [{ sql: "SELECT 1" }, script] },
        { dataStatement: 1, message: /no such table: missing/ },
      );
      await fails(
        FAMILY,
        { dataStatements: [{ sql: "SELECT 1" }, { sql: "COMMIT" }] },
        { dataStatement: 1, message: /COMMIT would end/ },
      );
      await fails({ parents, d: [1, () => [99n]] }, {}, { message: /refused to commit \(SQLITE_CONSTRAINT/ });
    });
  });

  it("resets twice to the same rows, ids of AUTOINCREMENT and vector neighbours", async () => {
    // With foreign keys SQLite deletes row by row, and without at once: only then the rows of a vector index stay.
    const lone = "CREATE TABLE lone (id INTEGER PRIMARY KEY, v F32_BLOB(2))";
    const indexes = ["children", "lone"].map((table) => `CREATE INDEX near_${table} ON ${table} (libsql_vector_idx(v))`);
    const rows: Rows = { ...FAMILY, lone: [40, (index) => [BigInt(index + 1), vector(index)]] };
    await withDb([PARENTS, CHILDREN, lone, ...indexes, "INSERT INTO parents VALUES (500, 'old')"], async (db) => {
      const look = async () => ({
        rows: [await all(db, "SELECT * FROM parents"), await all(db, "SELECT * FROM children")],
        sequence: await all(db, "SELECT name, seq FROM sqlite_sequence"),
        near: await all(db, "SELECT id FROM vector_top_k('near_children', vector32('[5.1, 1]'), 2)"),
        nearLone: await all(db, "SELECT id FROM vector_top_k('near_lone', vector32('[7.1, 1]'), 2)"),
      });
      const states = [];
      for (let round = 0; round < 3; round++) {
        await load(db, await requestOf(db, rows, { way: "reset" }));
        states.push(await look());
      }
      expect(states[0]?.rows.map(({ length }) => length)).toEqual([30, 90]);
      expect(states[0]?.sequence).toEqual([["parents", 30n]]);
      expect(states[0]?.near).toEqual([[6n], [7n]]);
      expect(states[0]?.nearLone).toEqual([[8n], [9n]]);
      expect(states[1]).toEqual(states[0]);
      expect(states[2]).toEqual(states[0]);
    });
  });

  it.each([
    ["CASCADE", /rows of o.*refer to it by o\.parent and would be deleted with it \(ON DELETE CASCADE\)/],
    ["SET NULL", /would lose what they refer to/],
    ["RESTRICT", /keep its rows from being deleted \(ON DELETE RESTRICT\)/],
    ["NO ACTION", /keep its rows from being deleted/],
  ])("does not reset what rows outside refer to with ON DELETE %s", async (action, message) => {
    const outside = `CREATE TABLE o (parent REFERENCES parents ON DELETE ${action})`;
    await withDb([PARENTS, outside, "INSERT INTO o VALUES (NULL)"], async (db) => {
      await load(db, await requestOf(db, { parents }, { way: "reset" }));
      await db.transaction([{ sql: "INSERT INTO o VALUES (3)" }]);
      await expect(load(db, await requestOf(db, { parents: [1, () => [1n, "x"]] }, { way: "reset" }))).rejects.toThrow(message);
      expect(await all(db, "SELECT (SELECT count(*) FROM parents), group_concat(parent) FROM o")).toEqual([[30n, "3"]]);
    });
  });

  it("resets circles and tables that refer to themselves, with RESTRICT too", async () => {
    const tables = [
      "CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES b ON DELETE RESTRICT, own INTEGER REFERENCES a ON DELETE RESTRICT)",
      "CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER NOT NULL REFERENCES a)",
    ];
    await withDb(tables, async (db) => {
      const rows: Rows = {
        a: [20, (index) => [BigInt(index + 1), BigInt(20 - index), index === 0 ? null : BigInt(index)]],
        b: [20, (index) => [BigInt(index + 1), BigInt(index + 1)]],
      };
      for (let round = 0; round < 2; round++)
        await load(db, await requestOf(db, rows, { way: "reset", circular: ["a", "b"], maxStageBytes: 10 }));
      expect(await all(db, "SELECT count(*), sum(b), sum(own) FROM a")).toEqual([[20n, 210n, 190n]]);
      expect(await all(db, "PRAGMA foreign_key_check")).toEqual([]);
      expect(await runs(db)).toMatchObject([{ state: "done", stage: 1 }]);
    });
  });

  it("upserts by the key and writes only what differs", async () => {
    const unique = "CREATE TABLE u (id INTEGER, mail TEXT COLLATE NOCASE NOT NULL UNIQUE, n)";
    await withDb([PARENTS, unique, "CREATE TABLE k (x)", "INSERT INTO u VALUES (1, 'A', 1), (9, 'z', 9)"], async (db) => {
      const mails: Rows[string] = [2, (index) => [BigInt(index), index === 0 ? "a" : "b", 5n]];
      const upsert = () => changedBy(db, { parents, u: mails }, "upsert");
      expect(await upsert()).toEqual({ parents: 30, u: 2 });
      expect(await upsert()).toEqual({ parents: 0, u: 0 });
      expect(await all(db, "SELECT * FROM u ORDER BY mail")).toEqual([
        [0n, "A", 5n],
        [1n, "b", 5n],
        [9n, "z", 9n],
      ]);
      const without = load(db, await requestOf(db, { parents: [1, () => [1n, "new"]], k: [1, () => [1n]] }, { way: "upsert" }));
      await expect(without).rejects.toThrow(/^Nothing was written: k has no primary key/);
      expect(await all(db, "SELECT name FROM parents WHERE id = 1")).toEqual([["n0"]]);
    });
  });

  it("counts what triggers keep out", async () => {
    const trigger = "CREATE TRIGGER t BEFORE INSERT ON parents WHEN new.id > 10 BEGIN SELECT raise(IGNORE); END";
    await withDb([PARENTS, trigger], async (db) => {
      expect(await changedBy(db, { parents }, "insert")).toEqual({ parents: 10 });
    });
  });
});
