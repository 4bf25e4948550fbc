// The step as a whole: what later steps and readers see of it, on every kind of database.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openConnection } from "@libsql-actions/shared/database/connection";
import { openDatabase } from "@libsql-actions/shared/database/memory";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { readStep } from "@libsql-actions/shared/inputs/step";
import { setOutputs } from "@libsql-actions/shared/report/outputs";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { sendJson, startHttp } from "@libsql-actions/shared/testing/http";
import { parsePairs } from "@libsql-actions/shared/testing/job/file-commands";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { outputsOf } from "./outputs.ts";
import { run } from "./run.ts";
import { inputsWith } from "./testing.ts";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const SCHEMA =
  "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE); CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users);";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "seed-"));
  for (const file of ["output", "summary"]) await writeFile(join(directory, file), "");
  vi.stubEnv("GITHUB_OUTPUT", join(directory, "output"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true, force: true });
});

/** Runs the step as its entry does. */
async function step(given: Record<string, string>, environment: Record<string, string> = {}) {
  setOutputs(outputsOf([]));
  const variables = {
    ...environment,
    GITHUB_WORKSPACE: directory,
    RUNNER_TEMP: tmpdir(),
    GITHUB_STEP_SUMMARY: join(directory, "summary"),
  };
  // The native addon of the repository's own node_modules.
  const known = { ...readStep(variables, true), workspace: given["database-url"] === "none" ? directory : REPOSITORY };
  return run({
    inputs: inputsWith(given),
    step: { ...known, environment: variables },
    reports: [],
    clock: () => performance.now(),
  });
}

async function outputs(): Promise<Record<string, string>> {
  return Object.fromEntries(parsePairs(await readFile(join(directory, "output"), "utf8"), process.platform));
}

async function prepare(url: string): Promise<string> {
  const db = await openConnection(parseDatabaseUrl(url, "/"), testSettings());
  await db.transaction(
    SCHEMA.split(";")
      .filter(Boolean)
      .map((sql) => ({ sql })),
  );
  db.close();
  return url;
}

async function countUsers(url: string, script?: string): Promise<number> {
  const db = await openDatabase(parseDatabaseUrl(url, "/"), testSettings(), script);
  const { rows } = await db.query("SELECT count(*) FROM users");
  db.close();
  return Number(rows[0]?.[0]);
}

describe("run", () => {
  it("seeds a file, tells what it wrote, and finds nothing to do the second time", async () => {
    const url = await prepare(`file:${join(directory, "a.db")}`);
    await step({ "database-url": url, rows: "posts=25" });
    const first = await outputs();
    expect(first).toMatchObject({ rows: "35", tables: '{"users":10,"posts":25}', skipped: "false" });
    expect(first["digest"]).toMatch(/^[0-9a-f]{64}$/);
    expect(Object.keys(JSON.parse(first["digests"] ?? ""))).toEqual(["users", "posts"]);
    expect(await readFile(join(directory, "summary"), "utf8")).toMatch(
      /### Seed <code>42<\/code>[\s\S]*<code>posts<\/code> \| 25 \|/,
    );
    await step({ "database-url": url, rows: "posts=25" });
    expect(await outputs()).toMatchObject({
      rows: "0",
      tables: '{"users":0,"posts":0}',
      skipped: "true",
      "table-digests": first["table-digests"],
    });
    expect(await readFile(join(directory, "summary"), "utf8")).toMatch(/<code>users<\/code> \| 0 \| {2}\| held rows already/);
    expect(await countUsers(url)).toBe(10);
  });

  it("names the input of a database that cannot be used, but not where the environment has named it", async () => {
    await expect(step({ "database-url": "postgres://a/b" })).rejects.toThrow(
      /^The databases of the input `database-url` cannot be used$/,
    );
    await expect(step({}, { TURSO_DATABASE_URL: "libsql://" })).rejects.toThrow(/^(?!.*database-url).*is not a database URL/);
  });

  it("says all that is wrong with a spec, its names too, and makes no database for that", async () => {
    const [file, spec] = [join(directory, "none.db"), join(directory, "seed.yaml")];
    await writeFile(spec, "tables:\n  nobody: {rows: -1}\n  users: {columns: {nam: word}}\n");
    await expect(step({ "database-url": `file:${file}`, spec })).rejects.toThrow(/seed\.yaml:2:18: tables\.nobody\.rows: -1/);
    await expect(readFile(file)).rejects.toThrow("ENOENT");
    await expect(step({ "database-url": await prepare(`file:${file}`), spec })).rejects.toThrow(
      /^The spec has 3 problems:\n.*:2:3: .*"nobody" is no table.*\n.*:2:18: .*\n.*:3:26: .*"nam" is no column of users/,
    );
    await writeFile(join(directory, "schema.sql"), SCHEMA);
    const none = { "database-url": "none", schema: "schema.sql", output: "o.json", spec: "seed.yaml" };
    await expect(step(none)).rejects.toThrow("The spec has 3 problems:");
  });

  it("seeds a server that the environment names", async () => {
    const server = await startSqld();
    try {
      await prepare(server.url);
      await step({}, { TURSO_DATABASE_URL: server.url });
      expect(await countUsers(server.url)).toBe(10);
      expect(await outputs()).toMatchObject({ rows: "20" });
    } finally {
      await server.stop();
    }
  });

  it("carries a database in memory on in its script", async () => {
    const script = join(directory, "init.sql");
    await writeFile(script, SCHEMA);
    const given = { "database-url": ":memory:", rows: "posts=0" };
    await step(given, { DATABASE_INIT_SQL: script });
    expect(await outputs()).toMatchObject({ rows: "10", tables: '{"users":10}', skipped: "false" });
    expect(await countUsers(":memory:", script)).toBe(10);
    const seeded = await readFile(script, "utf8");
    await step(given, { DATABASE_INIT_SQL: script });
    expect(await outputs()).toMatchObject({ skipped: "true" });
    expect(await readFile(script, "utf8")).toBe(seeded);
  });

  it("tells the truth when it fails: in outputs, in the summary, and in the script of a database in memory", async () => {
    const script = join(directory, "init.sql");
    const schema = `${SCHEMA} CREATE TABLE flags (name TEXT NOT NULL UNIQUE CHECK (name IN ('a', 'b')));`;
    await writeFile(script, schema);
    await expect(step({ "database-url": ":memory:" }, { DATABASE_INIT_SQL: script })).rejects.toThrow(
      /flags: UNIQUE \(name\) has room for 2 different rows/,
    );
    expect(await outputs()).toMatchObject({ rows: "0", tables: "{}", digest: "", skipped: "false" });
    expect(await readFile(join(directory, "summary"), "utf8")).toMatch(/\*\*Failed:\*\* Nothing was written/);
    expect(await readFile(script, "utf8")).toBe(schema);
  });

  it("finds out what came of its writes when the answer to one is lost", async () => {
    const server = await startSqld();
    let lost = 0;
    const between = await startHttp(async ({ path, body }, response) => {
      const answer = await fetch(server.url + path, { method: "POST", headers: { "content-type": "application/json" }, body });
      const bytes = Buffer.from(await answer.arrayBuffer());
      const isLost = body.includes("COMMIT") && !body.includes("READONLY") && lost === 0;
      if (isLost) lost++;
      if (isLost) response.destroy();
      else response.writeHead(answer.status, { "content-type": "application/json" }).end(bytes);
    });
    try {
      await prepare(server.url);
      await step({ "database-url": between.url });
      expect(lost).toBe(1);
      expect(await outputs()).toMatchObject({ rows: "20", skipped: "false" });
      expect(await countUsers(server.url)).toBe(10);
    } finally {
      await between.stop();
      await server.stop();
    }
  });

  it("warns about a database without tables", async () => {
    await step({ "database-url": `file:${join(directory, "empty.db")}` });
    expect(await outputs()).toMatchObject({ rows: "0", tables: "{}", skipped: "true" });
    expect(await readFile(join(directory, "summary"), "utf8")).toMatch(/There was no table to seed/);
  });

  it("says in the server's words why it is not let in, and shows no token", async () => {
    const server = await startHttp((_, response) => sendJson(response, 401, { error: "Unauthorized: `The JWT has expired`" }));
    const token = "not-a-real-token-0123456789";
    const failure = await step({ "database-url": `${server.url}?authToken=${token}` }).catch((problem: Error) => problem.message);
    await server.stop();
    expect(failure).toMatch(/401: Unauthorized: `The JWT has expired`/);
    expect(await outputs()).toMatchObject({ rows: "0", tables: "{}", skipped: "false" });
    expect(failure + (await readFile(join(directory, "summary"), "utf8"))).not.toContain(token);
  });

  it("seeds several databases with the same rows, and tells them apart", async () => {
    const urls = [await prepare(`file:${join(directory, "a.db")}`), await prepare(`file:${join(directory, "b.db")}`)];
    await step({ "database-url": urls.join("\n"), rows: "5" });
    const { rows = "", digest = "", "table-digests": tables = "" } = await outputs();
    expect(Object.values(JSON.parse(rows))).toEqual([10, 10]);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    const [one, other] = Object.values(JSON.parse(tables));
    expect(one).toEqual(other);
  });

  it("writes the rows of a schema to files without a database, and the same ones for the same seed", async () => {
    await writeFile(join(directory, "schema.sql"), SCHEMA);
    const given = { "database-url": "none", schema: "schema.sql", rows: "5" };
    await step({ ...given, output: "a.json\na.sql" });
    const first = await outputs();
    expect(first["output-file"]).toBe([join(directory, "a.json"), join(directory, "a.sql")].join("\n"));
    await step({ ...given, output: "b.json" });
    expect((await outputs())["digest"]).toBe(first["digest"]);
    expect(await readFile(join(directory, "b.json"))).toEqual(await readFile(join(directory, "a.json")));
  });

  it("writes a spec that gives the rows that there would be without it", async () => {
    const url = await prepare(`file:${join(directory, "a.db")}`);
    const file = join(directory, "seed.yaml");
    await step({ "database-url": url, "derive-spec": file, rows: "5" });
    await step({ "database-url": url, spec: file });
    const { digest } = await outputs();
    await step({ "database-url": await prepare(`file:${join(directory, "b.db")}`), rows: "5" });
    expect((await outputs())["digest"]).toBe(digest);
  });
});
