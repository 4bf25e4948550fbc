// The rest of `baseline` is in conformance/history.test.ts, on every kind of database.
import { rmSync } from "node:fs";
import { write } from "@libsql-actions/shared/testing/write-files";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runHere, workspace } from "../testing.ts";

let path: string;
beforeEach(() => {
  path = workspace({
    "migrations/1_a.sql": "-- nothing",
    "migrations/2_b.sql": "-- nothing",
    "migrations/3_c.sql": "CREATE TABLE c(x);",
  });
});
afterEach(() => rmSync(path, { recursive: true }));
const step = (inputs: Record<string, string> = {}) => runHere(path, { "database-url": `file:${path}/a.db`, ...inputs });

it("records versions without running them", async () => {
  const { error, reports } = await step({ command: "baseline", target: "2" });
  expect(error).toBeUndefined();
  expect(reports).toMatchObject([{ applied: [{}, {}], pending: [{ version: "3" }], currentVersion: "2" }]);
});

it("says what is pending where it is refused", async () => {
  await step({ target: "1" });
  const { error, reports } = await step({ command: "baseline", target: "2" });
  expect(error).toBe("_libsql_actions_migrations already records 1 migration. A baseline is for a database without a history.");
  expect(reports).toMatchObject([{ applied: [], pending: [{ version: "2" }, { version: "3" }], currentVersion: "1" }]);
});

it("records nothing of a folder that is wrong", async () => {
  write(path, { "migrations/02_x.sql": "" });
  const { error, reports } = await step({ command: "baseline", target: "3" });
  expect(error).toContain("have the same version");
  expect(reports[0]?.applied).toEqual([]);
});
