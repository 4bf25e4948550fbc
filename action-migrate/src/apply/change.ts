// One migration that is about to be applied or taken back, with its script made ready to run.
import { wantsNoTransaction } from "@libsql-actions/shared/sql/comments";
import { type PreparedScript, prepareScript, ScriptError } from "@libsql-actions/shared/sql/script";
import type { Migration, Script } from "../formats/migration.ts";
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
}

/** Makes migrations ready to be applied. Those before one that cannot run still can. */
export function changesUp(migrations: readonly Migration[], options: ChangeOptions): ReadyChanges {
  const changes: Change[] = [];
  for (const migration of migrations) {
    try {
      changes.push({ migration, direction: "up", ...prepared(migration.up, options) });
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
 * @throws ScriptError, or an `Error` that lists those that cannot be taken back
 */
export function changesDown(applied: readonly Migration[], count: number, options: ChangeOptions): Change[] {
  const last = applied.slice(applied.length - count).reverse();
  const lacking = last.filter(({ down }) => down === undefined).map(({ up }) => up.file);
  if (lacking.length > 0)
    throw new Error(
      `${lacking.join(", ")} ${lacking.length === 1 ? "has" : "have"} no down script, so nothing is taken back. Write one, or bring the database back from a backup.`,
    );
  return last.map((migration, index) => ({
    migration,
    direction: "down",
    previous: applied[applied.length - 2 - index],
    ...prepared(migration.down as Script, options),
  }));
}

function prepared(script: Script, options: ChangeOptions): Pick<Change, "file" | "script" | "loose"> {
  const { file, text } = script;
  const loose = runsLoose(script, options);
  const change = { file, loose, script: prepareScript(text, file, { transaction: !loose }) };
  refuseTouching(change, options.table);
  return change;
}

/** True for a script that runs outside of any transaction. */
export function runsLoose({ text, transaction }: Script, { loose }: Pick<ChangeOptions, "loose">): boolean {
  return loose || !transaction || wantsNoTransaction(text);
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
  const of = (script: Script): Script => ({ ...script, transaction: !runsLoose(script, options) });
  return { ...migration, up: of(migration.up), down: migration.down === undefined ? undefined : of(migration.down) };
}
