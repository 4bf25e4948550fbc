// What a write transaction takes, and what it leaves behind when it is not committed.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testSettings } from "../testing/client-settings.ts";
import { type Sqld, startSqld } from "../testing/sqld.ts";
import { openDatabase, type StepDatabase } from "./memory.ts";
import { remoteWrites } from "./restore-target.ts";
import { parseDatabaseUrl } from "./url.ts";

let sqld: Sqld;
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(() => sqld.stop());

it("ends the server's connection where BEGIN is refused", async () => {
  const database = parseDatabaseUrl(sqld.url, "/");
  if (database.kind !== "remote") throw new Error("the server's address is remote");
  const { send } = testSettings();
  const sent: string[] = [];
  const begin = remoteWrites(database, (url, options, read) => {
    // The server refuses a second BEGIN inside of a transaction; the first is slipped in before it.
    const body = String(options.body).replace("PRAGMA foreign_keys=off", "BEGIN");
    sent.push(body);
    return send(url, { ...options, body }, read);
  });
  await expect(begin()).rejects.toThrow("cannot start a transaction within a transaction");
  expect(sent).toHaveLength(3);
  expect(sent[2]).toContain('"requests":[{"type":"close"}]');
});

describe.each(["a server", "memory"])("a transaction that takes arguments on %s", (kind) => {
  const TABLES = ["CREATE TABLE p (id INTEGER PRIMARY KEY, x)", "CREATE TABLE c (p NOT NULL REFERENCES p)"];
  const INSERT = "INSERT INTO p SELECT value->>0, value->>1 FROM json_each(?)";
  const count = async (db: StepDatabase) => Number((await db.query("SELECT count(*) FROM p")).rows[0]?.[0]);

  const withTables = async (work: (db: StepDatabase) => Promise<void>) => {
    const url = kind === "memory" ? ":memory:" : sqld.url;
    const db = await openDatabase(parseDatabaseUrl(url, "/"), testSettings(), undefined);
    try {
      for (const drop of ["c", "p"]) await db.transaction([{ sql: `DROP TABLE IF EXISTS ${drop}` }]);
      await db.transaction(TABLES.map((sql) => ({ sql })));
      await work(db);
    } finally {
      db.close();
    }
  };

  it("tells how many rows each statement changed, and commits with the last", async () => {
    await withTables(async (db) => {
      const transaction = await db.beginWrite("on");
      expect(await transaction.write([{ sql: INSERT, args: ['[[1,"a"],[2,"b"]]'] }])).toEqual({ ok: true, rowsAffected: [2] });
      expect((await transaction.read("SELECT count(*) FROM p")).rows[0]?.[0]).toBe(2n);
      const last = [
        { sql: INSERT, args: ['[[3,"c"]]'] },
        { sql: "DELETE FROM p WHERE id = ?", args: [1n] },
      ];
      expect(await transaction.write(last, "commit")).toEqual({ ok: true, rowsAffected: [1, 1] });
      await transaction.end();
      expect(await count(db)).toBe(2);
    });
  });

  it.each([
    ["in the request that begins", false],
    ["in a later one", true],
  ])("names the statement that is refused %s, and nothing stays", async (_, isLater) => {
    await withTables(async (db) => {
      const transaction = await db.beginWrite("on");
      if (isLater) await transaction.write([{ sql: INSERT, args: ['[[9,"a"]]'] }]);
      const orphan = [
        { sql: INSERT, args: ['[[1,"a"]]'] },
        { sql: "INSERT INTO c VALUES (?)", args: [7n] },
      ];
      const refused = await transaction.write(orphan, "commit");
      expect(refused).toMatchObject({ ok: false, index: 1, code: expect.stringMatching(/^SQLITE_CONSTRAINT/) });
      await transaction.end();
      expect(await count(db)).toBe(0);
      expect(await db.transaction([{ sql: INSERT, args: ['[[1,"a"]]'] }])).toMatchObject({ ok: true });
    });
  });

  it("says when COMMIT itself is refused", async () => {
    await withTables(async (db) => {
      const transaction = await db.beginWrite("on");
      const orphan = [{ sql: "PRAGMA defer_foreign_keys=on" }, { sql: "INSERT INTO c VALUES (?)", args: [7n] }];
      expect(await transaction.write(orphan, "commit")).toMatchObject({ ok: false, index: 2 });
      await transaction.end();
      expect((await db.query("SELECT count(*) FROM c")).rows[0]?.[0]).toBe(0n);
    });
  });

  it("leaves nothing when it ends without a commit, or has not begun", async () => {
    await withTables(async (db) => {
      const transaction = await db.beginWrite("on");
      await transaction.write([{ sql: INSERT, args: ['[[1,"a"]]'] }]);
      await transaction.end();
      await (await db.beginWrite("on")).end();
      expect(await count(db)).toBe(0);
    });
  });
});
