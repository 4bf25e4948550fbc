// What a backup and a restore of a million rows cost, in time and memory, over a bare loop through the same client that reads the rows and drops them, or
// that runs the whole script at once. Every figure is of a process of its own. `node --conditions=source --expose-gc bench/backup.ts [rows]`
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { restoreBackup, verifyBackup, writeBackup } from "@libsql-actions/shared/database/backup";
import { keepHeapSmall } from "@libsql-actions/shared/database/backup-heap";
import { openClient } from "@libsql-actions/shared/database/client";
import { openConnection } from "@libsql-actions/shared/database/connection";
import { contentDigest } from "@libsql-actions/shared/database/content-digest";
import { withSnapshot } from "@libsql-actions/shared/database/dump-snapshot";
import { openDatabase } from "@libsql-actions/shared/database/memory";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { createSend } from "@libsql-actions/shared/network/send";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";

/** Statements over a million rows take longer than a test waits. */
const send = createSend({ proxy: {}, tryTimeoutMs: 120_000, deadlineMs: 300_000 });
const settings = { ...testSettings(), send };
const PAGE_ROWS = 5_000;
const REALS_AT_ONCE = 20_000;

interface Figures {
  readonly ms: number;
  readonly peakMegabytes: number;
  readonly result: string;
}

/** Each runs in a process of its own. */
const WORK: Record<string, (url: string, file: string, rows: number) => Promise<string | undefined>> = {
  fill: (url, _, rows) =>
    onConnection(url, async ({ transaction }) => {
      const mixed = `WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ${rows})
INSERT INTO mixed SELECT i, 'row ' || i || ', it''s text', abs(random()) / 3.7e9, random(), randomblob(16) FROM c`;
      const create = "CREATE TABLE mixed(id INTEGER PRIMARY KEY, name TEXT, score REAL, number INTEGER, data BLOB)";
      await succeed(transaction([{ sql: create }, { sql: mixed }]));
      return undefined;
    }),
  // Any bits but those of NaN, as literals of 17 digits; what is compared at the end is what was drawn.
  fillReals: (url, _, rows) =>
    onConnection(url, async ({ transaction }) => {
      await succeed(transaction([{ sql: "CREATE TABLE reals(id INTEGER PRIMARY KEY, r REAL)" }]));
      for (let first = 0; first < rows; first += REALS_AT_ONCE) {
        const reals = Array.from(randomReals(first, Math.min(REALS_AT_ONCE, rows - first)), (real) => real.toExponential(16));
        const values = reals.map((real, index) => `(${first + index},${real})`);
        await succeed(transaction([{ sql: `INSERT INTO reals VALUES ${values.join(",")}` }]));
      }
      return undefined;
    }),
  bareRead: async (url) => {
    const client = await openClient(parseDatabaseUrl(url, "/"), settings);
    for (let last = 0n; ; ) {
      const { rows } = await client.execute({
        sql: `SELECT id, name, score, number, data FROM mixed WHERE id > ? ORDER BY id LIMIT ${PAGE_ROWS}`,
        args: [last],
      });
      if (rows.length === 0) break;
      last = rows.at(-1)?.[0] as bigint;
    }
    client.close();
    return undefined;
  },
  backup: (url, file) =>
    onConnection(url, (connection) =>
      withSnapshot(connection, settings, async (read) => (await writeBackup(read, file)).content.digest),
    ),
  backupAndVerify: (url, file) =>
    onConnection(url, async (connection) => {
      const backup = await withSnapshot(connection, settings, (read) => writeBackup(read, file));
      await verifyBackup(backup, settings, tmpdir());
      return backup.content.digest;
    }),
  bareRestore: async (url, file) => {
    const client = await openClient(parseDatabaseUrl(url, "/"), settings);
    await client.executeMultiple(await readFile(file, "utf8"));
    client.close();
    return undefined;
  },
  restore: async (url, file) => {
    const database = await openDatabase(parseDatabaseUrl(url, "/"), settings, undefined);
    await restoreBackup(file, database.beginWrite, { replace: false });
    database.close();
    return undefined;
  },
  digest: (url) =>
    onConnection(url, async (connection) =>
      withSnapshot(connection, settings, async (read) => (await contentDigest(read)).digest),
    ),
  /** Whether every real is there to the bit, read as the client gives it. */
  reals: (url, _, rows) =>
    onConnection(url, async ({ query }) => {
      let different = 0;
      for (let first = 0; first < rows; first += REALS_AT_ONCE) {
        const expected = randomReals(first, Math.min(REALS_AT_ONCE, rows - first));
        const answer = await query("SELECT r FROM reals WHERE id >= ? ORDER BY id LIMIT ?", [first, expected.length]);
        for (const [index, real] of expected.entries()) {
          const found = answer.rows[index]?.[0];
          if (!Object.is(found ?? (Number.isFinite(real) ? undefined : real), real)) different++;
        }
      }
      return `${different} of ${rows} are not the same`;
    }),
};

async function onConnection<T>(url: string, work: (connection: Awaited<ReturnType<typeof openConnection>>) => Promise<T>) {
  const connection = await openConnection(parseDatabaseUrl(url, "/"), settings);
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}

async function succeed(result: Promise<{ ok: boolean }>): Promise<void> {
  const outcome = await result;
  if (!outcome.ok) throw new Error(JSON.stringify(outcome));
}

/** The same for the same places: bits of a hash, with NaN turned into a number. */
function randomReals(first: number, count: number): Float64Array {
  const bits = new BigUint64Array(count);
  for (let index = 0; index < count; index++) {
    const hash = createHash("md5")
      .update(String(first + index))
      .digest();
    bits[index] = hash.readBigUInt64LE();
  }
  return new Float64Array(bits.buffer).map((real) => (Number.isNaN(real) ? 0.1 : real));
}

const [work, url = "", file = "", count = ""] = process.argv.slice(2);
const task = WORK[work ?? ""];
if (task !== undefined) {
  if (!work?.startsWith("bare")) keepHeapSmall();
  const started = performance.now();
  const result = await task(url, file, Number(count));
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(
    JSON.stringify({ ms: performance.now() - started, peakMegabytes, result: result ?? "" } satisfies Figures),
  );
} else await compare(Number(work ?? 1_000_000));

/** Not waited for synchronously: the servers log to this process, and stop when nobody reads. */
async function child(name: string, childUrl: string, childFile: string, rows: number): Promise<Figures> {
  const args = ["--conditions=source", fileURLToPath(import.meta.url), name, childUrl, childFile, String(rows)];
  return JSON.parse((await promisify(execFile)(process.execPath, args)).stdout);
}

async function compare(rows: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "bench-backup-"));
  const servers = await Promise.all(Array.from({ length: 5 }, () => startSqld()));
  try {
    await compareIn(folder, servers, rows);
  } finally {
    for (const server of servers) await server.stop();
    await rm(folder, { recursive: true });
  }
}

async function compareIn(folder: string, servers: readonly Sqld[], rows: number): Promise<void> {
  const [source, target, bare, reals, realsBack] = servers;
  const empty = await child("digest", `file:${join(folder, "empty.db")}`, "", 0);
  console.log(`${rows} rows of 5 columns; a process that only opens an empty database: ${Math.round(empty.peakMegabytes)} MB`);
  console.log("database | work | s | peak MB | bare s | bare peak MB | ratio");
  const show = (kind: string, name: string, ours: Figures, theirs: Figures) => {
    const seconds = (figures: Figures) => (figures.ms / 1000).toFixed(1);
    const ratio = (ours.ms / theirs.ms).toFixed(2);
    console.log(
      [kind, name, seconds(ours), Math.round(ours.peakMegabytes), seconds(theirs), Math.round(theirs.peakMegabytes), ratio].join(
        " | ",
      ),
    );
  };
  const local = (name: string) => `file:${join(folder, name)}`;
  const places = [
    {
      kind: "file",
      from: local("source.db"),
      to: local("target.db"),
      bareTo: local("bare.db"),
      reals: local("reals.db"),
      back: local("back.db"),
    },
    { kind: "sqld", from: source?.url, to: target?.url, bareTo: bare?.url, reals: reals?.url, back: realsBack?.url },
  ];
  for (const { kind, from = "", to = "", bareTo = "", reals: realsAt = "", back = "" } of places) {
    const script = join(folder, `${kind}.sql`);
    await child("fill", from, "", rows);
    const bareRead = await child("bareRead", from, "", rows);
    const backup = await child("backup", from, script, rows);
    show(kind, "backup", backup, bareRead);
    show(kind, "backup and verify", await child("backupAndVerify", from, script, rows), bareRead);
    const restored = await child("restore", to, script, rows);
    show(kind, "restore", restored, await child("bareRestore", bareTo, script, rows));
    const digest = await child("digest", to, "", rows);
    show(kind, "digest", digest, bareRead);
    console.log(
      `${kind}: the digests of source and restored database are ${digest.result === backup.result ? "equal" : "NOT EQUAL"}`,
    );
    await child("fillReals", realsAt, "", rows);
    await child("backup", realsAt, join(folder, "reals.sql"), rows);
    await child("restore", back, join(folder, "reals.sql"), rows);
    console.log(`${kind}: random doubles after a round trip: ${(await child("reals", back, "", rows)).result}`);
    console.log(`${kind}: the script has ${Math.round((await stat(script)).size / 1e6)} MB`);
  }
}
