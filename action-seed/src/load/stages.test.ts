// A load of several transactions: what is in is recorded, a later step completes it or begins anew, and nothing of others is deleted.
import { type Connection, LostAnswerError } from "@libsql-actions/shared/database/connection";
import type { StepDatabase } from "@libsql-actions/shared/database/memory";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { load } from "./load.ts";
import { READ_RUNS, toRun } from "./run-table.ts";
import { clear, openStep, type Rows, requestOf, withTables } from "./testing.ts";
import { UncertainError } from "./uncertain.ts";

let server: Sqld;
beforeAll(async () => {
  server = await startSqld();
});
afterAll(() => server.stop());
beforeEach(() => clear(server.url));

const TABLES = [
  "CREATE TABLE p (id INTEGER PRIMARY KEY, x TEXT)",
  "CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p)",
];
const ROWS: Rows = {
  p: [4_000, (index) => [BigInt(index + 1), `text ${index}`.padEnd(100, ".")]],
  c: [6_000, (index) => [BigInt(index + 1), BigInt((index % 4_000) + 1)]],
};
const STAGE = 100_000;
const OTHER_ROWS: Rows = { ...ROWS, p: [4_000, (index) => [BigInt(index + 1), "other"]] };
const GOLDEN = [[4_000n, 8_002_000n, 6_000n, 18_003_000n]];

const look = async (db: Connection) =>
  (
    await db.query("SELECT (SELECT count(*) FROM p), (SELECT sum(id) FROM p), (SELECT count(*) FROM c), (SELECT sum(id) FROM c)")
  ).rows.map((row) => Array.from(row));
const runs = async (db: Connection) => (await db.query(READ_RUNS.sql)).rows.map(toRun);
/** How many transactions the last run took. */
const transactions = async (db: Connection) => (await runs(db))[0]?.stage ?? 0;
const rowsIn = async (db: Connection) => Number((await look(db))[0]?.[0]) + Number((await look(db))[0]?.[2]);

/** A database whose transactions fail from the given one on, in a way of one's own. */
function failingFrom(
  db: StepDatabase,
  transaction: number,
  fail: (commit: () => Promise<unknown>) => Promise<never>,
): StepDatabase {
  let begun = 0;
  return {
    ...db,
    beginFill: async () => {
      const own = await db.beginFill();
      if (++begun < transaction) return own;
      return { ...own, write: (steps, last) => (last === "commit" ? fail(() => own.write(steps, last)) : own.write(steps)) };
    },
    transaction: (statements) => fail(() => db.transaction(statements)),
  };
}

const cutOff = () => Promise.reject(new Error("the process is killed"));

/** Has a load cut off in its third transaction. */
async function interrupted(db: StepDatabase, rows = ROWS, given: Parameters<typeof requestOf>[2] = {}): Promise<void> {
  const request = await requestOf(db, rows, { maxStageBytes: STAGE, ...given });
  await expect(load(failingFrom(db, 3, cutOff), request)).rejects.toThrow("the process is killed");
}

describe("stages", () => {
  it("fill in transactions of a bounded size, and record the last as done", async () => {
    await withTables(server.url, TABLES, async (db) => {
      const committed: (number | undefined)[] = [];
      const onCommitted = (changed: ReadonlyMap<string, number>) => committed.push(changed.get("c"));
      await load(db, await requestOf(db, ROWS, { maxStageBytes: STAGE, digest: () => "d", onCommitted }));
      expect(committed.length).toBeGreaterThan(4);
      expect(committed.at(-1)).toBe(6_000);
      expect(await look(db)).toEqual(GOLDEN);
      const tables = new Map([
        ["p", { start: 0, count: 4_000 }],
        ["c", { start: 0, count: 6_000 }],
      ]);
      expect(await runs(db)).toMatchObject([{ state: "done", stage: committed.length, tables, digest: "d" }]);
    });
  });

  it("are one on a local database, whatever the size", async () => {
    await withTables(":memory:", TABLES, async (db) => {
      await load(db, await requestOf(db, ROWS, { maxStageBytes: STAGE }));
      expect(await transactions(db)).toBe(1);
      expect(await look(db)).toEqual(GOLDEN);
    });
  });

  it.each(["insert", "reset", "upsert"] as const)("are completed by a step with the same plan, with %s", async (way) => {
    await withTables(server.url, TABLES, async (db) => {
      await interrupted(db, ROWS, { way });
      const [run] = await runs(db);
      const before = await rowsIn(db);
      expect(run).toMatchObject({ state: "loading", stage: 2 });
      expect([...(run?.tables.values() ?? [])].reduce((sum, { count }) => sum + count, 0)).toBe(before);
      const told: string[] = [];
      const progressed: [rows: number, total: number][] = [];
      let written = 0;
      const request = await requestOf(db, ROWS, {
        way,
        maxStageBytes: STAGE,
        onRow: (table, [id]) => told.push(`${table} ${id}`),
        onCommitted: (changed) => {
          written = [...changed.values()].reduce((sum, rows) => sum + rows, 0);
        },
        onProgress: (rows, total) => progressed.push([rows, total]),
      });
      expect(await load(db, request)).toBe("resumed");
      expect(written).toBe(10_000 - before);
      // Rows that were in already are no part of what is to be done.
      expect(progressed.at(-1)).toEqual([10_000 - before, 10_000 - before]);
      expect(await look(db)).toEqual(GOLDEN);
      expect([told.length, new Set(told).size, told[0], told[4_000]]).toEqual([10_000, 10_000, "0 1", "1 1"]);
    });
  });

  it("begin anew with another plan, in place of what an unfinished one has written", async () => {
    await withTables(server.url, TABLES, async (db) => {
      await interrupted(db);
      expect(await load(db, await requestOf(db, OTHER_ROWS, { planned: "2", maxStageBytes: STAGE }))).toBe("restarted");
      expect(await look(db)).toEqual(GOLDEN);
      expect((await db.query("SELECT DISTINCT x FROM p")).rows.map((row) => row[0])).toEqual(["other"]);
    });
  });

  it.each(["1", "2"])("are left alone when rows have changed since, with plan %s, until they are reset", async (planned) => {
    await withTables(server.url, TABLES, async (db) => {
      await interrupted(db);
      await db.transaction([{ sql: "INSERT INTO p VALUES (9999, 'theirs')" }]);
      const before = await look(db);
      await expect(load(db, await requestOf(db, ROWS, { planned }))).rejects.toThrow(
        /^Nothing was written: .* p does not hold the rows any more .* Begin anew with `mode: reset`\.$/,
      );
      expect(await look(db)).toEqual(before);
      expect(await load(db, await requestOf(db, ROWS, { planned, way: "reset" }))).toMatch(/resumed|restarted/);
      expect(await look(db)).toEqual(GOLDEN);
    });
  });

  it("are not thrown away for a table that is called as a guard is", async () => {
    const name = "a table holds other rows";
    await withTables(server.url, [`CREATE TABLE "${name}" (id INTEGER PRIMARY KEY, x TEXT CHECK (x <> 'bad'))`], async (db) => {
      const rows = (badFrom: number): Rows => ({
        [name]: [4_000, (index) => [BigInt(index + 1), index >= badFrom ? "bad" : `text ${index}`.padEnd(100, ".")]],
      });
      await interrupted(db, rows(4_000), { way: "reset" });
      const committed: unknown[] = [];
      const given = { way: "reset", maxStageBytes: STAGE, onCommitted: (changed: unknown) => committed.push(changed) } as const;
      await expect(load(db, await requestOf(db, rows(1_000), given))).rejects.toThrow(/CHECK/);
      expect(committed).toEqual([]);
    });
  });

  it("are not thrown away where rows were before: they are completed, or nothing is done", async () => {
    await withTables(server.url, [...TABLES, "INSERT INTO p VALUES (100000, 'before')"], async (db) => {
      const tables = new Map([["p", { start: 1, count: 0 }]]);
      const given = async (planned: string) => {
        const { run, ...request } = await requestOf(db, ROWS, { planned, maxStageBytes: STAGE, mustBeEmpty: new Set() });
        return { ...request, run: { ...run, tables } };
      };
      await expect(load(failingFrom(db, 3, cutOff), await given("1"))).rejects.toThrow("killed");
      await expect(load(db, await given("2"))).rejects.toThrow(/added rows to p, which held rows before/);
      expect(await load(db, await given("1"))).toBe("resumed");
      expect((await look(db))[0]?.[0]).toBe(4_001n);
    });
  });

  it("keep steps that share a table away until they are done", async () => {
    await withTables(server.url, TABLES, async (db) => {
      await interrupted(db);
      const only: Rows = { c: [1, () => [1n, null]] };
      await expect(load(db, await requestOf(db, only))).rejects.toThrow(/cut off while it loaded p, c/);
      await load(db, await requestOf(db, ROWS));
      await db.transaction([{ sql: "DELETE FROM c" }]);
      await load(db, await requestOf(db, only));
      expect((await runs(db)).map(({ scope }) => scope)).toEqual(['["c","p"]', '["c"]']);
      await load(db, await requestOf(db, only, { way: "reset" }));
      // What the first says of c is not true any more.
      expect((await runs(db)).map(({ scope }) => scope)).toEqual(['["c"]']);
    });
  });

  it("say how far they came when one is refused", async () => {
    await withTables(server.url, TABLES, async (db) => {
      const bad: Rows = { ...ROWS, c: [6_000, (index) => [BigInt(index + 1), index === 5_999 ? 0n : 1n]] };
      await expect(load(db, await requestOf(db, bad, { maxStageBytes: STAGE }))).rejects.toThrow(
        /^\d+ transactions of rows stay, and the rest was not written: .* of c .* Run it again/,
      );
      expect(await runs(db)).toMatchObject([{ state: "loading" }]);
    });
  });
});

describe("a lost answer", () => {
  it.each([
    ["was committed", true],
    ["was not", false],
  ])("is resolved by the run table when the transaction %s", async (_, isCommitted) => {
    await withTables(server.url, TABLES, async (db) => {
      let lost = 0;
      const once = (commit: () => Promise<unknown>): Promise<never> => {
        if (lost++ > 0) return commit() as Promise<never>;
        return (isCommitted ? commit() : Promise.resolve()).then(() => Promise.reject(new LostAnswerError("cut")));
      };
      const committed: (number | undefined)[] = [];
      const onCommitted = (changed: ReadonlyMap<string, number>) => committed.push(changed.get("p"));
      await load(failingFrom(db, 2, once), await requestOf(db, ROWS, { maxStageBytes: STAGE, onCommitted }));
      expect(await look(db)).toEqual(GOLDEN);
      expect(committed.at(-1)).toBe(4_000);
      // Each transaction from the second on, and one that is sent again.
      expect(lost).toBe(committed.length - (isCommitted ? 1 : 0));
    });
  });

  it("that cannot be resolved is said to be so", async () => {
    await withTables(server.url, TABLES, async (db) => {
      const blind: StepDatabase = {
        ...failingFrom(db, 1, () => Promise.reject(new LostAnswerError("cut"))),
        reads: () => Promise.reject(new Error("nobody answers")),
      };
      await expect(load(blind, await requestOf(db, ROWS))).rejects.toThrow(UncertainError);
      const always = failingFrom(db, 1, () => Promise.reject(new LostAnswerError("cut")));
      await expect(load(always, await requestOf(db, ROWS))).rejects.toThrow(UncertainError);
    });
  });

  it.each([1, 3])("of a request that is carried out late is not written twice, in transaction %s", async (transaction) => {
    await withTables(server.url, TABLES, async (db) => {
      const requests: (() => Promise<unknown>)[] = [];
      const delayed = failingFrom(db, transaction, async (commit) => {
        requests.push(commit);
        if (requests.length === 1) throw new Error("the connection was cut before COMMIT");
        if (requests.length === 2) throw new LostAnswerError("cut");
        if (requests.length === 3) await requests[1]?.();
        return (await commit()) as never;
      });
      await load(delayed, await requestOf(db, ROWS, { maxStageBytes: STAGE }));
      expect(requests).toHaveLength((await transactions(db)) - transaction + 3);
      expect(await look(db)).toEqual(GOLDEN);
    });
  });
});

describe("another writer who waits", () => {
  it("ends the transaction, which then goes as one request", { timeout: 40_000 }, async () => {
    await withTables(server.url, TABLES, async (db) => {
      const other = await openStep(server.url);
      let theirs: Promise<unknown> | undefined;
      const slow: StepDatabase = {
        ...db,
        beginFill: async () => {
          const own = await db.beginFill();
          return {
            ...own,
            write: async (steps, last) => {
              theirs ??= last === "commit" ? other.transaction([{ sql: "CREATE TABLE theirs (x)" }]) : undefined;
              await theirs;
              return own.write(steps, last);
            },
          };
        },
      };
      await load(slow, await requestOf(db, ROWS));
      expect(theirs).toBeDefined();
      expect(await transactions(db)).toBe(1);
      expect(await look(db)).toEqual(GOLDEN);
      other.close();
    });
  });
});
