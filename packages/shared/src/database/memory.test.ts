// An in-memory database goes from step to step as a script.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, it } from "vitest";
import { testSettings } from "../testing/client-settings.ts";
import { openDatabase } from "./memory.ts";
import { parseDatabaseUrl } from "./url.ts";

const directory = mkdtempSync(join(tmpdir(), "memory-"));
const script = join(directory, "init.sql");
const memory = parseDatabaseUrl(":memory:", "/");
const open = (path: string | undefined = script) => openDatabase(memory, testSettings(), path);
beforeEach(() => writeFileSync(script, ""));
afterAll(() => rmSync(directory, { recursive: true }));

it("hands a database to the next step", async () => {
  const first = await open();
  await first.transaction([{ sql: "CREATE TABLE t(a)" }, { sql: "INSERT INTO t VALUES (1)" }]);
  await first.save();
  const second = await open();
  expect((await second.query("SELECT a FROM t")).rows[0]?.[0]).toBe(1n);
  const before = readFileSync(script, "utf8");
  await second.save();
  expect(readFileSync(script, "utf8")).toBe(before);
});

it("leaves the script as it was when nothing is saved, or when it cannot be", async () => {
  writeFileSync(script, "CREATE TABLE t(a);");
  const db = await open();
  await db.transaction([{ sql: "CREATE VIRTUAL TABLE f USING fts5(a, content='')" }]);
  await expect(db.save()).rejects.toThrow("contentless");
  expect(readFileSync(script, "utf8")).toBe("CREATE TABLE t(a);");
  expect(readdirSync(directory)).toEqual(["init.sql"]);
});

it("says where a script fails", async () => {
  writeFileSync(script, "CREATE TABLE t(a);\n\n  INSERT INTO u VALUES (1);");
  await expect(open()).rejects.toThrow(`${script}:3:3: no such table: u (SQLITE_ERROR)`);
  await expect(open(join(directory, "missing.sql"))).rejects.toThrow("DATABASE_INIT_SQL");
});

it("saves nothing without a script, or for another kind of database", async () => {
  const rehearsal = await openDatabase(memory, testSettings(), undefined);
  await rehearsal.transaction([{ sql: "CREATE TABLE t(a)" }]);
  await rehearsal.save();
  const file = await openDatabase(parseDatabaseUrl(`file:${join(directory, "a.db")}`, "/"), testSettings(), script);
  await file.transaction([{ sql: "CREATE TABLE t(a)" }]);
  await file.save();
  expect(readFileSync(script, "utf8")).toBe("");
});
