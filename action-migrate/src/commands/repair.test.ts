// The rest of `repair` is in conformance/history.test.ts and conformance/transactions.test.ts, on every kind of database.
import { rmSync } from "node:fs";
import { write } from "@libsql-actions/shared/testing/write-files";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runHere, workspace } from "../testing.ts";

let path: string;
beforeEach(async () => {
  path = workspace({ "migrations/1_a.sql": "CREATE TABLE a(x);", "migrations/2_b.sql": "CREATE TABLE b(x);" });
  await step();
  write(path, { "migrations/1_a.sql": "CREATE TABLE a(y);", "migrations/2_b.sql": "CREATE TABLE b(y);" });
});
afterEach(() => rmSync(path, { recursive: true }));
const step = (inputs: Record<string, string> = {}) => runHere(path, { "database-url": `file:${path}/a.db`, ...inputs });

it("accepts the text of the versions that are named, and of no other", async () => {
  const { error, stdout, reports } = await step({ command: "repair", versions: "1" });
  expect(error).toBeUndefined();
  expect(stdout).toContain("version 1 is recorded as applied, as migrations/1_a.sql is now");
  expect(reports).toMatchObject([{ applied: [], pending: [], currentVersion: "2" }]);
  expect((await step()).error).toMatch(/^migrations\/2_b\.sql: version 2 was edited/);
});

it("changes nothing when one of the versions cannot be repaired, and still says what is pending", async () => {
  write(path, { "migrations/3_c.sql": "SELECT 1" });
  const { error, reports } = await step({ command: "repair", versions: "1, 3" });
  expect(error).toBe("Version 3 is not recorded in _libsql_actions_migrations, so there is nothing to repair. `up` applies it.");
  expect(reports).toMatchObject([{ pending: [{ version: "3" }], currentVersion: "2" }]);
  expect((await step()).error).toContain("version 1 was edited");
});

it("takes the record of a version away that has no file any more, and leaves what it made", async () => {
  rmSync(`${path}/migrations/2_b.sql`);
  write(path, { "migrations/1_a.sql": "CREATE TABLE a(x);" });
  expect((await step()).error).toContain('Version "2" ("b") is applied, but has no file in the folder');
  const { error, stdout } = await step({ command: "repair", versions: "2,2" });
  expect(error).toBeUndefined();
  expect(stdout.match(/version 2 has no file, and its record is taken away/g)).toHaveLength(1);
  expect(await step()).toMatchObject({ error: undefined, reports: [{ pending: [], currentVersion: "1" }] });
  expect((await step({ command: "drift" })).error).toContain("b");
});
