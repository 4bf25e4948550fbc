// A database is backed up and restored by the steps of a workflow: what the files are, and what is refused.
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { openConnection } from "@libsql-actions/shared/database/connection";
import { contentDigest } from "@libsql-actions/shared/database/content-digest";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { write } from "@libsql-actions/shared/testing/write-files";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runHere, workspace } from "../testing.ts";

const FOLDER = {
  "migrations/1_a.sql":
    "CREATE TABLE a(id INTEGER PRIMARY KEY AUTOINCREMENT, x UNIQUE); INSERT INTO a(x) VALUES (1.5), (x'00'), (NULL);",
  "migrations/2_b.sql":
    "CREATE VIEW v AS SELECT x FROM a; CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM a WHERE x = 9; END;",
};

describe.each(["file", "remote"])("on %s", (kind) => {
  let servers: Sqld[] = [];
  const paths: string[] = [];
  beforeAll(async () => {
    if (kind === "remote") servers = await Promise.all([startSqld(), startSqld()]);
  });
  afterAll(async () => {
    for (const server of servers) await server.stop();
    for (const path of paths) rmSync(path, { recursive: true });
  });
  const urls = (path: string) =>
    servers.length > 0 ? servers.map(({ url }) => url) : [`file:${path}/a.db`, `file:${path}/b.db`];
  const digest = async (url = "") => {
    const db = await openConnection(parseDatabaseUrl(url, "/"), testSettings());
    const { digest: found } = await contentDigest(db.query);
    db.close();
    return found;
  };

  it("writes a dump that only its owner reads, which makes the same database again", async () => {
    const path = workspace(FOLDER);
    paths.push(path);
    const [from, to] = urls(path) as [string, string];
    expect(await runHere(path, { "database-url": from })).toMatchObject({ error: undefined });
    const backup = await runHere(path, { "database-url": from, command: "backup", "backup-directory": "dumps" });
    expect(backup).toMatchObject({ error: undefined, reports: [{ status: "ok", currentVersion: "2", pending: [] }] });
    const file = backup.reports[0]?.backupFile ?? "";
    expect(readdirSync(join(path, "dumps")).map((name) => `dumps/${name}`)).toEqual([file, `${file}.sha256`]);
    expect(statSync(join(path, file)).mode & 0o777).toBe(0o600);

    expect(await runHere(path, { "database-url": to, command: "restore", "backup-file": file })).toMatchObject({
      error: undefined,
      reports: [{ status: "ok", currentVersion: "2", pending: [], schemaDigest: backup.reports[0]?.schemaDigest }],
    });
    expect(await digest(to)).toBe(await digest(from));

    // What is there is not lost by mistake, and a dump that somebody changed is not read.
    const again = await runHere(path, { "database-url": to, command: "restore", "backup-file": file });
    expect(again.error).toContain("not empty");
    write(path, { [file]: readFileSync(join(path, file), "utf8").replace("1.5", "2.5") });
    const changed = await runHere(path, { "database-url": to, command: "restore", "backup-file": file, replace: "true" });
    expect(changed.error).toContain("is expected");
    expect(await digest(to)).toBe(await digest(from));
  });

  it("makes a backup before anything is applied, and none when nothing is", async () => {
    const path = workspace(FOLDER);
    paths.push(path);
    const url = kind === "file" ? `file:${path}/c.db` : (await startServer()).url;
    await runHere(path, { "database-url": url, target: "1" });
    const up = () => runHere(path, { "database-url": url, "backup-directory": "dumps" });
    const before = await digest(url);
    const first = await up();
    expect(first).toMatchObject({ error: undefined, reports: [{ applied: [{ migration: { version: "2" } }] }] });
    const file = first.reports[0]?.backupFile ?? "";
    const copy = `file:${path}/copy.db`;
    await runHere(path, { "database-url": copy, command: "restore", "backup-file": file });
    expect(await digest(copy)).toBe(before);
    expect((await up()).reports[0]?.backupFile).toBe(undefined);
  });

  async function startServer(): Promise<Sqld> {
    const server = await startSqld();
    servers.push(server);
    return server;
  }
});

it("replaces nothing by a dump that was cut off", async () => {
  const path = workspace(FOLDER);
  const url = `file:${path}/a.db`;
  await runHere(path, { "database-url": url });
  const { reports } = await runHere(path, { "database-url": url, command: "backup", "backup-directory": "dumps" });
  const lines = readFileSync(join(path, reports[0]?.backupFile ?? ""), "utf8").split("\n");
  const before = readFileSync(join(path, "a.db"));
  const whole = lines.indexOf("COMMIT;");
  expect(whole).toBeGreaterThan(2);
  for (let kept = 0; kept <= whole; kept++) {
    write(path, {
      "cut.sql": lines
        .slice(0, kept)
        .map((line) => `${line}\n`)
        .join(""),
    });
    const inputs = { "database-url": url, command: "restore", "backup-file": "cut.sql", replace: "true" };
    expect((await runHere(path, inputs)).error, `${kept} lines`).toContain("Get the whole file");
  }
  expect(readFileSync(join(path, "a.db"))).toEqual(before);
  rmSync(path, { recursive: true });
});

it("says what is wrong with the file", async () => {
  const path = workspace({});
  const restore = (file: string) =>
    runHere(path, { "database-url": `file:${path}/a.db`, command: "restore", "backup-file": file });
  expect((await restore("nowhere.sql")).error).toContain('The input `backup-file` is "nowhere.sql", which does not exist');
  write(path, { "bad.sql": "CREATE TABLE a(x);\nINSERT INTO nowhere VALUES (1);" });
  expect((await restore("bad.sql")).error).toContain("bad.sql:2:1: no such table: nowhere");
  rmSync(path, { recursive: true });
});

it.skipIf(!existsSync("/proc/self"))("names the input when no folder can be made for the dump", async () => {
  const path = workspace(FOLDER);
  await runHere(path, { "database-url": `file:${path}/a.db` });
  const inputs = { "database-url": `file:${path}/a.db`, command: "backup", "backup-directory": "/proc/nope/dumps" };
  expect((await runHere(path, inputs)).error).toMatch(
    /^The folder of `backup-directory`, \S*\/proc\/nope\/dumps, cannot be made/,
  );
  rmSync(path, { recursive: true });
});
