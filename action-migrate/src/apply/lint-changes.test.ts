// What `up` and `plan` find in the scripts that are to run, as docs/findings.md says it: by its code, once, and as heavy as the target makes it.
import { rmSync } from "node:fs";
import { openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { addColumnRefused } from "../lint/rules/existing-rows.ts";
import { migrationOf } from "../lint/testing.ts";
import type { Session } from "../session.ts";
import { runHere, workspace } from "../testing.ts";
import { changesUp } from "./change.ts";
import { lintChanges } from "./lint-changes.ts";

let sqld: Sqld;
let path = "";
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(() => sqld.stop());
afterEach(() => rmSync(path, { recursive: true, force: true }));

async function step(files: Record<string, string>, inputs: Record<string, string>) {
  path = workspace(Object.fromEntries(Object.entries(files).map(([name, text]) => [`migrations/${name}`, text])));
  const database = inputs["database-url"] ?? `file:${path}/a.db`;
  const { error, reports } = await runHere(path, { ...inputs, "database-url": database });
  const [report] = reports;
  return {
    error,
    applied: report?.applied?.map(({ migration }) => migration.version),
    found: report?.findings.map(({ severity, code, file, line }) => `${severity} ${code} ${file}:${line}`),
  };
}

const REFUSED: [string, string][] = [
  ["placeholder", "CREATE TABLE ${prefix}b (x);"],
  ["bare-parameter", "INSERT INTO a VALUES (?);"],
  ["rollback-in-file", "ROLLBACK;"],
  ["vacuum", "VACUUM;"],
  ["attach", "ATTACH 'b.db' AS b;"],
  ["temporary-object", "CREATE TEMP TABLE b (x);"],
  ["refused-pragma", "PRAGMA journal_mode = WAL;"],
  ["nul-character", "INSERT INTO a VALUES ('\0');"],
];
const around = (sql: string) => ({ "1_a.sql": "CREATE TABLE a (x);", "2_b.sql": `SELECT 1;\n${sql}`, "3_c.sql": "SELECT 3;" });

describe.each(["up", "plan"])("%s", (command) => {
  it.each(REFUSED)("says %s of a script that cannot be made ready, once, and nothing else", async (code, sql) => {
    const { error, applied, found } = await step(around(sql), { command });
    expect(found).toEqual([`error ${code} migrations/2_b.sql:2`]);
    expect(error).toMatch(/^migrations\/2_b\.sql:2:\d+: /);
    expect(applied).toEqual(command === "up" ? ["1"] : []);
  });

  it("looks at what comes behind such a script too", async () => {
    const files = { ...around("VACUUM;"), "3_c.sql": "SELECT ?;", "4_d.sql": "DROP TABLE a;" };
    expect(await step(files, { command })).toMatchObject({
      found: [
        "error vacuum migrations/2_b.sql:2",
        "error bare-parameter migrations/3_c.sql:1",
        "warning drop-table migrations/4_d.sql:1",
      ],
    });
  });

  it("has the error of the script with `lint: off`", async () => {
    const { error, found } = await step(around("VACUUM;"), { command, lint: "off" });
    expect(error).toContain("2_b.sql:2:1: VACUUM cannot run");
    expect(found).toEqual(["error failed migrations/2_b.sql:2"]);
  });
});

it("looks at no more than `steps` and `target` allow", async () => {
  expect(await step(around("VACUUM;"), { command: "up", steps: "1" })).toEqual({ error: undefined, applied: ["1"], found: [] });
});

it("applies nothing with `transaction: all`", async () => {
  expect(await step(around("VACUUM;"), { command: "up", transaction: "all" })).toMatchObject({
    applied: [],
    found: ["error vacuum migrations/2_b.sql:2"],
  });
});

it("asks the parser of a server about what comes behind a script that cannot be made ready", async () => {
  const files = { ...around("VACUUM;"), "3_c.sql": "CREATE TABL c(x);" };
  expect(await step(files, { command: "plan", "database-url": sqld.url })).toMatchObject({
    found: ["error vacuum migrations/2_b.sql:2", "error refused-by-server migrations/3_c.sql:1"],
  });
});

const SERVER_ONLY: [string, string][] = [
  ["refused-pragma", "PRAGMA optimize;"],
  ["analyze", "ANALYZE;"],
  ["reserved-table", "CREATE TABLE _litestream_seq (x);"],
  ["unsupported-syntax", "SELECT group_concat(x, ',' ORDER BY x) FROM a;"],
  ["unsupported-syntax", "SELECT count(*) FROM a HAVING count(*) > 1;"],
  ["vacuum", "VACUUM;"],
];

it.each(SERVER_ONLY)("warns of %s where it runs, and refuses it on a server: %s", async (code, sql) => {
  const loose = code === "vacuum" ? "-- libsql-actions: no-transaction\n" : "\n";
  const files = { "1_a.sql": "CREATE TABLE a (x);", "2_b.sql": `${loose}${sql}` };
  const place = `${code} migrations/2_b.sql:2`;
  expect(await step(files, {})).toEqual({ error: undefined, applied: ["1", "2"], found: [`warning ${place}`] });
  expect(await step(files, { "database-url": ":memory:" })).toMatchObject({ applied: ["1", "2"], found: [`warning ${place}`] });
  expect(await step(files, { command: "plan", "database-url": sqld.url })).toMatchObject({ found: [`error ${place}`] });
});

describe("rows", () => {
  const USERS = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);";

  /** Of a database that has some. @returns also how often it was asked, and how often a rule looked */
  async function lintWithRows(todo: readonly Migration[], rows: number) {
    const db = await openConnection(parseDatabaseUrl(":memory:", "/"), testSettings());
    await db.transaction([{ sql: USERS }, ...Array.from({ length: rows }, () => ({ sql: "INSERT INTO users DEFAULT VALUES" }))]);
    const query = vi.fn(db.query);
    const look = vi.spyOn(addColumnRefused, "check");
    const session = {
      db: { ...db, query },
      folder: { format: { reversible: false } },
      table: { name: "_migrations" },
      context: { inputs: { lint: "warn", lintIgnore: [], transaction: "file" } },
      schema: () => Promise.resolve({ tables: [{ name: "Users" }] }),
    } as unknown as Session;
    const ready = changesUp(todo, { loose: false, table: "_migrations" });
    const found = await lintChanges(session, { applied: [], todo }, ready);
    const looks = look.mock.calls.length;
    look.mockRestore();
    db.close();
    return { found: found.map(({ severity, code }) => `${severity} ${code}`), asked: query.mock.calls.length > 0, looks };
  }

  it("are not counted, and nothing is looked at twice, where their number says nothing", async () => {
    const todo = [migrationOf("1", "CREATE TABLE a (x);"), migrationOf("2", "DROP TABLE users;")];
    expect(await lintWithRows(todo, 2)).toEqual({ found: ["warning drop-table"], asked: false, looks: 2 });
  });

  it("are counted where their number decides, and what is said is true of that number", async () => {
    const add = [migrationOf("1", "ALTER TABLE users ADD COLUMN plan TEXT NOT NULL;")];
    expect(await lintWithRows(add, 2)).toEqual({ found: ["error not-null-without-default"], asked: true, looks: 2 });
    expect(await lintWithRows(add, 0)).toMatchObject({ found: ["warning not-null-without-default"], asked: true });
    const update = [migrationOf("1", "UPDATE users SET name = 'x';")];
    expect(await lintWithRows(update, 2)).toMatchObject({ found: ["warning update-without-where"], asked: true });
  });
});
