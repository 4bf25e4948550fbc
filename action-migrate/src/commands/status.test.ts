import { existsSync, rmSync } from "node:fs";
import { write } from "@libsql-actions/shared/testing/write-files";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runHere, workspace } from "../testing.ts";

let path: string;
beforeEach(() => {
  path = workspace({ "migrations/1_a.sql": "CREATE TABLE a(x);", "migrations/2_b.sql": "CREATE TABLE b(x);" });
});
afterEach(() => rmSync(path, { recursive: true }));
const step = (inputs: Record<string, string> = {}) => runHere(path, { "database-url": `file:${path}/a.db`, ...inputs });

it("takes a file that does not exist for an empty database, and does not make it", async () => {
  const { error, reports, stdout } = await step({ command: "status" });
  expect(error).toBeUndefined();
  expect(reports).toMatchObject([
    { status: "ok", applied: [], pending: [{ version: "1" }, { version: "2" }], currentVersion: "" },
  ]);
  expect(stdout).toContain("pending: migrations/1_a.sql (version 1)\n");
  expect(stdout).toContain("0 applied, 2 pending, no version yet\n");
  expect(existsSync(`${path}/a.db`)).toBe(false);
});

it("warns of what keeps `up` from working, and does not fail", async () => {
  await step();
  write(path, { "migrations/1_a.sql": "CREATE TABLE a(y);", "migrations/03_x.sql": "", "migrations/3_y.sql": "" });
  const { error, reports, stdout } = await step({ command: "status" });
  expect(error).toBeUndefined();
  expect(reports[0]?.findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
    "duplicate-version warning",
    "edited warning",
  ]);
  expect(stdout).toContain("at version 2");
});
