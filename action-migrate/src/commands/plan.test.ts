import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { runHere, workspace } from "../testing.ts";

let sqld: Sqld;
let path: string;
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(() => sqld.stop());
afterEach(() => rmSync(path, { recursive: true }));

async function plan(files: Record<string, string>, inputs: Record<string, string> = {}) {
  path = workspace(Object.fromEntries(Object.entries(files).map(([name, text]) => [`migrations/${name}`, text])));
  const step = await runHere(path, { command: "plan", "database-url": sqld.url, ...inputs });
  const file = step.reports[0]?.planFile ?? "";
  return { ...step, report: step.reports[0], script: file === "" ? "" : readFileSync(join(path, file), "utf8") };
}
const tables = async () => {
  const db = await openConnection(parseDatabaseUrl(sqld.url, "/"), testSettings());
  return (await db.query("SELECT name FROM sqlite_schema")).rows.length;
};

it("writes the script that `up` would run, with what is found about each statement, and changes nothing", async () => {
  const { error, report, script, stdout } = await plan({
    "1_a.sql": "CREATE TABLE a(x);\nINSERT INTO a VALUES ('a;b') -- no end",
    "2_b.sql": "BEGIN;\nPRAGMA foreign_keys=OFF;\nDELETE FROM a;\nCOMMIT;",
    "3_c.sql": "-- libsql-actions: no-transaction\nSELECT 1;",
  });
  expect(error).toBeUndefined();
  expect(report?.pending?.map(({ version }) => version)).toEqual(["1", "2", "3"]);
  expect(script.replace(/ DELETE without.*/, " …")).toBe(`-- migrations/1_a.sql (version 1)
CREATE TABLE a(x);
INSERT INTO a VALUES ('a;b');

-- migrations/2_b.sql (version 2)
-- with foreign keys off, and checked at the end
-- delete-without-where: migrations/2_b.sql:3:1: …
DELETE FROM a;

-- migrations/3_c.sql (version 3), without a transaction
SELECT 1;
`);
  expect(stdout).toContain("INSERT INTO a VALUES ('a;b');");
  expect(stdout).toContain("3 pending, 3 to apply");
  expect(await tables()).toBe(0);
});

it("finds what the server's parser refuses, in every file, before anything runs", async () => {
  const { error, report } = await plan({
    "1_a.sql": "CREATE TABLE a(x);",
    "2_b.sql": "SELECT 1;\nSELECT group_concat(x, ',' ORDER BY x) FROM a;",
    "3_c.sql": "CREATE TABL c(x);",
  });
  expect(
    report?.findings.filter(({ severity }) => severity === "error").map(({ file, line, column }) => `${file}:${line}:${column}`),
  ).toEqual(["migrations/2_b.sql:2:28", "migrations/3_c.sql:1:1"]);
  expect(error).toContain("migrations/2_b.sql:2:28");
  expect(await tables()).toBe(0);
});

it("stops at the target, and fails where `up` would", async () => {
  const files = { "1_a.sql": "SELECT 1;", "2_b.sql": "SELECT 2;", "3_c.sql": "VACUUM;" };
  expect(await plan(files, { target: "2" })).toMatchObject({ error: undefined, script: expect.not.stringContaining("3_c") });
  rmSync(path, { recursive: true });
  expect(await plan(files)).toMatchObject({
    error: expect.stringContaining("3_c.sql:1:1: VACUUM cannot run"),
    script: expect.stringContaining("2_b"),
  });
});

it("cannot be made to command the runner by what stands in the files", async () => {
  const { stdout } = await plan({ "1_a.sql": "SELECT '\n::error::forged\n##[error]forged\n::set-env name=X::y';" });
  const token = /::stop-commands::(\S+)/.exec(stdout)?.[1] ?? "";
  const outside = stdout.replace(new RegExp(`::stop-commands::${token}[\\s\\S]*?::${token}::`), "");
  expect(token).not.toBe("");
  expect(outside).not.toMatch(/^\s*::(error|set-env)::|forged/m);
});
