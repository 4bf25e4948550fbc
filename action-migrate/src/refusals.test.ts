// What a step is refused with, and that nothing is changed then.
import { existsSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { write } from "@libsql-actions/shared/testing/write-files";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runHere, runStep, workspace } from "./testing.ts";

const FOLDER = {
  "migrations/1_a.sql": "CREATE TABLE a(id INTEGER PRIMARY KEY);",
  "migrations/2_b.sql": "CREATE TABLE b(id INTEGER PRIMARY KEY);",
  "migrations/10_c.sql": "CREATE TABLE c(id INTEGER PRIMARY KEY);",
};
const TABLE = "_libsql_actions_migrations";
let path: string;
const url = () => `file:${path}/a.db`;
const up = (inputs: Record<string, string> = {}) => runHere(path, { "database-url": url(), ...inputs });
beforeEach(() => {
  path = workspace(FOLDER);
});
afterEach(() => rmSync(path, { recursive: true }));
const open = () => openConnection(parseDatabaseUrl(url(), "/"), testSettings());

describe("changes nothing for", () => {
  it.each<[string, Record<string, string>, string]>([
    [
      "an edited migration",
      { "migrations/2_b.sql": "SELECT 1" },
      "::error title=edited,file=migrations/2_b.sql::migrations/2_b.sql: version 2 was edited",
    ],
    [
      "an overtaken migration",
      { "migrations/3_late.sql": "SELECT 1" },
      "::error title=out-of-order,file=migrations/3_late.sql::migrations/3_late.sql: version 3 is not applied",
    ],
    ["a version that is there twice", { "migrations/02_x.sql": "SELECT 1" }, "have the same version"],
    ["a name that is none", { "migrations/11.sql": "SELECT 1" }, "::error title=file-name,file=migrations/11.sql::"],
    ["one of a pair among single files", { "migrations/11_x.up.sql": "SELECT 1" }, "::error title=file-name,file="],
  ])("%s", async (_, files, message) => {
    expect(await up()).toMatchObject({ error: undefined });
    write(path, { ...files, "migrations/20_more.sql": "CREATE TABLE more(x);" });
    const { error, stdout, reports } = await up();
    expect(error).toBeDefined();
    expect(stdout).toContain(message);
    expect(reports[0]?.applied).toEqual([]);
    expect((await (await open()).query(`SELECT count(*) FROM ${TABLE}`)).rows[0]?.[0]).toBe(3n);
  });

  it("a table that is another's", async () => {
    await (await open()).transaction([{ sql: "CREATE TABLE mine(version)" }]);
    expect((await up({ table: "mine" })).error).toMatch(
      /^The table mine is not one in which this format records migrations: it has the columns version\./,
    );
  });

  it("a file that is no database", async () => {
    writeFileSync(`${path}/a.db`, "no database at all".repeat(99));
    expect((await up()).error).toMatch(
      /^file:.*a\.db is no SQLite database, or is encrypted \(SQLITE_NOTADB\)\. Check `database-url`/,
    );
  });

  it.each(["down", "repair", "verify", "drift", "backup"])(
    "a file that does not exist, which `command: %s` does not make",
    async (command) => {
      const { error } = await up({ command, versions: "1" });
      expect(error).toContain(`does not exist, and \`command: ${command}\` does not make it`);
      expect(existsSync(`${path}/a.db`)).toBe(false);
    },
  );
});

it("names what is wrong with inputs, all at once, and sets every output", async () => {
  const wrong = await runStep(path, { "database-url": "postgres://x", command: "sideways", "lock-timeout": "soon" });
  expect(wrong.stdout).toMatch(/::error::.*`command`.*%0A.*`lock-timeout`/);
  expect(wrong.outputs).toEqual({
    applied: "[]",
    "applied-count": "0",
    pending: "",
    "pending-count": "",
    "current-version": "",
    "schema-digest": "",
    drift: "",
    findings: "[]",
    "findings-count": "0",
    results: "[]",
    "plan-file": "",
    "report-file": "",
    "sarif-file": "",
    "backup-file": "",
  });
});

describe("a database on another machine", () => {
  const remote = { "database-url": "https://db.example.invalid" };
  it.each(["down", "restore"])("is kept from `command: %s` unless that is allowed", async (command) => {
    const { error } = await runHere(path, { ...remote, command, "backup-file": "x.sql" });
    expect(error).toBe(
      `\`command: ${command}\` can destroy data, or mix it with other data, and db.example.invalid is another machine. If that is meant, say \`allow-remote: true\`.`,
    );
  });
});

describe("a folder", () => {
  it("that is not there", async () => {
    expect((await up({ directory: "nowhere" })).error).toBe(
      `The folder of migrations nowhere cannot be read. Give it as \`directory\`, and check the repository out first: ENOENT: no such file or directory, scandir '${path}/nowhere'`,
    );
  });

  it("that is a file", async () => {
    write(path, { "db.sql": "SELECT 1" });
    expect((await up({ directory: "db.sql" })).error).toContain("The folder of migrations db.sql cannot be read");
  });

  it("whose scripts are of no format", async () => {
    write(path, { "sql/init.sql": "SELECT 1" });
    expect((await up({ directory: "sql" })).error).toContain(
      'The files of sql, such as "init.sql", are of no format that is known.',
    );
  });

  it("in which a migration is a folder behind a link", async () => {
    symlinkSync(join(path, "migrations"), join(path, "migrations/11_x.sql"));
    expect((await up()).error).toContain("migrations/11_x.sql is no regular file");
  });
});
