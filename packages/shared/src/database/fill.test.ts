// What a transaction that is filled with rows takes, and what it leaves behind when it is not committed.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testSettings } from "../testing/client-settings.ts";
import { type Sqld, startSqld } from "../testing/sqld.ts";
import { openDatabase, type StepDatabase } from "./memory.ts";
import { parseDatabaseUrl } from "./url.ts";

let sqld: Sqld;
const folder = mkdtempSync(join(tmpdir(), "fill-"));
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(async () => {
  await sqld.stop();
  rmSync(folder, { recursive: true });
});

describe.each(["a server", "memory", "a file"])("a transaction that takes arguments on %s", (kind) => {
  const TABLES = ["CREATE TABLE p (id INTEGER PRIMARY KEY, x)", "CREATE TABLE c (p NOT NULL REFERENCES p)"];
  const INSERT = "INSERT INTO p SELECT value->>0, value->>1 FROM json_each(?)";
  const count = async (db: StepDatabase) => Number((await db.query("SELECT count(*) FROM p")).rows[0]?.[0]);

  const withTables = async (work: (db: StepDatabase) => Promise<void>) => {
    const url = { "a server": sqld.url, memory: ":memory:", "a file": `file:${join(folder, "data.db")}` }[kind] ?? "";
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
      const transaction = await db.beginFill();
      expect(await transaction.write([{ sql: INSERT, args: ['[[1,"a"],[2,"b"]]'] }])).toEqual({ ok: true, rowsAffected: [2] });
      const last = [
        { sql: INSERT, args: ['[[3,"c"]]'] },
        { sql: "DELETE FROM p WHERE id = ?", args: [1n] },
        { sql: "SELECT ? WHERE 0", args: ["a guard"] },
      ];
      expect(await transaction.write(last, "commit")).toEqual({ ok: true, rowsAffected: [1, 1, 0] });
      await transaction.end();
      expect(await count(db)).toBe(2);
    });
  });

  it("lets one statement refer to the row of the one before", async () => {
    await withTables(async (db) => {
      const transaction = await db.beginFill();
      const data = ["INSERT INTO p VALUES (50, 'a')", "INSERT INTO c VALUES (last_insert_rowid())"].map((sql) => ({ sql }));
      const rows = { sql: INSERT, args: ['[[7,"a"]]'] };
      const after = { sql: "INSERT INTO c SELECT last_insert_rowid() WHERE ? = ''", args: [""] };
      expect(await transaction.write([...data, rows, after], "commit")).toMatchObject({ ok: true });
      await transaction.end();
      expect((await db.query("SELECT p FROM c ORDER BY rowid")).rows.map((row) => row[0])).toEqual([50n, 7n]);
    });
  });

  it.each([
    ["in the request that begins", false],
    ["in a later one", true],
  ])("names the statement that is refused %s, and nothing stays", async (_, isLater) => {
    await withTables(async (db) => {
      const transaction = await db.beginFill();
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
      const transaction = await db.beginFill();
      const orphan = [{ sql: "PRAGMA defer_foreign_keys=on" }, { sql: "INSERT INTO c VALUES (?)", args: [7n] }];
      expect(await transaction.write(orphan, "commit")).toMatchObject({ ok: false, index: 2 });
      await transaction.end();
      expect((await db.query("SELECT count(*) FROM c")).rows[0]?.[0]).toBe(0n);
    });
  });

  it("leaves nothing when it ends without a commit, or has not begun", async () => {
    await withTables(async (db) => {
      const transaction = await db.beginFill();
      await transaction.write([{ sql: INSERT, args: ['[[1,"a"]]'] }]);
      await transaction.end();
      await (await db.beginFill()).end();
      expect(await count(db)).toBe(0);
    });
  });
});
