// The recipe of the seed action: find and open the database, seed it, keep it, report.
import { openDatabase } from "@libsql-actions/shared/database/memory";
import type { Database } from "@libsql-actions/shared/database/resolve";
import { findDatabases, initScript, noteRehearsal } from "@libsql-actions/shared/inputs/database-inputs";
import { clientSettings, type Step } from "@libsql-actions/shared/inputs/step";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { writeSummary } from "@libsql-actions/shared/report/summary";
import type { SeedInputs } from "./inputs.ts";
import { failureSummary, type Outcome, seedSummary, tellOutcome } from "./outcome.ts";
import { seedDatabase } from "./seed-database.ts";

export interface Context {
  readonly inputs: SeedInputs;
  readonly step: Step;
}

const LOCK_TIMEOUT_MS = 30_000;
const READ_TIMES = { tryTimeoutMs: 30_000, deadlineMs: 60_000, lockTimeoutMs: LOCK_TIMEOUT_MS };
/** A server is silent while it works on a request, and vector indexes are slow to fill. */
const WRITE_TIMES = { tryTimeoutMs: 600_000, deadlineMs: 600_000, lockTimeoutMs: LOCK_TIMEOUT_MS };

/** Runs the step. Outputs and summary tell what was done on every path. */
export async function run(context: Context): Promise<Outcome> {
  const { inputs, step } = context;
  try {
    const outcome = await work(context);
    tellOutcome(outcome);
    await writeSummary(step.summaryFile, seedSummary(outcome));
    return outcome;
  } catch (thrown) {
    await writeSummary(step.summaryFile, failureSummary(inputs.seed, errorMessage(thrown)));
    throw thrown;
  }
}

async function work(context: Context): Promise<Outcome> {
  const { inputs, step } = context;
  const database = findDatabases(inputs, step)[0] as Database;
  noteRehearsal(database, step);
  const settings = { ...clientSettings(step, READ_TIMES), transactionSend: clientSettings(step, WRITE_TIMES).send };
  const db = await openDatabase(database, settings, initScript(database, step));
  try {
    const outcome = await seedDatabase(db, inputs);
    if (outcome.tables.some(({ written }) => written > 0)) await db.save();
    return outcome;
  } finally {
    db.close();
  }
}
