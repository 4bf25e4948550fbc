import type { Client, ResultSet } from "@libsql/client";
import { createClient } from "@libsql/client/http";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { testSettings } from "../testing/client-settings.ts";
import { type Sqld, startSqld } from "../testing/sqld.ts";
import { remoteClient } from "./remote-client.ts";
import { parseDatabaseUrl } from "./url.ts";

let sqld: Sqld;
let whole: Client;
let own: Client;
let loaded = 0;
beforeAll(async () => {
  sqld = await startSqld();
  const url = sqld.url;
  whole = createClient({ url, intMode: "bigint" });
  const database = parseDatabaseUrl(url, "/");
  if (database.kind !== "remote") throw new Error("the server's address is remote");
  own = remoteClient(database, testSettings().send, async () => {
    loaded++;
    return createClient({ url, intMode: "bigint" });
  });
  await whole.executeMultiple(
    "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT); INSERT INTO t VALUES (1, 'one'), (2, NULL); CREATE TABLE empty(x BLOB)",
  );
});
afterAll(async () => {
  whole.close();
  await sqld.stop();
});
beforeEach(() => {
  loaded = 0;
});

/** All that can be seen of an answer. */
function shown(set: ResultSet): unknown {
  const rows = set.rows.map((row) => [Array.from(row), { ...row }, Object.keys(row), row.length]);
  return [set.columns, set.columnTypes, rows, set.rowsAffected, set.lastInsertRowid, set.toJSON()];
}

/** What there is to be caught. */
function fault(problem: unknown): unknown {
  const { name, message, code } = problem as Error & { code?: string };
  return { name, message, code };
}

it.each([
  "SELECT * FROM t ORDER BY id",
  "SELECT id, name AS id, 1 AS x, 2 AS x FROM t",
  "SELECT x FROM empty",
  "SELECT 9223372036854775807, -1.5, 1e300, x'00ff', x'', 'a''ü', NULL, 1.0",
  "SELECT 1 AS length, 2 AS '0', 3 AS ''",
  "INSERT INTO t(name) VALUES ('three') RETURNING id > 0 AS more",
])("answers as @libsql/client does, without loading it: %s", async (sql) => {
  const [expected, found] = [await whole.execute(sql), await own.execute(sql)];
  if (/^INSERT/.test(sql)) expect(found.lastInsertRowid).toBe((expected.lastInsertRowid ?? 0n) + 1n);
  else expect(shown(found)).toEqual(shown(expected));
  expect(loaded).toBe(0);
});

it("binds values as it does", async () => {
  const args = [1n, "two", 3.5, null, true, new Uint8Array([0, 255]), new Date(1_700_000_000_000)];
  const statement = { sql: `SELECT ${args.map((_, index) => `?${index + 1}, typeof(?${index + 1})`).join(", ")}`, args };
  expect(shown(await own.execute(statement))).toEqual(shown(await whole.execute(statement)));
});

it.each(["SELECT * FROM missing", "SELEC 1", "INSERT INTO t(id) VALUES (1)", "SELECT json('{')"])(
  "fails as it does: %s",
  async (sql) => {
    const expected = await whole.execute(sql).catch(fault);
    expect(await own.execute(sql).catch(fault)).toEqual(expected);
    expect(expected).toMatchObject({ name: "LibsqlError" });
    expect(loaded).toBe(0);
  },
);

it("has @libsql/client do all else", async () => {
  expect((await own.execute({ sql: "SELECT :x AS x", args: { x: 5n } })).rows[0]?.["x"]).toBe(5n);
  const transaction = await own.transaction("read");
  expect((await transaction.execute("SELECT 7")).rows[0]?.[0]).toBe(7n);
  transaction.close();
  await own.batch(["CREATE TABLE made(x)", "DROP TABLE made"], "write");
  expect(loaded).toBe(1);
  own.close();
  expect(own.closed).toBe(true);
});
