// A snapshot is of one moment, in a file and on a server, while others write; and a server's answers may be anything.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testSettings } from "../testing/client-settings.ts";
import { sendJson, startHttp } from "../testing/http.ts";
import { type Sqld, startSqld } from "../testing/sqld.ts";
import { openConnection } from "./connection.ts";
import { dumpDatabase } from "./dump.ts";
import { withSnapshot } from "./dump-snapshot.ts";
import type { Read } from "./read.ts";
import { parseDatabaseUrl } from "./url.ts";

const settings = testSettings();
const folder = mkdtempSync(join(tmpdir(), "snapshot-"));
let sqld: Sqld;
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(async () => {
  await sqld.stop();
  rmSync(folder, { recursive: true });
});
const open = (url: string) => openConnection(parseDatabaseUrl(url, "/"), settings);
const dump = async (read: Read) => (await Array.fromAsync(dumpDatabase(read))).join("");

describe("a snapshot", () => {
  it.each(["file", "server"])("does not see what is written meanwhile: %s", async (kind) => {
    const url = kind === "file" ? `file:${join(folder, "a.db")}` : sqld.url;
    const connection = await open(url);
    if (kind === "file") await connection.query("PRAGMA journal_mode=WAL");
    await connection.transaction([
      { sql: "CREATE TABLE accounts(id INTEGER PRIMARY KEY, balance, filler)" },
      {
        sql: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20) INSERT INTO accounts SELECT i, 5, zeroblob(30000) FROM n",
      },
    ]);
    const before = await dump(connection.query);
    let writes = 0;
    const during = await withSnapshot(connection, settings, (read) =>
      dump(async (sql, args) => {
        const answer = await read(sql, args);
        // From one account to the next, and one account more: a torn dump has neither the sum nor the rows.
        const moved = await connection.transaction([
          { sql: "UPDATE accounts SET balance = balance + CASE id WHEN 1 THEN -1 WHEN 20 THEN 1 ELSE 0 END" },
          { sql: "INSERT INTO accounts(balance) VALUES (0)" },
          { sql: `CREATE TABLE made_meanwhile_${writes}(a)` },
        ]);
        expect(moved.ok).toBe(true);
        writes++;
        return answer;
      }),
    );
    expect(during === before).toBe(true);
    expect(writes).toBeGreaterThan(10);
    expect((await dump(connection.query)) === before).toBe(false);
    connection.close();
  });

  it("keeps nothing that is written in it, and ends with the work", async () => {
    const connection = await open(sqld.url);
    await connection.transaction([{ sql: "CREATE TABLE kept(a)" }]);
    await withSnapshot(connection, settings, (read) => read("INSERT INTO kept VALUES (1)"));
    expect((await connection.query("SELECT count(*) FROM kept")).rows[0]?.[0]).toBe(0n);
    await expect(withSnapshot(connection, settings, (read) => read("SELECT * FROM missing"))).rejects.toThrow(
      "SQLITE_ERROR: no such table: missing",
    );
    const left = await withSnapshot(connection, settings, async (read) => read);
    await expect(left("SELECT 1")).rejects.toThrow("has ended the connection");
    connection.close();
  });

  it("goes on after a statement that fails", async () => {
    const connection = await open(sqld.url);
    const answers = await withSnapshot(connection, settings, async (read) => {
      await expect(read("SELECT json('{')")).rejects.toThrow("malformed JSON");
      return [...(await read("SELECT 1, -0.0, NULL, 'x', X'00ff', 9223372036854775807")).rows].map((row) => Array.from(row));
    });
    expect(answers).toEqual([[1n, -0, null, "x", new Uint8Array([0, 255]).buffer, 9223372036854775807n]]);
    connection.close();
  });
});

describe("a server that loses the connection", () => {
  const result = { type: "ok", response: { type: "execute", result: { cols: [], rows: [], affected_row_count: 0 } } };
  it.each<[string, unknown, string]>([
    ["ends the stream", { baton: null, results: [result] }, "has ended the connection"],
    ["does not speak the protocol", { hello: "world" }, "not of the Hrana protocol"],
    ["gives no rows", { baton: "b", results: [{ type: "ok", response: {} }] }, "not of the Hrana protocol"],
  ])("and %s never has a statement run on another connection", async (_, answer, expected) => {
    const server = await startHttp((_request, response) => sendJson(response, 200, answer));
    const connection = await open(server.url);
    await expect(withSnapshot(connection, settings, (read) => read("SELECT 1"))).rejects.toThrow(expected);
    const opened = server.requests.filter(({ body }) => JSON.parse(body).baton === null);
    expect(opened).toHaveLength(1);
    connection.close();
    await server.stop();
  });

  it("is asked once", async () => {
    const server = await startHttp((_request, response, index) =>
      index < 2 ? sendJson(response, 200, { baton: "b", results: [result] }) : sendJson(response, 503, { error: "away" }),
    );
    const connection = await open(server.url);
    await expect(withSnapshot(connection, settings, (read) => read("SELECT 1"))).rejects.toThrow("503");
    expect(server.requests.filter(({ body }) => body.includes("SELECT 1"))).toHaveLength(1);
    connection.close();
    await server.stop();
  });
});
