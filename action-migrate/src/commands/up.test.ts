import { rmSync } from "node:fs";
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runHere, workspace } from "../testing.ts";

let sqld: Sqld;
let db: Connection;
let path: string;
beforeAll(async () => {
  sqld = await startSqld();
  db = await openConnection(parseDatabaseUrl(sqld.url, "/"), testSettings());
  path = workspace({ "migrations/1_a.sql": "CREATE TABLE a(x);", "migrations/2_b.sql": "INSERT INTO a VALUES (2);" });
});
afterAll(() => {
  rmSync(path, { recursive: true });
  return sqld.stop();
});
const up = (inputs: Record<string, string> = {}) => runHere(path, { "database-url": sqld.url, ...inputs });

it("gives up when another writer holds the database, and has then done nothing", async () => {
  const stream = await fetch(`${sqld.url}/v3/pipeline`, {
    method: "POST",
    body: JSON.stringify({ requests: [{ type: "execute", stmt: { sql: "BEGIN IMMEDIATE" } }] }),
  });
  const { baton } = (await stream.json()) as { baton: string };
  const { error, reports } = await up({ "lock-timeout": "100ms" });
  await fetch(`${sqld.url}/v3/pipeline`, { method: "POST", body: JSON.stringify({ baton, requests: [{ type: "close" }] }) });
  expect(error).toBe("Another writer has held the database for 100 ms. Wait for it, or raise `lock-timeout`.");
  expect(reports).toMatchObject([{ applied: [], pending: [{ version: "1" }, { version: "2" }], currentVersion: "" }]);
});

it("has nothing to do twice, and says so", async () => {
  expect(await up()).toMatchObject({ error: undefined, reports: [{ status: "ok", applied: [{}, {}] }] });
  const { stdout, reports } = await up();
  expect(stdout).toContain("0 pending");
  expect(reports).toMatchObject([{ status: "ok", applied: [], pending: [], currentVersion: "2" }]);
});

it("keeps a file that the lint finds an error in from running, and applies those before it", async () => {
  const bad = workspace({
    "migrations/1_a.sql": "CREATE TABLE a(x);",
    "migrations/2_b.sql": "INSERT INTO a VALUES (2);",
    "migrations/3_c.sql": "CREATE TABLE c(x);",
    "migrations/4_d.sql": "SELECT 1;\nPRAGMA foreign_keys=OFF;\nANALYZE;",
    "migrations/5_e.sql": "SELECT 5;",
  });
  const { error, reports, stdout } = await runHere(bad, { "database-url": sqld.url });
  expect(error).toMatch(/^migrations\/4_d\.sql:3:1: /);
  expect(reports).toMatchObject([
    { applied: [{ migration: { version: "3" } }], pending: [{ version: "4" }, { version: "5" }], currentVersion: "3" },
  ]);
  expect(stdout).toMatch(/::error title=[a-z-]+,file=migrations\/4_d\.sql,line=3,col=1::/);
  expect((await db.query("SELECT count(*) FROM c")).rows[0]?.[0]).toBe(0n);
  rmSync(bad, { recursive: true });
});
