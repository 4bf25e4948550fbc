// How many requests a step takes on a real server, counted by what stands between.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, request as sendRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { buffer } from "node:stream/consumers";
import { openConnection } from "@libsql-actions/shared/database/connection";
import { readTogether } from "@libsql-actions/shared/database/read-together";
import { remoteSnapshot } from "@libsql-actions/shared/database/remote-snapshot";
import type { RemoteDatabase } from "@libsql-actions/shared/database/resolve";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { schemaDigest } from "@libsql-actions/shared/schema/canonical";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { byHand, migrations } from "./replay/testing.ts";
import { runHere } from "./testing.ts";

let sqld: Sqld;
let counter: Server;
let url: string;
const bodies: string[] = [];
beforeAll(async () => {
  sqld = await startSqld();
  counter = createServer(async (incoming, response) => {
    const body = await buffer(incoming);
    bodies.push(body.toString());
    const { method, url: path, headers } = incoming;
    const forwarded = sendRequest({ host: "127.0.0.1", port: sqld.port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forwarded.on("error", () => response.destroy());
    forwarded.end(body);
  });
  await new Promise<void>((resolve) => counter.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(counter.address() as AddressInfo).port}`;
});
afterAll(async () => {
  counter.closeAllConnections();
  counter.close();
  await sqld.stop();
});
beforeEach(() => {
  bodies.length = 0;
});

async function open() {
  const database = parseDatabaseUrl(url, "/") as RemoteDatabase;
  const db = await openConnection(database, testSettings());
  return { db, together: readTogether(db, remoteSnapshot(database, testSettings().send)) };
}

it("takes two requests where nothing is pending, the digest of the schema among them", async () => {
  const path = migrations({
    "1_a.sql": "CREATE TABLE a(id INTEGER PRIMARY KEY, t TEXT COLLATE NOCASE); CREATE INDEX i ON a(t);",
    "2_b.sql": "CREATE TABLE b(a REFERENCES a);",
  });
  const first = await runHere(path, { "database-url": url });
  expect(first.error).toBeUndefined();
  const digest = first.reports[0]?.schemaDigest;
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  // What is there, whether the lock is free, both files, what is there then.
  expect(bodies).toHaveLength(4);
  for (const command of ["up", "status"]) {
    bodies.length = 0;
    const again = await runHere(path, { "database-url": url, command });
    expect(again.reports).toMatchObject([{ status: "ok", pending: [], currentVersion: "2", schemaDigest: digest }]);
    expect(bodies).toHaveLength(2);
  }
  const { db } = await open();
  const schema = await introspect(db, (name) => name.startsWith("_libsql_actions"));
  expect(schemaDigest(schema)).toBe(digest);
  db.close();
});

it("gives every reader its own rows or its own error, in one request where nothing fails", async () => {
  await byHand(
    sqld.url,
    "CREATE TABLE IF NOT EXISTS r(x, y)",
    "DELETE FROM r",
    "INSERT INTO r VALUES (1, 'one'), (9007199254740993, NULL)",
  );
  const { db, together } = await open();
  const ask = () => [
    together.query("SELECT y, x FROM r WHERE x = ?", [1n]),
    together.reads([{ sql: "SELECT x FROM r" }, { sql: "SELECT 'b', x'00'" }]),
  ];
  const [row, lists] = (await Promise.all(ask())) as [{ rows: { y: string; x: bigint }[] }, unknown[][][]];
  expect(row.rows[0]).toMatchObject({ y: "one", x: 1n });
  expect(lists[0]).toEqual([[1n], [9007199254740993n]]);
  expect(lists[1]?.[0]?.[0]).toBe("b");
  expect(bodies).toHaveLength(1);

  const [fine, refused, lines] = await Promise.allSettled([
    together.query("SELECT count(*) FROM r"),
    together.query("SELECT * FROM nowhere"),
    together.reads([{ sql: "SELECT x FROM nowhere" }, { sql: "SELECT 1" }]),
  ]);
  expect(lines).toMatchObject({
    status: "fulfilled",
    value: [{ code: "SQLITE_ERROR", message: "no such table: nowhere" }, [[1n]]],
  });
  expect(bodies).toHaveLength(2);
  expect(fine).toMatchObject({ status: "fulfilled", value: { rows: [{ "count(*)": 2n }] } });
  expect(refused).toMatchObject({ status: "rejected", reason: { message: expect.stringContaining("no such table: nowhere") } });
  expect(await together.reads([{ sql: "SELECT * FROM nowhere" }])).toMatchObject([{ message: "no such table: nowhere" }]);

  // What the parser refuses it refuses together with all else.
  bodies.length = 0;
  const [unreadable, other] = await Promise.allSettled([together.query("SELEC 1"), together.query("SELECT 2 AS x")]);
  expect(unreadable).toMatchObject({ status: "rejected", reason: { code: "SQL_PARSE_ERROR" } });
  expect(other).toMatchObject({ status: "fulfilled", value: { rows: [{ x: 2n }] } });
  expect(bodies).toHaveLength(3);
  db.close();
});

it("tells all readers of a server that cannot be reached", async () => {
  const dead = parseDatabaseUrl("http://127.0.0.1:9", "/") as RemoteDatabase;
  const db = await openConnection(dead, testSettings());
  const together = readTogether(db, remoteSnapshot(dead, testSettings().send));
  const outcomes = await Promise.allSettled([together.query("SELECT 1"), together.query("SELECT 2")]);
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({
      status: "rejected",
      reason: { message: expect.stringContaining("connect ECONNREFUSED 127.0.0.1:9") },
    });
  db.close();
});

it("names what cannot be read in a schema, though a server ends a request over it", async () => {
  const directory = mkdtempSync(join(tmpdir(), "not-text-"));
  const file = join(directory, "data.sqld/dbs/default/data");
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = wal; CREATE TABLE badname(a); CREATE INDEX i ON badname(a)");
  database.close();
  const bytes = readFileSync(file);
  for (let at = bytes.indexOf("badname"); at !== -1; at = bytes.indexOf("badname")) bytes[at] = 0xff;
  writeFileSync(file, bytes);
  const own = await startSqld({ directory });
  const { error } = await runHere(migrations({ "1_a.sql": "CREATE TABLE a(x)" }), { "database-url": own.url });
  expect(error).toMatch(/table "\ufffdadname" holds bytes that are not UTF-8/);
  await own.stop();
  rmSync(directory, { recursive: true });
});
