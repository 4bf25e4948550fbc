// Applies migrations to a scratch database by the engine that applies them to real ones.
import type { Connection } from "@libsql-actions/shared/database/connection";
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import { ScriptError } from "@libsql-actions/shared/sql/script";
import { applyChanges } from "../apply/apply.ts";
import { type Change, changesDown, changesUp } from "../apply/change.ts";
import type { Context } from "../context.ts";
import { type HistoryTable, readHistory } from "../history/history.ts";

/** How migrations are applied to a scratch database. */
export interface Replay {
  readonly table: HistoryTable;
  /** Every one without a transaction, not only those that say so. */
  readonly loose: boolean;
  readonly clock: () => number;
  /** The columns of the history in each scratch database, once it has one: they are asked for only once. */
  readonly columns: WeakMap<Connection, readonly string[]>;
}

/** The way of this step. */
export function replayOf({ inputs, clock }: Pick<Context, "inputs" | "clock">, table: HistoryTable): Replay {
  return { table, loose: inputs.transaction === "none", clock, columns: new WeakMap() };
}

/** Two of them have one version: no history can hold both, and they cannot be replayed. */
export function hasTwins(migrations: readonly Migration[]): boolean {
  return new Set(migrations.map(({ key }) => key)).size < migrations.length;
}

/** Applies migrations in their order, each file as a transaction. @returns why one of them cannot be applied; those before it are */
export async function replay(db: Connection, migrations: readonly Migration[], how: Replay): Promise<ScriptError | undefined> {
  const { changes, problem } = changesUp(migrations, { loose: how.loose, table: how.table.name });
  return (await replayChanges(db, changes, how)) ?? problem;
}

/** Takes the last of the applied migrations back. @returns why it cannot be taken back */
export async function replayDown(db: Connection, applied: readonly Migration[], how: Replay): Promise<ScriptError | undefined> {
  const { changes, problem } = changesDown(applied, 1, { loose: how.loose, table: how.table.name });
  return (await replayChanges(db, changes, how)) ?? problem;
}

/** @returns why one of the changes cannot be made; those before it are. @throws when the scratch database itself is at fault */
export async function replayChanges(
  db: Connection,
  changes: readonly Change[],
  { table, clock, columns }: Replay,
  transaction: "file" | "all" = "file",
): Promise<ScriptError | undefined> {
  if (changes.length === 0) return undefined;
  const history = await readHistory(db, table, columns.get(db));
  if (history.columns !== undefined) columns.set(db, history.columns);
  const nobody = () => undefined;
  const options = { table, transaction, clock, say: nobody, onSent: nobody, onDone: nobody, onSettled: nobody };
  try {
    // Nobody else writes to a scratch database, so its lock is not asked for.
    const alone: Connection = { ...db, waitForLock: () => Promise.resolve(true) };
    const outcome = await applyChanges(alone, changes, history, { ...options, lockTimeoutMs: 0 });
    if (outcome === "moved")
      throw new Error("The history of the scratch database is another than it should be: a migration changes it.");
    return undefined;
  } catch (problem) {
    if (problem instanceof ScriptError) return problem;
    throw problem;
  }
}
