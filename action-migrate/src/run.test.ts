// The action on real databases, each step in a process of its own: what a workflow sees of it.
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openClient } from "@libsql-actions/shared/database/client";
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { workspace as newWorkspace, runStep, write } from "./testing.ts";

const TABLE = "_libsql_actions_migrations";
const made: string[] = [];
const workspace = (files: Record<string, string>) => {
  const path = newWorkspace(files);
  made.push(path);
  // The native addon is looked for in the workspace's own node_modules before it is downloaded.
  mkdirSync(join(path, "node_modules"));
  symlinkSync(fileURLToPath(new URL("../../node_modules/@libsql", import.meta.url)), join(path, "node_modules/@libsql"));
  return path;
};
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true });
});

let sqld: Sqld;
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(() => sqld.stop());

const open = (url: string) => openConnection(parseDatabaseUrl(url, "/"), testSettings());
const ints = async (db: Connection, sql: string) => (await db.query(sql)).rows.map((row) => Number(row[0]));
async function clear(url: string) {
  const db = await open(url);
  const { rows } = await db.query("SELECT name FROM sqlite_schema WHERE type = 'table'");
  await db.transaction(
    rows.map((row) => ({ sql: `DROP TABLE "${row[0]}"` })),
    { foreignKeys: "off" },
  );
  return db;
}

const FOLDER = {
  "migrations/2_b.sql": "CREATE TABLE b(id INTEGER PRIMARY KEY, a REFERENCES a ON DELETE CASCADE); INSERT INTO b(a) VALUES (1);",
  "migrations/1_a.sql": "CREATE TABLE a(id INTEGER PRIMARY KEY);\r\nINSERT INTO a VALUES (1), (2);\r\n",
  "migrations/10_c.sql":
    "PRAGMA foreign_keys=OFF;\nCREATE TABLE new_a(id INTEGER PRIMARY KEY, n);\nINSERT INTO new_a(id) SELECT id FROM a;\nDROP TABLE a;\nALTER TABLE new_a RENAME TO a;\n" +
    "CREATE TRIGGER tr AFTER INSERT ON a BEGIN UPDATE a SET n = 1 WHERE id = new.id; SELECT 1; END",
};

describe.each(["file", "memory", "remote"] as const)("on %s", (kind) => {
  it("applies what is pending once, in numeric order, and says so on every path", async () => {
    const path = workspace({ ...FOLDER, "init.sql": "" });
    const url = { file: `file:${path}/a.db`, memory: ":memory:", remote: sqld.url }[kind];
    if (kind === "remote") await clear(url);
    const environment: Record<string, string> = kind === "memory" ? { DATABASE_INIT_SQL: "init.sql" } : {};
    const step = (inputs: Record<string, string> = {}) => runStep(path, { "database-url": url, ...inputs }, environment);

    expect((await step({ command: "status" })).outputs).toMatchObject({
      applied: "[]",
      pending: '["1","2","10"]',
      "pending-count": "3",
      "current-version": "",
    });
    if (kind === "file") expect(existsSync(`${path}/a.db`)).toBe(false);
    const first = await step();
    expect(first).toMatchObject({
      ok: true,
      outputs: { applied: '["1","2","10"]', "applied-count": "3", pending: "[]", "pending-count": "0", "current-version": "10" },
    });
    expect(first.summary).toContain("| 10 | c | applied in");
    const second = await step();
    expect(second).toMatchObject({ ok: true, outputs: { applied: "[]", "applied-count": "0", "current-version": "10" } });

    // The second file fails at its second statement: the first stays, nothing of the second does, and the failure has its place.
    write(path, {
      "migrations/11_d.sql": "CREATE TABLE d(id);",
      "migrations/12_e.sql": "CREATE TABLE e(id);\n\n  INSERT INTO nowhere VALUES (1);",
    });
    const failed = await step();
    expect(failed).toMatchObject({ ok: false, outputs: { applied: '["11"]', pending: '["12"]', "current-version": "11" } });
    expect(failed.stdout).toContain(
      "::error file=migrations/12_e.sql,line=3,col=3::migrations/12_e.sql:3:3: no such table: nowhere (SQLITE_ERROR)",
    );
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

    write(path, {
      "migrations/12_e.sql": "CREATE TABLE e(id);",
      "migrations/1_a.sql": FOLDER["migrations/1_a.sql"].replaceAll("\r", ""),
    });
    expect(await step()).toMatchObject({ ok: true, outputs: { applied: '["12"]' } });
    if (kind === "memory") {
      expect(readFileSync(join(path, "init.sql"), "utf8")).toContain("CREATE TABLE e(id);");
      return;
    }
    const db = await open(url);
    expect(await ints(db, "SELECT a FROM b")).toEqual([1]);
    expect(await ints(db, "SELECT count(*) FROM d")).toEqual([0]);
    const { rows } = await db.query(
      `SELECT version, name, length(checksum), applied_at GLOB '20??-??-??T??:??:??.???Z', duration_ms >= 0 FROM ${TABLE}`,
    );
    expect(rows.map((row) => Array.from(row))).toEqual(
      ["1 a", "2 b", "10 c", "11 d", "12 e"].map((text) => [...text.split(" "), 64n, 1n, 1n]),
    );
  });
});

describe("refuses, and changes nothing,", () => {
  const cases: [string, Record<string, string>, string][] = [
    [
      "an edited migration",
      { "migrations/2_b.sql": "SELECT 1" },
      "::error file=migrations/2_b.sql::migrations/2_b.sql (version 2) was edited",
    ],
    [
      "an overtaken migration",
      { "migrations/3_late.sql": "SELECT 1" },
      "::error file=migrations/3_late.sql::migrations/3_late.sql (version 3) is not applied",
    ],
    [
      "a folder of Prisma",
      { "migrations/20240102030405_init/migration.sql": "SELECT 1" },
      "it looks like a folder of Prisma, which this action does not read",
    ],
    [
      "a folder of drizzle-kit, version 1",
      {
        "migrations/20240102030405_init/migration.sql": "SELECT 1",
        "migrations/20240102030405_init/snapshot.json": "{}",
      },
      "it looks like a folder of drizzle-kit, which this action does not read",
    ],
    ["a version that is there twice", { "migrations/02_x.sql": "SELECT 1" }, "have the same version"],
    [
      "a script with ROLLBACK",
      { "migrations/11_x.sql": "SELECT 1", "migrations/12_x.sql": "\nROLLBACK" },
      "::error file=migrations/12_x.sql,line=2,col=1::",
    ],
    [
      "the folder of dbmate",
      { "migrations/11_x.sql": "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;" },
      "written for dbmate",
    ],
  ];
  beforeAll(async () => {
    await clear(sqld.url);
    expect(await runStep(workspace(FOLDER), { "database-url": sqld.url })).toMatchObject({ ok: true });
  });
  it.each(cases)("%s", async (_, files, message) => {
    const result = await runStep(workspace({ ...FOLDER, ...files }), { "database-url": sqld.url });
    expect(result).toMatchObject({ ok: false, outputs: { applied: "[]", "applied-count": "0" } });
    expect(result.stdout).toContain(message);
    expect(await ints(await open(sqld.url), `SELECT count(*) FROM ${TABLE}`)).toEqual([3]);
  });

  it("a migration whose file is missing", async () => {
    const path = workspace(FOLDER);
    await runStep(path, { "database-url": `file:${path}/a.db` });
    rmSync(join(path, "migrations/2_b.sql"));
    const result = await runStep(path, { "database-url": `file:${path}/a.db` });
    expect(result.ok).toBe(false);
    expect(result.stdout).toContain("::error::Version 2 (b) is applied, but has no file in the folder");
  });

  it("a table that is another's", async () => {
    const path = workspace(FOLDER);
    const db = await open(`file:${path}/a.db`);
    await db.transaction([{ sql: "CREATE TABLE mine(version)" }]);
    const result = await runStep(path, { "database-url": `file:${path}/a.db`, table: "mine" });
    expect(result.stdout).toContain("::error::The table mine is not one in which this action records migrations");
  });

  it("a folder of another tool whose migrations are folders, under every format", async () => {
    for (const format of ["plain", "pair"]) {
      const path = workspace({ "migrations/20240102030405_init/migration.sql": "SELECT 1" });
      const result = await runStep(path, { "database-url": `file:${path}/a.db`, format });
      expect(result.ok).toBe(false);
      expect(result.stdout).toContain("folder of Prisma");
    }
  });

  it("a migration that is a folder behind a link", async () => {
    const path = workspace({ "migrations/README.md": "" });
    symlinkSync(path, join(path, "migrations/1_a.sql"));
    const result = await runStep(path, { "database-url": `file:${path}/a.db` });
    expect(result.stdout).toContain(
      "::error::migrations/1_a.sql cannot be read. A migration is a file, or a link to one: EISDIR",
    );
  });

  it("a file that is no database", async () => {
    const path = workspace({ ...FOLDER, "a.db": "no database at all".repeat(99) });
    const result = await runStep(path, { "database-url": `file:${path}/a.db` });
    expect(result.stdout).toMatch(
      /::error::file:.*a\.db is no SQLite database, or is encrypted \(SQLITE_NOTADB\)\. Check `database-url`/,
    );
  });

  it("wrong inputs, all at once", async () => {
    const path = workspace(FOLDER);
    const wrong = await runStep(path, { "database-url": "postgres://x", command: "sideways", "lock-timeout": "soon" });
    expect(wrong.stdout).toMatch(/::error::.*`command`.*%0A.*`lock-timeout`/);
    expect(wrong.outputs).toEqual({
      applied: "[]",
      "applied-count": "0",
      pending: "",
      "pending-count": "",
      "current-version": "",
      results: "[]",
    });
  });

  it("a server that cannot be reached", async () => {
    const unreachable = await runStep(workspace(FOLDER), { "database-url": "http://127.0.0.1:9" });
    expect(unreachable.outputs).toMatchObject({ applied: "[]", pending: "", "current-version": "" });
    expect(JSON.parse(unreachable.outputs["results"] ?? "")).toEqual([
      {
        database: "http://127.0.0.1:9",
        status: "failed",
        applied: [],
        "current-version": "",
        error: expect.stringContaining("127.0.0.1:9 cannot be reached"),
      },
    ]);
  });
});

it("runs the `.up.sql` of a pair, and not its `.down.sql`", async () => {
  const path = workspace({ "db/0001_a.up.sql": "CREATE TABLE a(id)", "db/0001_a.down.sql": "DROP TABLE a" });
  const result = await runStep(path, { "database-url": `file:${path}/a.db`, directory: "db" });
  expect(result).toMatchObject({ ok: true, outputs: { applied: '["0001"]', "current-version": "0001" } });
  expect((await (await open(`file:${path}/a.db`)).query("SELECT name FROM pragma_table_info('a')")).rows[0]?.[0]).toBe("id");
});

it("tells both when a file fails and the in-memory database cannot be kept", async () => {
  const path = workspace({
    "migrations/1_a.sql": "CREATE VIRTUAL TABLE f USING fts5(a, content='')",
    "migrations/2_b.sql": "SELECT 1;\nINSERT INTO nowhere VALUES (1);",
    "init.sql": "",
  });
  const result = await runStep(path, { "database-url": ":memory:" }, { DATABASE_INIT_SQL: "init.sql" });
  expect(result).toMatchObject({ ok: false, outputs: { applied: "[]", pending: '["1","2"]', "current-version": "" } });
  const place = "migrations/2_b.sql:2:1: no such table: nowhere (SQLITE_ERROR)";
  expect(result.stdout).toContain(`::error file=migrations/2_b.sql,line=2,col=1::${place}\n`);
  expect(result.stdout).toContain(`::error::${place}; The migrations ran, but the in-memory database cannot be written`);
  expect(readFileSync(join(path, "init.sql"), "utf8")).toBe("");
});

it("migrates several databases, and stops at the first that fails", async () => {
  const path = workspace(FOLDER);
  const urls = ["a", "b", "c"].map((name) => `file:${path}/${name}.db`);
  const odd = await open(urls[1] ?? "");
  await odd.transaction([{ sql: "CREATE TABLE b(id)" }]);
  const result = await runStep(path, { "database-url": urls.join("\n") });
  expect(result).toMatchObject({
    ok: false,
    outputs: { applied: '["1","2","10"]', pending: "", "pending-count": "", "current-version": "1" },
  });
  expect(JSON.parse(result.outputs["results"] ?? "").map(({ status }: { status: string }) => status)).toEqual([
    "ok",
    "failed",
    "skipped",
  ]);
});

it("has one of three runners apply each file to a database file", async () => {
  const path = workspace({
    "migrations/1_a.sql": "CREATE TABLE t(n); INSERT INTO t VALUES (1)",
    "migrations/2_b.sql": "UPDATE t SET n = n * 2",
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
  expect(results.map(({ stdout }) => stdout).join()).toContain("another runner");
  expect(await ints(await open(url), "SELECT n FROM t")).toEqual([2]);
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

it("tells what was applied when it is cancelled", async () => {
  await clear(sqld.url);
  const slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT count(*) FROM n";
  const path = workspace({ "migrations/1_a.sql": "CREATE TABLE a(x)", "migrations/2_b.sql": slow });
  const result = await runStep(path, { "database-url": sqld.url }, {}, (text, child) => {
    if (text.includes("applied migrations/1_a.sql")) child.kill("SIGINT");
  });
  expect(result).toMatchObject({
    ok: false,
    outputs: { applied: '["1"]', "applied-count": "1", pending: "", "pending-count": "" },
  });
  expect(JSON.parse(result.outputs["results"] ?? "")).toMatchObject([
    { status: "failed", applied: ["1"], "current-version": "1", error: "the step was cancelled" },
  ]);
});

it("keeps nothing of an in-memory database when it is cancelled, and says so", async () => {
  const slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000000) SELECT count(*) FROM n";
  const path = workspace({ "migrations/1_a.sql": "CREATE TABLE a(x)", "migrations/2_b.sql": slow, "init.sql": "" });
  let done = false;
  const result = await runStep(path, { "database-url": ":memory:" }, { DATABASE_INIT_SQL: "init.sql" }, (text, child) => {
    if (!done && text.includes("applied migrations/1_a.sql")) done = child.kill("SIGTERM");
  });
  expect(result).toMatchObject({ ok: false, outputs: { applied: "[]", pending: "", "current-version": "" } });
  expect(readFileSync(join(path, "init.sql"), "utf8")).toBe("");
});
