// A matrix switches between backends by one word: each of them gives the same outputs and a database that works.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { type Job, startJob } from "@libsql-actions/shared/testing/job/job";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";

let toolCache: string;
let job: Job;
beforeAll(async () => {
  toolCache = await filledToolCache();
});
afterAll(() => rm(toolCache, { recursive: true }));
beforeEach(async () => {
  job = await startJob({ toolCache });
});
afterEach(async () => {
  const end = await job.finish();
  expect(end.orphans).toEqual([]);
});

const SCRIPT = `PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO author VALUES (1, 'it''s; fine');
CREATE TRIGGER no_empty_name BEFORE INSERT ON author WHEN new.name = '' BEGIN SELECT RAISE(ABORT, 'empty'); END;
COMMIT;
`;

/** Opens what a later step is told about, as a test process would. */
async function open(env: Readonly<Record<string, string>>) {
  const client = createClient({
    url: env["DATABASE_URL"] ?? "",
    ...(env["TURSO_AUTH_TOKEN"] ? { authToken: env["TURSO_AUTH_TOKEN"] } : {}),
  });
  if (env["DATABASE_INIT_SQL"]) await client.executeMultiple(await readFile(env["DATABASE_INIT_SQL"], "utf8"));
  return client;
}

describe.each(["turso-local", "file", "memory"])("%s", (backend) => {
  test("gives a database that works, and every output", async () => {
    const setup = await job.uses("action-setup-libsql", { with: { backend, ports: "auto" } });
    expect(setup.outcome, setup.log.join("\n")).toBe("success");
    const declared = parse(await readFile(new URL("../action-setup-libsql/action.yml", import.meta.url), "utf8")).outputs;
    expect(Object.keys(setup.outputs).sort()).toEqual(Object.keys(declared).sort());
    expect(setup.outputs).toMatchObject({ backend, "database-url": setup.env["DATABASE_URL"], "cache-hit": "true" });
    const client = await open(setup.env);
    await client.executeMultiple("CREATE TABLE t (v F32_BLOB(2)); INSERT INTO t VALUES (vector32('[1,2]'))");
    expect((await client.execute("SELECT vector_extract(v) AS v FROM t")).rows[0]?.["v"]).toBe("[1,2]");
    client.close();
  });

  test("starts from a script", async () => {
    await writeFile(join(job.workspace, "template.sql"), SCRIPT);
    const setup = await job.uses("action-setup-libsql", { with: { backend, ports: "auto", template: "template.sql" } });
    expect(setup.outcome, setup.log.join("\n")).toBe("success");
    const client = await open(setup.env);
    expect((await client.execute("SELECT name FROM author")).rows[0]?.["name"]).toBe("it's; fine");
    await expect(client.execute("INSERT INTO author VALUES (2, '')")).rejects.toThrow(/empty/);
    client.close();
  });

  test("starts from a database file, with what its write-ahead log holds", async () => {
    const original = createClient({ url: `file:${join(job.workspace, "template.db")}` });
    await original.executeMultiple(`PRAGMA journal_mode = WAL; ${SCRIPT}`);
    const setup = await job.uses("action-setup-libsql", { with: { backend, ports: "auto", template: "template.db" } });
    original.close();
    expect(setup.outcome, setup.log.join("\n")).toBe("success");
    const client = await open(setup.env);
    expect((await client.execute("SELECT count(*) AS n FROM author")).rows[0]?.["n"]).toBe(1);
    client.close();
  });

  test("says file and line of a broken script", async () => {
    await writeFile(join(job.workspace, "broken.sql"), "CREATE TABLE a (x);\n\n  INSERT INTO b VALUES (1);\n");
    const setup = await job.uses("action-setup-libsql", { with: { backend, ports: "auto", template: "broken.sql" } });
    expect(setup.outcome).toBe("failure");
    expect(setup.annotations[0]?.message).toMatch(/broken\.sql:3:3: .*no such table: .*b/);
    expect(setup.outputs["database-url"]).toBe("");
  });

  test("refuses a template that is no database", async () => {
    await writeFile(join(job.workspace, "text.db"), "hello");
    const setup = await job.uses("action-setup-libsql", { with: { backend, ports: "auto", template: "text.db" } });
    expect(setup.annotations[0]?.message).toMatch(/text\.db" is not an SQLite database file/);
  });
});

test("turso-local refuses a template whose page size makes sqld panic", async () => {
  const original = createClient({ url: `file:${join(job.workspace, "template.db")}` });
  await original.executeMultiple("PRAGMA page_size = 8192; CREATE TABLE t (a)");
  original.close();
  const setup = await job.uses("action-setup-libsql", { with: { ports: "auto", template: "template.db" } });
  expect(setup.annotations[0]?.message).toMatch(/pages of 8192 bytes; libsql-server needs 4096/);
});

test("several files", async () => {
  const setup = await job.uses("action-setup-libsql", { with: { backend: "file", instances: "one, two" } });
  const urls = JSON.parse(setup.outputs["database-urls"] ?? "{}");
  expect(urls).toEqual({
    one: expect.stringMatching(/^file:\/.*\/one\.db$/),
    two: expect.stringMatching(/^file:\/.*\/two\.db$/),
  });
});

test("a file whose name has `%`, `?`, `#`, spaces and umlauts", async () => {
  const setup = await job.uses("action-setup-libsql", { with: { backend: "file", "database-file": "a %20?#ü.db" } });
  const client = await open(setup.env);
  await client.execute("CREATE TABLE t (a)");
  client.close();
  expect((await job.run('test -s "a %20?#ü.db"')).outcome).toBe("success");
});

test("turso-cloud takes a database that exists, with the environment's token", async () => {
  const server = await startSqld();
  try {
    const setup = await job.uses("action-setup-libsql", {
      with: { backend: "turso-cloud" },
      env: { TURSO_DATABASE_URL: server.url, TURSO_AUTH_TOKEN: "a-token-of-the-database" },
    });
    expect(setup.outcome, setup.log.join("\n")).toBe("success");
    expect(setup.outputs).toMatchObject({ "database-url": server.url, "auth-token": "a-token-of-the-database" });
    expect(job.outputs({ token: setup.outputs["auth-token"] ?? "", url: setup.outputs["database-url"] ?? "" })).toEqual({
      kept: { url: server.url },
      dropped: ["token"],
    });
  } finally {
    await server.stop();
  }
});
