// Replays migrations over rows that were planted, and tells which of them lose some without a word. Planted rows are not real ones: what only fails
// because of them is no finding.
import type { Connection } from "@libsql-actions/shared/database/connection";
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import type { CodedFinding } from "../finding-rules.ts";
import type { Scratch } from "../scratch/scratch.ts";
import { plantRows } from "./plant-rows.ts";
import { type Replay, replay } from "./replay.ts";
import { countRows, mayRemove, rowLossFindings } from "./row-loss.ts";

export interface Tripwire {
  /** In the order in which they are applied. */
  readonly migrations: readonly Migration[];
  /** Says which of them are watched; the others are only applied. */
  readonly isWatched: (migration: Migration) => boolean;
  /** Tables that are none of the application's. */
  readonly leaveOut: (table: string) => boolean;
  readonly how: Replay;
}

/** Which migrations lose rows, up to the first migration that cannot be applied: that is found by whoever replays them all. */
export async function watchRows(scratch: Scratch, { migrations, isWatched, leaveOut, how }: Tripwire): Promise<CodedFinding[]> {
  const isInQuestion = (migration: Migration) => isWatched(migration) && mayRemove(migration.up.text);
  if (!migrations.some(isInQuestion)) return [];
  const findings: CodedFinding[] = [];
  const applied: Migration[] = [];
  let waiting: Migration[] = [];
  let db = await scratch.fresh();
  for (const migration of migrations) {
    if (!isInQuestion(migration)) {
      waiting.push(migration);
      continue;
    }
    const ready = await advance(db, scratch, applied, waiting, how);
    if (ready === undefined) return findings;
    db = ready;
    waiting = [];
    await plantRows(db, await introspect(db, leaveOut), await countRows(db, leaveOut));
    const before = await countRows(db, leaveOut);
    const behind = await advance(db, scratch, applied, [migration], how);
    if (behind === undefined) return findings;
    // Applied anew without rows, it has lost none that could be counted.
    if (behind === db) findings.push(...rowLossFindings(before, await countRows(db, leaveOut), migration.up));
    db = behind;
  }
  return findings;
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
