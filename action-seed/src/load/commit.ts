// Has one transaction of a load committed once, whatever is lost on the way: what the run table says decides whether it is sent again.
import type { Connection } from "@libsql-actions/shared/database/connection";
import { explainLocalFault } from "@libsql-actions/shared/database/explain-fault";
import type { StepDatabase } from "@libsql-actions/shared/database/memory";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { LoadError, refusedError } from "./load-error.ts";
import type { Outcome } from "./outcome.ts";
import { isRunFence, READ_RUNS, type Run, toRun } from "./run-table.ts";
import { type Stage, sendStage, streamStage } from "./stage.ts";
import { UncertainError } from "./uncertain.ts";

export interface StageWork {
  readonly stage: Stage;
  readonly scope: string;
  readonly nonce: string;
  /** The number that the run table has for it. */
  readonly number: number;
  /** What the run table says before. */
  readonly prior: Pick<Run, "nonce" | "stage"> | undefined;
  /** Names, by their index in the plan. */
  readonly tables: readonly string[];
  readonly lockTimeoutMs: number;
}

type Committed = Extract<Outcome, { kind: "committed" | "lost" }>;

const MAX_TRIES = 5;

/**
 * Commits.
 * @throws LoadError, UncertainError when it may have been committed and nobody can say, or what the rows throw
 */
export async function commitStage(db: StepDatabase, work: StageWork): Promise<Committed> {
  const isRemote = db.database.kind === "remote";
  let outcome = await streamStage(db.beginFill, isRemote, work.stage).catch((fault: unknown) => {
    throw isRemote ? fault : explainLocalFault(db.database.url, fault);
  });
  let lost: Committed | undefined;
  for (let tries = 1; outcome.kind !== "committed"; tries++) {
    if (outcome.kind === "refused") {
      const { failure, step } = outcome;
      // A request that was given up for lost was carried out late.
      if (lost !== undefined && isRunFence(step) && (await isIn(db, work))) return lost;
      throw refusedError(failure, step, work.tables, work.number - 1);
    }
    if (outcome.kind === "lost") {
      lost = outcome;
      if (await isIn(db, work)) return lost;
    }
    if (tries >= MAX_TRIES || !isRemote) throw gaveUp(outcome, work);
    if (outcome.kind === "ended" && outcome.isBusy && !(await db.waitForLock(work.lockTimeoutMs))) throw gaveUp(outcome, work);
    outcome = await sendStage(db, work.stage);
  }
  return outcome;
}

/** Whether the transaction is in. What is still under way is waited for: it holds the lock, or is in line for it. */
async function isIn(db: Connection, { scope, nonce, number, prior, lockTimeoutMs }: StageWork): Promise<boolean> {
  let run: Run | undefined;
  try {
    if (!(await db.waitForLock(lockTimeoutMs))) throw new Error("another writer holds the database");
    run = await readRun(db, scope);
  } catch (fault) {
    throw new UncertainError(
      `An answer was lost, and whether rows were written cannot be told: ${errorMessage(fault)}. Run it again: it looks first.`,
      { cause: fault },
    );
  }
  if (run?.nonce === nonce && run.stage === number) return true;
  if (run?.nonce === prior?.nonce && run?.stage === prior?.stage) return false;
  throw new Error("An answer was lost, and another step has seeded the same tables since. Look at them before you run it again.");
}

async function readRun(db: Connection, wanted: string): Promise<Run | undefined> {
  const [answer] = await db.reads([READ_RUNS]);
  if (Array.isArray(answer)) return answer.map(toRun).find(({ scope }) => scope === wanted);
  // Nothing was ever committed.
  if (answer !== undefined && /no such table/.test(answer.message)) return undefined;
  throw new Error(answer?.message ?? "the database does not answer");
}

function gaveUp(outcome: Exclude<Outcome, { kind: "refused" }>, { number, tables }: StageWork): Error {
  if (outcome.kind === "lost")
    return new UncertainError(
      `The answers of the server are lost each time, and whether rows were written cannot be told: ${outcome.reason}. Run it again: it looks first.`,
    );
  const isBusy = outcome.kind === "ended" && outcome.isBusy;
  const error = refusedError(
    { code: isBusy ? "SQLITE_BUSY" : "TRANSACTION_CLOSED", message: outcome.reason },
    undefined,
    tables,
    number - 1,
  );
  return new LoadError(error.message, error.code, {});
}
