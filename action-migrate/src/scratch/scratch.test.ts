import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { sqldPath } from "@libsql-actions/shared/testing/sqld";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openScratch, type Scratch, type ScratchRequest } from "./scratch.ts";

const SYSTEM_PATH = "/usr/bin:/bin";

let temporary: string;
let opened: Scratch[];
let said: { notes: string[]; warnings: string[] };

beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), "scratch-test-"));
  [opened, said] = [[], { notes: [], warnings: [] }];
});
afterEach(async () => {
  for (const scratch of opened) await scratch.close();
  await rm(temporary, { recursive: true });
});

async function open(changes: Partial<ScratchRequest> = {}): Promise<Scratch> {
  const scratch = await openScratch({
    target: "remote",
    environment: { PATH: `${dirname(sqldPath())}:${SYSTEM_PATH}` },
    temporary,
    settings: testSettings(),
    note: (message) => said.notes.push(message),
    warn: (message) => said.warnings.push(message),
    ...changes,
  });
  opened.push(scratch);
  return scratch;
}

const tables = async ({ db }: Scratch) => (await db.query("SELECT name FROM sqlite_schema")).rows.map((row) => row[0]);

/** The servers that keep their data in the folder of this test. */
function servers(): number[] {
  const list = execFileSync("ps", ["-eo", "pid=,stat=,args="], { encoding: "utf8" }).split("\n");
  return list.filter((line) => line.includes(temporary) && !/^\s*\d+ Z/.test(line)).map((line) => Number.parseInt(line, 10));
}

test("is a server of its own that refuses what a server refuses, and leaves nothing", async () => {
  const scratch = await open();
  expect(scratch.engine).toBe("sqld");
  expect(said).toEqual({ notes: [], warnings: [] });
  expect(await scratch.db.transaction([{ sql: "CREATE TABLE t(a)" }])).toMatchObject({ ok: true });
  expect(await tables(scratch)).toEqual(["t"]);
  await expect(scratch.db.query("PRAGMA journal_mode=WAL")).rejects.toThrow("SQL_PARSE_ERROR");
  expect(servers()).toHaveLength(1);
  await scratch.close();
  expect(servers()).toEqual([]);
  expect(readdirSync(temporary)).toEqual([]);
});

test("stands for no database in particular too", async () => {
  expect((await open({ target: undefined })).engine).toBe("sqld");
});

test.each(["sqld", "memory"] as const)("is empty again when it is asked for: %s", async (engine) => {
  const scratch = await open({ target: engine === "sqld" ? "remote" : "memory" });
  await scratch.db.transaction([{ sql: "CREATE TABLE t(a)" }]);
  const fresh = await scratch.fresh();
  expect(fresh).toBe(scratch.db);
  expect([scratch.engine, await tables(scratch)]).toEqual([engine, []]);
  expect(servers()).toHaveLength(engine === "sqld" ? 1 : 0);
});

test("several servers stand side by side", async () => {
  const [one, other] = await Promise.all([open(), open()]);
  await one.db.transaction([{ sql: "CREATE TABLE t(a)" }]);
  expect([await tables(one), await tables(other)]).toEqual([["t"], []]);
});

test.each(["file", "memory"] as const)("stands in memory for a database of the kind %s, its own engine", async (target) => {
  const scratch = await open({ target });
  expect(scratch.engine).toBe("memory");
  expect(said).toEqual({ notes: [], warnings: [] });
});

test("without a server, memory takes its place, and a notice says what is not found then", async () => {
  const scratch = await open({ environment: { PATH: SYSTEM_PATH } });
  expect(scratch.engine).toBe("memory");
  expect(said.warnings).toEqual([]);
  expect(said.notes).toEqual([expect.stringMatching(/no sqld on PATH.*VACUUM.*turso-local/s)]);
});

test.each([
  ["does not run", "#!/bin/sh\necho 'sqld: GLIBC_2.34 not found' >&2\nexit 1\n", "GLIBC_2.34"],
  ["is something else", "#!/bin/sh\necho hello\n", "does not say that it is a sqld"],
  ["does not come up", '#!/bin/sh\ntest "$1" = --version && echo sqld sqld 0.24.32 || echo no room >&2\n', "no room"],
])("with a server that %s, memory takes its place with a warning", async (_, script, reason) => {
  const folder = await mkdtemp(join(temporary, "bin-"));
  await writeFile(join(folder, "sqld"), script);
  await chmod(join(folder, "sqld"), 0o755);
  const scratch = await open({ environment: { PATH: `${folder}:${SYSTEM_PATH}` } });
  expect(scratch.engine).toBe("memory");
  expect(said.notes).toEqual([]);
  expect(said.warnings).toEqual([expect.stringContaining(reason)]);
  expect(readdirSync(temporary).filter((name) => name.startsWith("scratch-"))).toEqual([]);
});

test("a server that ends in between is named as the reason", async () => {
  const scratch = await open();
  await scratch.db.query("SELECT 1");
  for (const pid of servers()) process.kill(pid, "SIGKILL");
  await expect(scratch.db.transaction([{ sql: "CREATE TABLE t(a)" }])).rejects.toThrow(/sqld ended while it was in use/);
});

test("once there was a server, nothing else takes its place", async () => {
  const folder = await mkdtemp(join(temporary, "bin-"));
  await writeFile(join(folder, "sqld"), `#!/bin/sh\nexec ${sqldPath()} "$@"\n`);
  await chmod(join(folder, "sqld"), 0o755);
  const scratch = await open({ environment: { PATH: `${folder}:${SYSTEM_PATH}` } });
  await rm(folder, { recursive: true });
  await expect(scratch.fresh()).rejects.toThrow("could not be started (ENOENT)");
  expect(existsSync(folder)).toBe(false);
});
