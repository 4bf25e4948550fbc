// Replays migrations over rows that were planted, and tells which of them lose some without a word. Planted rows are not real ones: what only fails
// because of them is no finding.
import type { Connection } from "@libsql-actions/shared/database/connection";
import type { Finding } from "@libsql-actions/shared/report/finding";
import { introspect, isInternalTable } from "@libsql-actions/shared/schema/introspect";
import type { Migration } from "../formats/migration.ts";
import { countRows, rowLossFindings } from "../row-loss.ts";
import type { Scratch } from "../scratch/scratch.ts";
import { plantRows } from "./plant-rows.ts";
import { type Replay, replay } from "./replay.ts";

export interface Tripwire {
  /** In the order in which they are applied. */
  readonly migrations: readonly Migration[];
  /** Says which of them are watched; the others are only applied. */
  readonly isWatched: (migration: Migration) => boolean;
  readonly isTracking: (table: string) => boolean;
  readonly how: Replay;
}

/** Without any of these words a script takes nothing away; what a foreign key does ON DELETE is only said in it. */
const REMOVING = /(?<!\bon\s+)\b(delete|drop|replace|update|alter)\b/i;

/** Watches, up to the first migration that cannot be applied: that is found by whoever replays them all. */
export async function watchRows(scratch: Scratch, { migrations, isWatched, isTracking, how }: Tripwire): Promise<Finding[]> {
  const mayRemove = (migration: Migration) => isWatched(migration) && REMOVING.test(migration.up.text);
  if (!migrations.some(mayRemove)) return [];
  const findings: Finding[] = [];
  const applied: Migration[] = [];
  let waiting: Migration[] = [];
  let db = await scratch.fresh();
  for (const migration of migrations) {
    if (!mayRemove(migration)) {
      waiting.push(migration);
      continue;
    }
    const ready = await advance(db, scratch, applied, waiting, how);
    if (ready === undefined) return findings;
    db = ready;
    waiting = [];
    const count = countIn(db, isTracking);
    await plantRows(db, await introspect(db, isTracking), await count());
    const before = await count();
    const behind = await advance(db, scratch, applied, [migration], how);
    if (behind === undefined) return findings;
    // Applied anew without rows, it has lost none that could be counted.
    if (behind === db) findings.push(...rowLossFindings(before, await count(), migration.up));
    db = behind;
  }
  return findings;
}

function countIn(db: Connection, isTracking: Tripwire["isTracking"]) {
  return () => countRows(db, (name) => isInternalTable(name) || isTracking(name));
}

/**
 * Applies more migrations and adds them to `applied`. Where they fail, everything is applied to an empty database.
 * @returns the database to go on with; undefined when they fail there too
 */
async function advance(
  db: Connection,
  scratch: Scratch,
  applied: Migration[],
  more: readonly Migration[],
  how: Replay,
): Promise<Connection | undefined> {
  const failure = await replay(db, more, how);
  applied.push(...more);
  if (failure === undefined) return db;
  const fresh = await scratch.fresh();
  return (await replay(fresh, applied, how)) === undefined ? fresh : undefined;
}
