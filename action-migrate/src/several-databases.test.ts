// One step on several databases: the first shows what is wrong before it reaches the others, and what became of each is told.
import { existsSync, rmSync } from "node:fs";
import { openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { outputsOf } from "./outputs.ts";
import { runHere, workspace } from "./testing.ts";

const FOLDER = {
  "migrations/1_a.sql": "CREATE TABLE a(id INTEGER PRIMARY KEY);",
  "migrations/2_b.sql": "CREATE TABLE b(id INTEGER PRIMARY KEY);",
  "migrations/3_c.sql": "CREATE TABLE c(id INTEGER PRIMARY KEY);",
};
const open = (url: string) => openConnection(parseDatabaseUrl(url, "/"), testSettings());

let sqld: Sqld;
let path: string;
const url = (name: string) => `file:${path}/${name}.db`;
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(() => sqld.stop());
beforeEach(() => {
  path = workspace(FOLDER);
});
afterEach(() => rmSync(path, { recursive: true }));

/** A database in which the second migration fails. */
async function odd(name: string): Promise<void> {
  const db = await open(url(name));
  await db.transaction([{ sql: "CREATE TABLE b(x)" }]);
  db.close();
}

async function migrate(names: readonly string[], inputs: Record<string, string> = {}) {
  const step = await runHere(path, {
    "database-url": names.map((name) => (name.includes(":") ? name : url(name))).join("\n"),
    ...inputs,
  });
  const outputs = outputsOf(step.reports);
  const results = outputs["results"] as Record<string, unknown>[];
  return { ...step, outputs, results, statuses: results.map(({ status }) => status) };
}

it("migrates all of them, of every kind, and says in the log which a line is about", async () => {
  const { error, outputs, statuses, stdout } = await migrate(["a", sqld.url, "b"]);
  expect(error).toBeUndefined();
  expect(statuses).toEqual(["ok", "ok", "ok"]);
  expect(outputs).toMatchObject({ applied: ["1", "2", "3"], "applied-count": 3, pending: [], "current-version": "3" });
  for (const database of [url("a"), sqld.url, url("b")])
    expect(stdout.split("\n").filter((line) => line.startsWith(`${database}: `))).toEqual(
      expect.arrayContaining([`${database}: 3 pending`, `${database}: applied migrations/1_a.sql`]),
    );
});

it("begins no other one when the first fails, and leaves no trace in them", async () => {
  await odd("a");
  const { error, outputs, results, statuses, stdout } = await migrate(["a", "b", "c"]);
  expect(statuses).toEqual(["failed", "skipped", "skipped"]);
  expect(existsSync(`${path}/b.db`)).toBe(false);
  expect(outputs).toMatchObject({ applied: ["1"], pending: "", "pending-count": "", "current-version": "" });
  expect(results[0]).toMatchObject({
    applied: ["1"],
    pending: ["2", "3"],
    error: expect.stringContaining("2_b.sql:1:1: table b already exists"),
  });
  expect(results[1]).toEqual({ database: url("b"), status: "skipped", applied: [], "findings-count": 0 });
  expect(error).toMatch(new RegExp(`^${url("a")}: migrations/2_b\\.sql:1:1: table b already exists`));
  expect(stdout).toContain(`::error title=failed (${url("a").replaceAll(":", "%3A")}),file=migrations/2_b.sql,line=1,col=1::`);
});

it("goes on with the others where that is said, and names each that fails", async () => {
  await odd("a");
  await odd("c");
  const { error, outputs, statuses } = await migrate(["a", "b", "c"], { "on-failure": "continue" });
  expect(statuses).toEqual(["failed", "ok", "failed"]);
  expect(outputs).toMatchObject({ applied: ["1", "2", "3"], pending: ["2", "3"], "current-version": "1", "findings-count": 2 });
  expect(error).toContain("2 of 3 databases failed");
  expect(outputs["findings"]).toMatchObject([{ database: url("a") }, { database: url("c") }]);
  for (const name of ["a", "c"]) expect(error).toContain(`${url(name)}: migrations/2_b.sql:1:1`);
});

it("has one that is behind and one that cannot be reached told apart", async () => {
  await migrate(["b"], { target: "2" });
  const { results, statuses, outputs } = await migrate(["a", "http://127.0.0.1:9", "b"], { "on-failure": "continue" });
  expect(statuses).toEqual(["ok", "failed", "ok"]);
  expect(results[2]).toMatchObject({ applied: ["3"] });
  // Of one that was not seen nobody knows what is pending.
  expect(outputs).toMatchObject({ pending: "", "current-version": "" });
  expect(results[1]).toEqual({
    database: "http://127.0.0.1:9",
    status: "failed",
    applied: [],
    "findings-count": 0,
    error: expect.stringContaining("connect ECONNREFUSED 127.0.0.1:9"),
  });
});
