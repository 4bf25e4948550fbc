// Applies pending migrations, one transaction a file: fenced against other runners, and sure of what came of it when an answer is lost.
import { setTimeout as delay } from "node:timers/promises";
import {
  type Connection,
  LostAnswerError,
  type Statement,
  type TransactionFailure,
  type TransactionResult,
} from "@libsql-actions/shared/database/connection";
import { formatDuration } from "@libsql-actions/shared/inputs/duration";
import { backoffMs } from "@libsql-actions/shared/network/backoff";
import { foreignKeysOf, type PreparedScript, prepareScript, type ScriptWarning } from "@libsql-actions/shared/sql/script";
import { failure } from "./failure.ts";
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
  /** Undefined while it is not known: before anybody has looked, while a migration runs, and when nobody can tell what came of it. */
  pending: readonly Migration[] | undefined;
  currentVersion: string;
}

/** Nobody knows whether a migration was applied. */
class DoubtError extends Error {
  override name = "DoubtError";
}

const MAX_LOST_ANSWERS = 3;
/** Made anew each time another runner has applied something. No folder has so many files: past this, somebody applies and takes back. */
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
      progress.pending = undefined;
      try {
        moved = (await applyOne(db, history, migration, script, options)) === "moved";
      } catch (problem) {
        if (!(problem instanceof DoubtError)) progress.pending = pending.slice(index);
        throw problem;
      }
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
  let lost = 0;
  const doubt = (problem: unknown) => (lost === 0 ? problem : inDoubt(migration, lost, problem));
  for (let tries = 1; ; tries++) {
    let result: TransactionResult | LostAnswerError;
    try {
      result = await runOnce(db, statements, script);
      if (result instanceof LostAnswerError) {
        if (await cameThrough(db, migration, result, ++lost, options)) return "applied";
      } else if (result.ok) return "applied";
      else if (hasMoved(result)) return lost > 0 && (await isApplied(db, options.table, migration)) ? "applied" : "moved";
    } catch (problem) {
      throw doubt(problem);
    }
    if (!(result instanceof LostAnswerError)) {
      const problem = failure(migration, script, result, offset, options.table);
      // What holds the database may be the very request whose answer was lost.
      if (!mayPass(result, db)) throw problem;
      if (options.clock() >= deadline) throw doubt(problem);
    }
    await delay(backoffMs(tries, FIRST_WAIT_MS, MAX_WAIT_MS));
  }
}

/** @param cause why it could not be found out */
function inDoubt({ file }: Migration, lost: number, cause: unknown): DoubtError {
  if (cause instanceof DoubtError) return cause;
  return new DoubtError(
    `${file}: the answer of the server was lost ${lost === 1 ? "once" : `${lost} times`}, and nobody knows whether the file was applied. When the server can be reached, run the step again, which is safe`,
    { cause },
  );
}

/** Runs the transaction of a migration; a lost answer is given back, not thrown. */
async function runOnce(
  db: Connection,
  statements: readonly Statement[],
  script: PreparedScript,
): Promise<TransactionResult | LostAnswerError> {
  try {
    return await db.transaction(statements, foreignKeysOf(script));
  } catch (problem) {
    if (problem instanceof LostAnswerError) return problem;
    throw problem;
  }
}

/**
 * Whether a migration was applied although its answer was lost. When it was not, the same request is safe to send again: the fence refuses
 * it if the first one comes through after all.
 * @param lost how many of its answers were lost
 * @throws DoubtError when there were too many, and nobody knows
 */
async function cameThrough(
  db: Connection,
  migration: Migration,
  cause: LostAnswerError,
  lost: number,
  { table, say }: ApplyOptions,
): Promise<boolean> {
  say(`${cause.message}; looking whether ${migration.file} was applied`);
  if (await isApplied(db, table, migration)) return true;
  if (lost < MAX_LOST_ANSWERS) return false;
  // The server may still be at work: one more look, later, before nothing can be said.
  await delay(MAX_WAIT_MS);
  if (await isApplied(db, table, migration)) return true;
  throw new DoubtError(
    `${migration.file}: the answer of the server was lost ${lost} times. It was not applied when last looked, but may still be. Run the step again, which is safe`,
    { cause },
  );
}

/** A server says at once that another writer holds the database; the native client has waited by itself. */
function mayPass({ code, index }: TransactionFailure, { database }: Connection): boolean {
  return code === "SQLITE_BUSY" && index === undefined && database.kind === "remote";
}

async function isApplied(db: Connection, table: string, { version, checksum }: Migration): Promise<boolean> {
  const history = await readHistory(db, table);
  return history.some((applied) => compareVersions(applied.version, version) === 0 && applied.checksum === checksum);
}
