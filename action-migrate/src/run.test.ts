// The action in a process of its own, as the runner starts it: what a workflow sees of it.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { openClient } from "@libsql-actions/shared/database/client";
import { openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { write } from "@libsql-actions/shared/testing/write-files";
import { afterAll, expect, it } from "vitest";
import { workspace as newWorkspace, runStep } from "./testing.ts";

const TABLE = "_libsql_actions_migrations";
const made: string[] = [];
const workspace = (files: Record<string, string>) => {
  const path = newWorkspace(files);
  made.push(path);
  return path;
};
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true });
});
const open = (url: string) => openConnection(parseDatabaseUrl(url, "/"), testSettings());

it("applies what is pending once, and says so in outputs, annotations and summary on every path", async () => {
  const path = workspace({
    "migrations/2_b.sql":
      "CREATE TABLE b(id INTEGER PRIMARY KEY, a REFERENCES a ON DELETE CASCADE); INSERT INTO b(a) VALUES (1);",
    "migrations/1_a.sql": "CREATE TABLE a(id INTEGER PRIMARY KEY);\r\nINSERT INTO a VALUES (1), (2);\r\n",
  });
  const url = `file:${path}/a.db`;
  const step = (inputs: Record<string, string> = {}) => runStep(path, { "database-url": url, ...inputs });
  expect((await step({ command: "status" })).outputs).toMatchObject({
    applied: "[]",
    pending: '["1","2"]',
    "pending-count": "2",
    "current-version": "",
  });
  expect(existsSync(`${path}/a.db`)).toBe(false);
  const first = await step();
  expect(first).toMatchObject({
    ok: true,
    outputs: {
      applied: '["1","2"]',
      "applied-count": "2",
      pending: "[]",
      "pending-count": "0",
      "current-version": "2",
      findings: "[]",
      "findings-count": "0",
    },
  });
  expect(first.summary).toContain("| 2 | b | applied |");

  // The second file fails at its second statement: the first stays, nothing of the second does, and the failure has its place.
  write(path, {
    "migrations/11_d.sql": "CREATE TABLE d(id);",
    "migrations/12_e.sql": "CREATE TABLE e(id);\n\n  INSERT INTO nowhere VALUES (1);",
  });
  const failed = await step();
  expect(failed).toMatchObject({
    ok: false,
    outputs: { applied: '["11"]', pending: '["12"]', "current-version": "11", "findings-count": "1" },
  });
  expect(failed.stdout).toContain(
    "::error title=failed,file=migrations/12_e.sql,line=3,col=3::migrations/12_e.sql:3:3: no such table: nowhere (SQLITE_ERROR)",
  );
  expect(failed.stdout).toMatch(/::error::migrations\/12_e\.sql:3:3: no such table: nowhere \(SQLITE_ERROR\)\n$/);
  expect(JSON.parse(failed.outputs["findings"] ?? "")).toEqual([
    {
      code: "failed",
      severity: "error",
      message: "no such table: nowhere (SQLITE_ERROR)",
      file: "migrations/12_e.sql",
      line: 3,
      column: 3,
    },
  ]);
  expect(JSON.parse(failed.outputs["results"] ?? "")).toMatchObject([
    {
      status: "failed",
      applied: ["11"],
      pending: ["12"],
      "current-version": "11",
      error: expect.stringContaining("12_e.sql:3:3"),
    },
  ]);
  expect(failed.summary).toContain("no such table");

  const db = await open(url);
  const { rows } = await db.query(
    `SELECT version, name, length(checksum), applied_at GLOB '20??-??-??T??:??:??.???Z', duration_ms >= 0 FROM ${TABLE}`,
  );
  expect(rows.map((row) => Array.from(row))).toEqual(["1 a", "2 b", "11 d"].map((text) => [...text.split(" "), 64n, 1n, 1n]));
});

it("tells both when a file fails and the in-memory database cannot be kept", async () => {
  const path = workspace({
    "migrations/1_a.sql": "CREATE VIRTUAL TABLE f USING fts5(a, content='')",
    "migrations/2_b.sql": "SELECT 1;\nINSERT INTO nowhere VALUES (1);",
    "init.sql": "",
  });
  const result = await runStep(path, { "database-url": ":memory:" }, { DATABASE_INIT_SQL: "init.sql" });
  // Nothing is kept, so everything is pending as it was before.
  expect(result).toMatchObject({ ok: false, outputs: { applied: "[]", pending: '["1","2"]', "current-version": "" } });
  const place = "migrations/2_b.sql:2:1: no such table: nowhere (SQLITE_ERROR)";
  expect(result.stdout).toContain(`::error title=failed,file=migrations/2_b.sql,line=2,col=1::${place}\n`);
  expect(result.stdout).toContain(`::error::${place}; The in-memory database cannot be written to DATABASE_INIT_SQL`);
  expect(readFileSync(`${path}/init.sql`, "utf8")).toBe("");
});

it("has one of three runners apply each file to a database file", async () => {
  const path = workspace({
    "migrations/1_a.sql": "CREATE TABLE t(n); INSERT INTO t VALUES (1)",
    "migrations/2_b.sql": "UPDATE t SET n = n * 2 WHERE true",
  });
  const url = `file:${path}/a.db`;
  const client = await openClient(parseDatabaseUrl(url, "/"), testSettings());
  const lock = await client.transaction("write");
  // All have made their plan, and wait for the lock, before the first may begin.
  let waiting = 0;
  const onOutput = async (text: string) => {
    if (text.includes("2 pending") && ++waiting === 3) await lock.rollback();
  };
  const results = await Promise.all([1, 2, 3].map(() => runStep(path, { "database-url": url }, {}, onOutput)));
  expect(results.map(({ ok, stdout }) => (ok ? "" : stdout))).toEqual(["", "", ""]);
  expect(results.flatMap(({ outputs }) => JSON.parse(outputs["applied"] ?? "")).sort()).toEqual(["1", "2"]);
  expect(results.map(({ outputs }) => outputs["pending"])).toEqual(["[]", "[]", "[]"]);
  const log = results.map(({ stdout }) => stdout).join();
  expect(log).toContain("another run has applied migrations meanwhile; looking again");
  expect(log).toContain("migrations/2_b.sql was applied by another run");
  expect((await (await open(url)).query("SELECT n FROM t")).rows[0]?.[0]).toBe(2n);
});

it("can do nothing about names and contents that try to command the runner", async () => {
  const name = "migrations/1_::error::x%0Ay ##[add-mask]z.sql";
  const path = workspace({
    [name]: "SELECT '::set-output name=a::b\n::add-mask::x'; SELECT * FROM \"##[error]\n::warning::gotcha\"",
  });
  const result = await runStep(path, { "database-url": `file:${path}/a.db` });
  expect(result.ok).toBe(false);
  const commands = result.stdout.split("\n").filter((text) => /^\s*::|##\[/.test(text));
  expect(commands.every((text) => text.startsWith("::error ") || text.startsWith("::error::"))).toBe(true);
  expect(commands).toHaveLength(2);
});
