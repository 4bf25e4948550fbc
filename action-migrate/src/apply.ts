// Applies pending migrations, one transaction a file: fenced against other runners, and sure of what came of it when an answer is lost.
import { setTimeout as delay } from "node:timers/promises";
import { type Connection, LostAnswerError } from "@libsql-actions/shared/database/connection";
import { formatDuration } from "@libsql-actions/shared/inputs/duration";
import {
  type PreparedScript,
  prepareScript,
  type ScriptError,
  type ScriptWarning,
  scriptError,
} from "@libsql-actions/shared/sql/script";
import { compareVersions, type Migration } from "./folder/migration.ts";
import { type Applied, hasMoved, readHistory, record } from "./history.ts";
import { makePlan, PlanError } from "./plan.ts";

export interface ApplyOptions {
  readonly table: string;
  readonly lockTimeoutMs: number;
  /** Milliseconds that only grow. */
  readonly clock: () => number;
  readonly say: (message: string) => void;
  readonly warn: (file: string, warning: ScriptWarning) => void;
}

/** What is true of a database; kept up to date while migrations are applied, so that it holds after a failure too. */
export interface Progress {
  readonly applied: { readonly migration: Migration; readonly durationMs: number }[];
  /** Undefined as long as nobody has looked. */
  pending: readonly Migration[] | undefined;
  currentVersion: string;
}

const MAX_LOST_ANSWERS = 3;
/** Each time another runner applied something; more than a folder has files would be somebody who takes them back again. */
const MAX_PLANS = 1_000;
const FIRST_WAIT_MS = 50;
const MAX_WAIT_MS = 1_000;

/**
 * Applies what is pending, in order. Files before one that fails stay applied, nothing of that one does. When another runner applies
 * something meanwhile, the plan is made again.
 * @throws PlanError, ScriptError, or the error of the network
 */
export async function applyPending(
  db: Connection,
  migrations: readonly Migration[],
  progress: Progress,
  options: ApplyOptions,
): Promise<void> {
  for (let plans = 0; plans < MAX_PLANS; plans++) {
    let history = await readHistory(db, options.table);
    const { pending, problems } = makePlan(migrations, history);
    progress.pending = pending;
    progress.currentVersion = history.at(-1)?.version ?? "";
    if (problems.length > 0) throw new PlanError(problems);
    // What cannot run at all is found before anything does.
    const scripts = pending.map((migration) => ({ migration, script: prepareScript(migration.text, migration.file) }));
    if (plans === 0)
      for (const { migration, script } of scripts) for (const warning of script.warnings) options.warn(migration.file, warning);
    options.say(`${pending.length} pending`);
    let moved = false;
    for (const [index, { migration, script }] of scripts.entries()) {
      const start = options.clock();
      moved = (await applyOne(db, history, migration, script, options)) === "moved";
      if (moved) break;
      const durationMs = options.clock() - start;
      history = [...history, migration];
      progress.applied.push({ migration, durationMs });
      progress.pending = pending.slice(index + 1);
      progress.currentVersion = migration.version;
      options.say(`applied ${migration.file} in ${formatDuration(durationMs)}`);
    }
    if (!moved) return;
    options.say("another runner has applied migrations meanwhile; looking again");
  }
  throw new Error(
    "The history of the database changes all the time: other runners apply migrations and take them back. Run one at a time.",
  );
}

async function applyOne(
  db: Connection,
  history: readonly Applied[],
  migration: Migration,
  script: PreparedScript,
  options: ApplyOptions,
): Promise<"applied" | "moved"> {
  const { statements, offset } = record(options.table, history, migration, script.statements);
  const deadline = options.clock() + options.lockTimeoutMs;
  for (let tries = 1, lost = 0; ; tries++) {
    if (tries > 1) await delay(Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** tries));
    const result = await db
      .transaction(statements, script.foreignKeysOff ? { foreignKeys: "off" } : {})
      .catch((thrown: unknown) => {
        if (thrown instanceof LostAnswerError) return thrown;
        throw thrown;
      });
    if (result instanceof LostAnswerError) {
      options.say(`${result.message}; looking whether ${migration.file} was applied`);
      // The same request is safe to send again: the fence refuses it if the first one comes through after all.
      if (await isApplied(db, options.table, migration)) return "applied";
      if (++lost < MAX_LOST_ANSWERS) continue;
      // The server may still be at work: one more look, later, before nothing can be said.
      await delay(MAX_WAIT_MS);
      if (await isApplied(db, options.table, migration)) return "applied";
      throw new Error(
        `${migration.file}: the answer of the server was lost ${lost} times. It was not applied when last looked, but may still be. Run the step again, which is safe`,
        { cause: result },
      );
    }
    if (result.ok) return "applied";
    if (hasMoved(result)) return lost > 0 && (await isApplied(db, options.table, migration)) ? "applied" : "moved";
    if (
      result.code !== "SQLITE_BUSY" ||
      result.index !== undefined ||
      db.database.kind !== "remote" ||
      options.clock() >= deadline
    )
      throw failure(migration, script, result, offset);
  }
}

async function isApplied(db: Connection, table: string, { version, checksum }: Migration): Promise<boolean> {
  const history = await readHistory(db, table);
  return history.some((applied) => compareVersions(applied.version, version) === 0 && applied.checksum === checksum);
}

type Failure = { readonly index?: number; readonly code: string; readonly message: string };

function failure(migration: Migration, script: PreparedScript, result: Failure, offset: number): ScriptError {
  const { index: at, ...rest } = result;
  const index = at === undefined ? -1 : at - offset;
  const advice = ADVICE[result.code] ?? "";
  const told = { ...rest, message: `${result.message}${advice}` };
  if (index >= 0 && index < script.statements.length) return scriptError(migration.file, script.statements, { ...told, index });
  // The table of the history, the lock, or COMMIT: no statement of the file.
  return scriptError(migration.file, script.statements, told);
}

const ADVICE: Readonly<Record<string, string>> = {
  SQLITE_BUSY: ". Another writer holds the database: wait for it, or raise `lock-timeout`",
  TRANSACTION_TIMEOUT:
    ". The server ended the transaction after 5 seconds because another writer waited: apply it in a quiet hour, split it into smaller migrations, or raise `txn_timeout_s` of the server",
};
