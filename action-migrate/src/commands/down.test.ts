// The rest of `down` is in conformance/history.test.ts, on every kind of database.
import { rmSync } from "node:fs";
import { write } from "@libsql-actions/shared/testing/write-files";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runHere, workspace } from "../testing.ts";

let path: string;
beforeEach(async () => {
  path = workspace({
    "migrations/1_a.up.sql": "CREATE TABLE a(x);",
    "migrations/1_a.down.sql": "DROP TABLE a;",
    "migrations/3_c.up.sql": "CREATE TABLE c(x);",
    "migrations/3_c.down.sql": "DROP TABLE c;",
  });
  await step();
});
afterEach(() => rmSync(path, { recursive: true }));
const step = (inputs: Record<string, string> = {}) => runHere(path, { "database-url": `file:${path}/a.db`, ...inputs });
const versions = (list: readonly { version: string }[] | undefined) => list?.map(({ version }) => version);

it("takes back what is applied, whatever was overtaken, and tells all that is pending then in order", async () => {
  write(path, { "migrations/2_b.up.sql": "CREATE TABLE b(x);", "migrations/2_b.down.sql": "DROP TABLE b;" });
  const { error, reports } = await step({ command: "down", steps: "9" });
  expect(error).toBeUndefined();
  expect(reports[0]?.applied.map(({ migration, direction }) => `${direction} ${migration.version}`)).toEqual([
    "down 3",
    "down 1",
  ]);
  expect(versions(reports[0]?.pending)).toEqual(["1", "2", "3"]);
});

it("says which file took what back", async () => {
  expect((await step({ command: "down" })).stdout).toMatch(/^took back migrations\/3_c\.up\.sql by migrations\/3_c\.down\.sql/m);
});

it("is not asked whether what goes may go", async () => {
  const { reports, error } = await step({ command: "down", target: "0", lint: "error" });
  expect({ error, findings: reports[0]?.findings }).toEqual({ error: undefined, findings: [] });
});

it("does nothing while the folder or the history is wrong", async () => {
  write(path, { "migrations/1_a.up.sql": "CREATE TABLE a(x, y);" });
  const { error, reports } = await step({ command: "down" });
  expect(error).toContain("version 1 was edited after it was applied");
  expect(reports[0]?.applied).toEqual([]);
});

it("finds in a script that cannot run what `up` would, at its place, and takes nothing back", async () => {
  const script = "\nCREATE TABLE d(x);\nSELECT :x;";
  write(path, { "migrations/3_c.down.sql": script, "migrations/4_d.up.sql": script, "migrations/4_d.down.sql": "DROP TABLE d;" });
  const places = (findings: readonly { code: string; line?: number; column?: number }[] | undefined) =>
    findings?.map(({ code, line, column }) => [code, line, column]);
  const up = await step({ command: "up" });
  for (const name of ["up", "down"]) rmSync(`${path}/migrations/4_d.${name}.sql`);
  const { error, reports } = await step({ command: "down", steps: "2" });
  expect(places(reports[0]?.findings)).toEqual([["bare-parameter", 3, 8]]);
  expect(places(reports[0]?.findings)).toEqual(places(up.reports[0]?.findings));
  expect(error).toMatch(/^migrations\/3_c\.down\.sql:3:8: /);
  expect(reports[0]?.applied).toEqual([]);
});
