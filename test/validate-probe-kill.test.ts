// A process that probes whether it may write, by a transaction that is rolled back, is killed at random moments: schema and rows are as they were.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { contentDigest } from "@libsql-actions/shared/database/content-digest";
import type { Database } from "@libsql-actions/shared/database/resolve";
import { fileUrl } from "@libsql-actions/shared/database/url";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Chance, roundsOf, runRounds, tell } from "./chaos/rounds.ts";

/** Each hits a probe on a server and one on a file. */
const KILLS = roundsOf(200, 6);
const ROUND_MS = 20_000;
const CHILD = fileURLToPath(new URL("chaos/probe-child.ts", import.meta.url));

let sqld: Sqld;
let folder: string;
let server: Database;
let file: Database;
const before = new Map<Database, unknown>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chaos-probe-"));
  sqld = await startSqld();
  const path = join(folder, "probed.db");
  server = { kind: "remote", url: sqld.url, host: new URL(sqld.url).host, loopback: true, encrypted: false };
  file = { kind: "file", url: fileUrl(path), path };
  for (const database of [server, file]) {
    await onDatabase(database, async (connection) => {
      const rows = "INSERT INTO probed(value) SELECT value FROM json_each('[1, 2.5, \"three\", null]')";
      const statements = [
        "CREATE TABLE probed (id INTEGER PRIMARY KEY AUTOINCREMENT, value)",
        "CREATE INDEX i ON probed (value)",
        rows,
      ];
      const { ok } = await connection.transaction(statements.map((sql) => ({ sql })));
      expect(ok).toBe(true);
    });
    before.set(database, await traces(database));
  }
});
afterAll(async () => {
  await sqld.stop();
  await rm(folder, { recursive: true, force: true });
});

async function onDatabase<T>(database: Database, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await openConnection(database, testSettings());
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}

/** Everything that a probe could leave behind. A lock that it left would keep the write from going through. */
async function traces(database: Database): Promise<unknown> {
  return onDatabase(database, async (connection) => {
    const query = async (sql: string) => (await connection.query(sql)).rows.map((row) => Array.from(row));
    const free = await connection.transaction([{ sql: "UPDATE probed SET value = value WHERE id = 1" }]);
    return {
      free: free.ok,
      schema: await query("SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema ORDER BY rowid"),
      version: await query("SELECT * FROM pragma_schema_version"),
      content: await contentDigest(connection.query),
      whole: await query("SELECT * FROM pragma_integrity_check"),
    };
  });
}

async function killRound(chance: Chance): Promise<string> {
  const probes = [server, file].map((database) => ({ database, kind: chance.oneOf(["schema", "table:probed"]) }));
  const given = probes.flatMap(({ database, kind }) => [database.url, kind]);
  const child = spawn(process.execPath, ["--conditions=source", CHILD, ...given], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], NODE_COMPILE_CACHE: join(folder, "compiled") },
  });
  let log = "";
  const ended = once(child, "close");
  const probing = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
      if (log.includes("probing")) probing.resolve();
    });
  await Promise.race([probing.promise, ended]);
  await Promise.race([delay(chance.between(0, 15)), ended]);
  child.kill("SIGKILL");
  const [, signal] = await ended;
  if (signal !== "SIGKILL") throw new Error(`the probe ended by itself:\n${log}`);
  for (const { database } of probes) expect(await traces(database)).toEqual(before.get(database));
  return probes.map(({ database, kind }) => `${kind} on a ${database === server ? "server" : "file"}`).join(" and ");
}

it(`is killed ${KILLS} times, probing a server and a file`, { timeout: KILLS * ROUND_MS }, async () => {
  tell("kill -9 of probes that left nothing", await runRounds(KILLS, killRound));
});
