import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { write } from "@libsql-actions/shared/testing/write-files";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runHere, workspace } from "../testing.ts";

let path: string;
beforeEach(() => {
  path = workspace({});
});
afterEach(() => rmSync(path, { recursive: true }));
const create = (inputs: Record<string, string> = {}) => runHere(path, { command: "create", name: "add_users", ...inputs });
const files = (folder = "migrations") => readdirSync(join(path, folder)).sort();

it("makes the folder, and a first file whose version is the time", async () => {
  const { error, stdout } = await create();
  expect(error).toBeUndefined();
  expect(files()).toEqual([expect.stringMatching(/^20\d{12}_add_users\.sql$/)]);
  expect(stdout).toContain(`made migrations/${files()[0]}`);
});

it.each([
  [{ "m/0009_a.sql": "" }, ["0009_a.sql", "0010_add_users.sql"]],
  [{ "m/9_a.up.sql": "", "m/9_a.down.sql": "" }, ["10_add_users.down.sql", "10_add_users.up.sql", "9_a.down.sql", "9_a.up.sql"]],
  [{ "m/29991231235959_a.sql": "" }, ["29991231235959_a.sql", "29991231235960_add_users.sql"]],
])("goes on as the folder does: %j", async (given, expected) => {
  write(path, given);
  expect((await create({ directory: "m" })).error).toBeUndefined();
  expect(files("m")).toEqual(expected);
});

it("makes what can be applied, and taken back", async () => {
  await create({ format: "pair" });
  const step = (inputs: Record<string, string> = {}) =>
    runHere(path, { "database-url": `file:${path}/a.db`, format: "pair", ...inputs });
  expect(await step()).toMatchObject({ error: undefined, reports: [{ applied: [{}] }] });
  expect(await step({ command: "down" })).toMatchObject({ error: undefined, reports: [{ applied: [{}] }] });
});

it("overwrites nothing", async () => {
  write(path, { "m/0001_a.up.sql": "SELECT 1", "m/0002_add_users.down.sql": "mine" });
  const { error } = await create({ directory: "m" });
  expect(error).toContain("m/0002_add_users.down.sql cannot be made; a file that is there already is not overwritten: EEXIST");
  expect(readFileSync(join(path, "m/0002_add_users.down.sql"), "utf8")).toBe("mine");
});

it("names the input when the folder cannot be made", async () => {
  write(path, { plain: "kept" });
  expect((await create({ directory: "plain/m" })).error).toContain(
    'The folder of `directory`, "plain/m", cannot be made: ENOTDIR',
  );
});

it.skipIf(!existsSync("/proc/self"))("ends where no folder can be made", async () => {
  expect((await create({ directory: "/proc/nope/m" })).error).toContain(
    'The folder of `directory`, "/proc/nope/m", cannot be made',
  );
});
