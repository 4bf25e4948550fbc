// Rows over the wire are the rows that `sha3_query` sees, whatever a table is like and holds.
import type { Connection } from "@libsql-actions/shared/database/connection";
import { ODD_DATABASE, WIDE_TABLE } from "@libsql-actions/shared/database/dump-fixture";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countingReads, execute, openDatabase, tablesOf } from "./digest-fixture.ts";
import { digestQuery } from "./digest-query.ts";
import { tableDigests, wireDigest } from "./table-digests.ts";
import { wireRows } from "./wire-rows.ts";

let server: Sqld;
let remote: Connection;
beforeAll(async () => {
  server = await startSqld();
  remote = await openDatabase(server.url);
});
afterAll(async () => {
  remote.close();
  await server.stop();
});

/** Its rows are sorted as values that are too large for a server. */
const LARGE = "long_text";

/** Every table by both ways. */
async function expectBoth(db: Connection): Promise<number> {
  const tables = [...(await tablesOf(db)).values()];
  for (const table of tables) {
    const counting = countingReads(db);
    const digests = await tableDigests(counting, [table]);
    expect([table.name, counting.requests() > 1, await wireDigest(db, table)]).toEqual([
      table.name,
      table.name === LARGE,
      digests.get(table.name),
    ]);
  }
  return tables.length;
}

describe("rows over the wire", () => {
  it.each(["on a server", "in memory"])("hash as sha3_query does with every odd table, %s", async (where) => {
    const db = where === "in memory" ? await openDatabase() : remote;
    await execute(db, "PRAGMA defer_foreign_keys = on", ...ODD_DATABASE, ...WIDE_TABLE);
    expect(await expectBoth(db)).toBeGreaterThanOrEqual(20);
    if (db !== remote) db.close();
  });

  it("are needed where a server would hash only some of them, because it cannot sort the rest", async () => {
    const table = (await tablesOf(remote)).get(LARGE);
    if (table === undefined) throw new Error("the table is there");
    const digestOf = async (db: Connection) =>
      (await db.query("SELECT lower(hex(sha3_query(?, 256)))", [digestQuery(table)])).rows[0]?.[0];
    const db = await openDatabase();
    await execute(db, ...ODD_DATABASE.filter((sql) => sql.includes(LARGE)));
    expect(await digestOf(remote)).not.toBe(await digestOf(db));
    expect((await tableDigests(remote, [table])).get(LARGE)).toBe(await digestOf(db));
    db.close();
  });

  it("come in pages that a server can answer, however large the rows are", async () => {
    await execute(
      remote,
      "CREATE TABLE large (id INTEGER PRIMARY KEY, b BLOB, k TEXT)",
      "CREATE TABLE large_keys (k PRIMARY KEY, b) WITHOUT ROWID",
      "CREATE TABLE large_none (b)",
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6) INSERT INTO large SELECT i, zeroblob(CASE i % 5 WHEN 0 THEN 4000000 ELSE 900000 END), 'k' || (i * 5 % 6) FROM n",
      "INSERT INTO large_keys SELECT CAST(k || hex(zeroblob(300000)) AS BLOB), substr(b, 1, 100000) FROM large",
      "INSERT INTO large_none SELECT b FROM large WHERE id > 3",
    );
    const tables = await tablesOf(remote);
    const pages: number[] = [];
    const counting: Pick<Connection, "reads"> = {
      reads: async (statements) => {
        const answers = await remote.reads(statements);
        pages.push(...answers.map((answer) => (Array.isArray(answer) ? answer.length : -1)));
        return answers;
      },
    };
    for (const name of ["large", "large_keys", "large_none"]) {
      const table = tables.get(name);
      if (table === undefined) throw new Error("the table is there");
      expect((await tableDigests(remote, [table])).get(name)).toBe(await wireDigest(counting, table));
    }
    expect(Math.min(...pages)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...pages)).toBeLessThanOrEqual(2);
  }, 60_000);

  it.each(["UTF-16le", "UTF-16be"])(
    "are in the order of UTF-8 where the database has %s, and so are digests",
    async (encoding) => {
      const [db, other] = [await openDatabase(), await openDatabase()];
      await db.query(`PRAGMA encoding = '${encoding}'`);
      const statements = [
        "CREATE TABLE keyed (k TEXT PRIMARY KEY, v)",
        "CREATE TABLE numbered (id INTEGER PRIMARY KEY, v)",
        "INSERT INTO keyed VALUES ('b', X'00'), ('\u{10000}', X'0102'), ('\ue000', 'T'), ('a', 1.5), ('\u0162', 7)",
      ];
      await execute(db, ...statements);
      await execute(other, ...statements);
      for (const one of [db, other]) await execute(one, "INSERT INTO numbered VALUES (1, '\u{10000}'), (2, X'54'), (3, 'T')");
      const [counting, countingOther] = [countingReads(db), countingReads(other)];
      const ours = await tableDigests(counting, [...(await tablesOf(db)).values()]);
      const theirs = await tableDigests(countingOther, [...(await tablesOf(other)).values()]);
      expect([counting.requests() > 1, countingOther.requests()]).toEqual([true, 1]);
      expect(ours).toEqual(theirs);
      const numbered = (await tablesOf(db)).get("numbered");
      if (numbered === undefined) throw new Error("the table is there");
      expect(await wireDigest(db, numbered, encoding)).toBe(ours.get("numbered"));
      db.close();
      other.close();
    },
  );

  it("say so when somebody writes meanwhile", async () => {
    await execute(remote, "CREATE TABLE busy (id INTEGER PRIMARY KEY)", "INSERT INTO busy VALUES (1), (2)");
    const busy = (await tablesOf(remote)).get("busy");
    if (busy === undefined) throw new Error("the table is there");
    const read = async () => {
      for await (const _ of wireRows(remote, busy)) await execute(remote, "INSERT INTO busy VALUES (0)");
    };
    await expect(read()).rejects.toThrow('the table "busy" was written to while it was read');
  });
});
