// What the latency of a database is measured by. None of it changes anything.
import { pipeline } from "@libsql-actions/shared/database/hrana";
import { parseOnly } from "@libsql-actions/shared/database/hrana-condition";
import type { HealthSession } from "../health-seam.ts";
import { type Ask, askOver } from "./ask.ts";

/** `round-trip` is `SELECT 1`: the way to the database and back. The others are held against it. */
export const ROUND_TRIP = "round-trip";
export type Probe = typeof ROUND_TRIP | "read" | "write" | "batch";

/** Makes a probe once. */
export type MakeProbe = () => Promise<void>;

/** Reads a page, as `SELECT 1` does not, and is one row at most. */
const READ = "SELECT name FROM sqlite_schema LIMIT 1";
const READS_A_BATCH = 10;
/** Servers look at the kind of statement alone; it is never run. */
const WRITE = { sql: "DELETE FROM _libsql_actions_probe WHERE 0" };

export function probesOf(session: HealthSession): Record<Probe, MakeProbe> {
  const ask = askOver(session, session.send);
  return {
    [ROUND_TRIP]: () => one(ask, "SELECT 1"),
    read: () => one(ask, READ),
    write: () => write(session),
    batch: () => ask.repeat(READ, READS_A_BATCH),
  };
}

async function one(ask: Ask, sql: string): Promise<void> {
  await ask.query(sql);
}

/**
 * On a server a batch whose one step stands on a condition that never holds: it is asked for the right to write, waits for nobody, and runs nothing. On a
 * database of this machine a transaction that takes the write lock and changes nothing.
 */
async function write({ database, send }: HealthSession): Promise<void> {
  if (database.database.kind === "remote") {
    await pipeline(database.database, send, [[parseOnly(WRITE)]], { repeatable: true });
    return;
  }
  const result = await database.transaction([]);
  if (!result.ok) throw Object.assign(new Error(result.message), { code: result.code });
}
