// What becomes of a migration when the network or another writer gets in its way.
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { openClient } from "@libsql-actions/shared/database/client";
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { applyPending, type Progress } from "./apply.ts";
import { checksumOf, type Migration } from "./folder/migration.ts";
import { hasMoved, readHistory, record } from "./history.ts";

const TABLE = "history";
let sqld: Sqld;
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(() => sqld.stop());

const open = (url: string) => openConnection(parseDatabaseUrl(url, "/"), testSettings(100));
const migrations = (...texts: string[]): Migration[] =>
  texts.map((text, index) => ({
    version: String(index + 1),
    name: "x",
    file: `m/${index + 1}_x.sql`,
    text,
    checksum: checksumOf(text),
  }));
async function up(db: Connection, list: readonly Migration[], lockTimeoutMs = 100) {
  const progress: Progress = { applied: [], pending: undefined, currentVersion: "" };
  const said: string[] = [];
  const clock = () => performance.now();
  const options = {
    table: TABLE,
    lockTimeoutMs,
    clock,
    say: (text: string) => said.push(text),
    warn: (file: string) => said.push(`warn ${file}`),
  };
  const error = await applyPending(db, list, progress, options).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  return { error, said, applied: progress.applied.map(({ migration }) => migration.version), pending: progress.pending?.length };
}

type Fate = "pass" | "run and lose" | "lose" | "die" | "run and die";

/** A way to sqld on which transactions meet their fate in order; the last one is that of all further ones. */
async function road(...fates: Fate[]) {
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const fate = request.url?.startsWith("/v3/") ? (fates.length > 1 ? fates.shift() : fates[0]) : "pass";
    if (fate === "die" || fate === "run and die") server.close();
    if (fate === "lose" || fate === "die") return void response.destroy();
    const answer = await fetch(`${sqld.url}${request.url}`, {
      method: request.method ?? "GET",
      ...(body.length > 0 ? { body } : {}),
      headers: { "content-type": "application/json" },
    });
    if (fate === "run and lose" || fate === "run and die") {
      response.destroy();
      return void server.closeAllConnections();
    }
    response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    close: () => server.closeAllConnections(),
  };
}

it("has one of four runners apply each file", async () => {
  const count = 25;
  const texts = Array.from({ length: count - 1 }, () => "UPDATE t SET n = n * 2");
  const list = migrations("CREATE TABLE t(n); INSERT INTO t VALUES (1)", ...texts);
  const runners = await Promise.all([1, 2, 3, 4].map(() => open(sqld.url)));
  const results = await Promise.all(runners.map((db) => up(db, list)));
  expect(results.map(({ error }) => error)).toEqual([undefined, undefined, undefined, undefined]);
  expect(
    results
      .flatMap(({ applied }) => applied)
      .map(Number)
      .sort((a, b) => a - b),
  ).toEqual(list.map(({ version }) => Number(version)));
  expect(results.flatMap(({ said }) => said).join("\n")).toContain("another runner has applied migrations meanwhile");
  expect((await runners[0]?.query("SELECT n FROM t"))?.rows[0]?.[0]).toBe(2n ** BigInt(count - 1));
});

it("applies nothing out of a plan that another runner's history has made wrong", async () => {
  const db = await open(sqld.url);
  const [, two, three] = migrations("SELECT 1", "SELECT 2", "SELECT 3") as [Migration, Migration, Migration];
  const other = "other_history";
  await db.transaction([{ sql: `DROP TABLE IF EXISTS ${other}` }]);
  // Planned from an empty history; by the time it is sent, version 3 stands there, which the plan would have gone behind.
  const { statements } = record(other, [], two, []);
  await db.transaction(record(other, [], three, []).statements);
  const late = await db.transaction(statements);
  expect(late).toMatchObject({ ok: false, message: expect.stringContaining("libsql-actions: history moved") });
  expect(hasMoved(late as { index: number; message: string })).toBe(true);
  expect((await readHistory(db, other)).map(({ version }) => version)).toEqual(["3"]);
  expect(hasMoved({ index: 3, message: "history moved" })).toBe(false);
});

describe("with answers that are lost", () => {
  beforeEach(async () => {
    const db = await open(sqld.url);
    await db.transaction([{ sql: `DROP TABLE IF EXISTS ${TABLE}` }, { sql: "DROP TABLE IF EXISTS t" }]);
  });
  const list = migrations("CREATE TABLE t(n); INSERT INTO t VALUES (1)", "UPDATE t SET n = n * 2");
  const n = async () => (await (await open(sqld.url)).query("SELECT n FROM t")).rows.map((row) => Number(row[0]));

  it("sees that it was applied", async () => {
    const { url, close } = await road("pass", "run and lose");
    expect(await up(await open(url), list)).toMatchObject({ error: undefined, applied: ["1", "2"] });
    expect(await n()).toEqual([2]);
    close();
  });

  it("sends again what was not applied", async () => {
    const { url, close } = await road("lose", "pass", "lose", "lose", "pass");
    expect(await up(await open(url), list)).toMatchObject({ error: undefined, applied: ["1", "2"] });
    expect(await n()).toEqual([2]);
    close();
  });

  it("says that nobody knows when no answer ever comes", async () => {
    const { url, close } = await road("pass", "lose");
    const { error, applied, pending } = await up(await open(url), list);
    expect(error?.message).toContain("m/2_x.sql: the answer of the server was lost 3 times. It was not applied when last looked");
    // What nobody knows is neither applied nor pending.
    expect({ applied, pending }).toEqual({ applied: ["1"], pending: undefined });
    close();
  });

  it.each<Fate[][]>([[["pass", "die"]], [["pass", "run and die"]], [["pass", "lose", "die"]]])(
    "says so too when the server cannot be reached any more (%j)",
    async (fates) => {
      const { url, close } = await road(...fates);
      const { error, applied, pending } = await up(await open(url), list);
      expect(errorMessage(error)).toMatch(
        /^m\/2_x\.sql: the answer of the server was lost (once|2 times), and nobody knows whether the file was applied\. When the server can be reached, run the step again, which is safe/,
      );
      expect(errorMessage(error)).toContain("ECONNREFUSED");
      expect({ applied, pending }).toEqual({ applied: ["1"], pending: undefined });
      close();
    },
  );

  it("does not send again what gives back too many rows", async () => {
    const rows =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000) SELECT printf('%1000d', i) FROM n";
    const { error, applied, pending } = await up(await open(sqld.url), migrations("SELECT 1", rows));
    expect(error?.message).toBe(
      "m/2_x.sql: the statements give back more than 10 MB of rows, where none are needed (RESPONSE_TOO_LARGE)",
    );
    expect({ applied, pending }).toEqual({ applied: ["1"], pending: 1 });
  });
});

describe("on a file", () => {
  const directory = mkdtempSync(join(tmpdir(), "apply-"));
  afterAll(() => rmSync(directory, { recursive: true }));
  let files = 0;
  const path = () => join(directory, `${++files}.db`);

  it("says that another writer holds the database", async () => {
    const file = path();
    // Through the same library: locks of POSIX are a process's own, and two copies of SQLite in one do not see each other's.
    const client = await openClient(parseDatabaseUrl(`file:${file}`, "/"), testSettings());
    const other = await client.transaction("write");
    const { error } = await up(await open(`file:${file}`), migrations("SELECT 1"));
    expect(error?.message).toBe(
      "m/1_x.sql: database is locked. Another writer holds the database: wait for it, or raise `lock-timeout` (SQLITE_BUSY)",
    );
    await other.rollback();
    expect((await up(await open(`file:${file}`), migrations("SELECT 1"))).applied).toEqual(["1"]);
  });

  it("records what it applied, also a script without statements", async () => {
    const db = await open(`file:${path()}`);
    const list = migrations("-- nothing\n", "CREATE TABLE t(a)");
    expect(await up(db, list)).toMatchObject({ error: undefined, applied: ["1", "2"] });
    expect(await readHistory(db, TABLE)).toEqual(list.map(({ version, name, checksum }) => ({ version, name, checksum })));
  });

  it("keeps the children of a parent that is rebuilt with foreign keys off", async () => {
    const db = await open(`file:${path()}`);
    const rebuild =
      "CREATE TABLE q(id INTEGER PRIMARY KEY, n); INSERT INTO q(id) SELECT id FROM p; DROP TABLE p; ALTER TABLE q RENAME TO p;";
    const { error } = await up(
      db,
      migrations(
        "CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE c(p REFERENCES p ON DELETE CASCADE); INSERT INTO p VALUES (1); INSERT INTO c VALUES (1)",
        `-- in the middle\nSELECT 1; PRAGMA foreign_keys = OFF; ${rebuild} PRAGMA foreign_keys = ON;`,
        "PRAGMA foreign_keys = OFF; DELETE FROM p;",
      ),
    );
    expect(error?.message).toContain(
      'm/3_x.sql: foreign keys are violated at the end: "c" refers to missing rows of "p" (rows: 1)',
    );
    expect((await db.query("SELECT count(*) FROM c")).rows[0]?.[0]).toBe(1n);
  });

  it("warns of a transaction inside of a file, which is one transaction", async () => {
    const { said, applied } = await up(await open(`file:${path()}`), migrations("SELECT 1; COMMIT; BEGIN; SELECT 2"));
    expect(said[0]).toBe("warn m/1_x.sql");
    expect(applied).toEqual(["1"]);
  });
});

describe.each(["file", "remote"])("on %s", (kind) => {
  const directory = mkdtempSync(join(tmpdir(), "apply-"));
  afterAll(() => rmSync(directory, { recursive: true }));
  let files = 0;
  async function fresh() {
    if (kind === "file") return open(`file:${join(directory, `${++files}.db`)}`);
    const db = await open(sqld.url);
    const { rows } = await db.query("SELECT name FROM sqlite_schema WHERE type = 'table'");
    await db.transaction(
      rows.map((row) => ({ sql: `DROP TABLE "${row[0]}"` })),
      { foreignKeys: "off" },
    );
    return db;
  }

  it.each([
    ["its own record", `DELETE FROM ${TABLE}`],
    ["an older record", `DELETE FROM ${TABLE} WHERE version = '1'`],
    ["what an older record holds", `UPDATE ${TABLE} SET checksum = 'x' WHERE version = '1'`],
    ["the table", `DROP TABLE ${TABLE}`],
    ["what is recorded, by a trigger", `CREATE TRIGGER tr BEFORE UPDATE ON ${TABLE} BEGIN DELETE FROM ${TABLE}; END`],
  ])("refuses a migration that takes away %s, once and whole", async (_, statement) => {
    const db = await fresh();
    const { error, applied, pending } = await up(db, migrations("SELECT 1", `CREATE TABLE a(x); ${statement}`));
    expect(error?.message).toContain(`m/2_x.sql: a migration must not touch ${TABLE}, the table of the history`);
    expect({ applied, pending }).toEqual({ applied: ["1"], pending: 1 });
    expect((await readHistory(db, TABLE)).map(({ version }) => version)).toEqual(["1"]);
    expect((await db.query("SELECT count(*) FROM sqlite_schema WHERE name = 'a'")).rows[0]?.[0]).toBe(0n);
  });

  it("refuses a table of the history that takes no records", async () => {
    const db = await fresh();
    await up(db, migrations("SELECT 1"));
    await db.transaction([{ sql: `CREATE TRIGGER tr BEFORE INSERT ON ${TABLE} BEGIN SELECT RAISE(IGNORE); END` }]);
    const { error, applied } = await up(db, migrations("SELECT 1", "CREATE TABLE a(x)"));
    expect(error?.message).toContain("m/2_x.sql: a migration must not touch");
    expect(applied).toEqual([]);
  });

  it("holds a column that is altered to refer to another table to the rows that are there", async () => {
    const db = await fresh();
    const tables = "CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE c(p); INSERT INTO c VALUES (7)";
    const alter = "ALTER TABLE c ALTER COLUMN p TO p REFERENCES p(id)";
    const { error, applied } = await up(db, migrations(tables, alter));
    expect(error?.message).toContain(
      'm/2_x.sql: foreign keys are violated at the end: "c" refers to missing rows of "p" (rows: 1)',
    );
    expect(applied).toEqual(["1"]);
    expect(await up(db, migrations(tables, `INSERT INTO p VALUES (7); ${alter}`))).toMatchObject({ error: undefined });
    expect((await up(db, migrations(tables, `INSERT INTO p VALUES (7); ${alter}`, "DELETE FROM p"))).error?.message).toContain(
      "FOREIGN KEY constraint failed",
    );
  });
});

it.each(["CREATE TEMP TABLE t(x)", "PRAGMA ignore_check_constraints = ON"])(
  "leaves nothing to the files that follow: %s",
  async (text) => {
    const { error, applied } = await up(
      await open(":memory:"),
      migrations("CREATE TABLE t(x CHECK (x > 1))", `SELECT 1;\n${text}`),
    );
    expect(error?.message).toMatch(/^m\/2_x\.sql:2:1: libsql-server refuses/);
    expect(applied).toEqual([]);
  },
);
