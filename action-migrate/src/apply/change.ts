// One migration that is about to be applied or taken back, with its script made ready to run.
import { hasTransaction, type Migration, type Script } from "@libsql-actions/shared/migrations/migration";
import { readOnce } from "@libsql-actions/shared/migrations/read-once";
import { type PreparedScript, prepareRead, prepareScript, ScriptError } from "@libsql-actions/shared/sql/script";
import { refuseTouching } from "./touching.ts";

export interface Change {
  readonly migration: Migration;
  readonly direction: "up" | "down";
  /** For `down`: the migration that is then the newest. */
  readonly previous?: Migration | undefined;
  /** The file that runs. */
  readonly file: string;
  readonly script: PreparedScript;
  /** Runs outside of any transaction. */
  readonly loose: boolean;
}

/** How migrations are to run. */
export interface ChangeOptions {
  /** Every one without a transaction, not only those that say so. */
  readonly loose: boolean;
  /** The table of the history, which no script may name. */
  readonly table: string;
}

export interface ReadyChanges {
  /** Up to the first that cannot run. */
  readonly changes: readonly Change[];
  /** Why that one cannot. */
  readonly problem: ScriptError | undefined;
  /** All that are to be taken back, also those that cannot run; only where that is what is done. */
  readonly back?: readonly Migration[];
}

/** Makes migrations ready to be applied. Those before one that cannot run still can. */
export function changesUp(migrations: readonly Migration[], options: ChangeOptions): ReadyChanges {
  return readyChanges(migrations, (migration) => ({ migration, direction: "up", ...prepared(migration.up, options) }));
}

function readyChanges(migrations: readonly Migration[], toChange: (migration: Migration, index: number) => Change): ReadyChanges {
  const changes: Change[] = [];
  for (const [index, migration] of migrations.entries()) {
    try {
      changes.push(toChange(migration, index));
    } catch (problem) {
      if (problem instanceof ScriptError) return { changes, problem };
      throw problem;
    }
  }
  return { changes, problem: undefined };
}

/**
 * Makes migrations ready to be taken back.
 * @param applied all that are applied, in order
 * @param count how many of the last of them are taken back
 * @throws an `Error` that lists those that have no down script
 */
export function changesDown(applied: readonly Migration[], count: number, options: ChangeOptions): ReadyChanges {
  const last = applied.slice(applied.length - count).reverse();
  const lacking = last.filter(({ down }) => down === undefined).map(({ up }) => up.file);
  if (lacking.length > 0)
    throw new Error(
      `${lacking.join(", ")} ${lacking.length === 1 ? "has" : "have"} no down script, so nothing is taken back. Write one, or bring the database back from a backup.`,
    );
  const ready = readyChanges(last, (migration, index) => ({
    migration,
    direction: "down",
    previous: applied[applied.length - 2 - index],
    ...prepared(migration.down as Script, options),
  }));
  return { ...ready, back: last };
}

function prepared(script: Script, options: ChangeOptions): Pick<Change, "file" | "script" | "loose"> {
  const { file } = script;
  const running = scriptAsItRuns(script, options);
  const loose = !running.transaction;
  const change = { file, loose, script: prepareRead(readOnce(running), file, !loose) };
  refuseTouching(change, options.table);
  return change;
}

/** True for a script that runs outside of any transaction. */
export function runsLoose(script: Script, { loose }: Pick<ChangeOptions, "loose">): boolean {
  return loose || !hasTransaction(script);
}

/** Changes that only record migrations as applied. */
export function changesRecorded(migrations: readonly Migration[]): Change[] {
  return migrations.map((migration) => {
    const { file } = migration.up;
    return { migration, direction: "up", file, loose: false, script: prepareScript("", file) };
  });
}

/** An input or a comment may take the transaction of a script away, and then more can run. */
export function asItRuns(migration: Migration, options: Pick<ChangeOptions, "loose">): Migration {
  const { up, down } = migration;
  return { ...migration, up: scriptAsItRuns(up, options), down: down === undefined ? undefined : scriptAsItRuns(down, options) };
}

/** The very same script wherever it can be: it is read once. */
function scriptAsItRuns(script: Script, options: Pick<ChangeOptions, "loose">): Script {
  return script.transaction && runsLoose(script, options) ? { ...script, transaction: false } : script;
}
