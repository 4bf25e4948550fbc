// The recipe of the seed action: find and open the database, seed it, keep it, report.
import { openDatabase } from "@libsql-actions/shared/database/memory";
import { findDatabases, initScript, noteRehearsal } from "@libsql-actions/shared/inputs/database-inputs";
import { clientSettings, type Step } from "@libsql-actions/shared/inputs/step";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { setOutputs } from "@libsql-actions/shared/report/outputs";
import { writeSummary } from "@libsql-actions/shared/report/summary";
import type { SeedInputs } from "./inputs.ts";
import { UncertainError } from "./load/write.ts";
import { announce, failureSummary, type Outcome, outputsOf, seedSummary, UNCERTAIN_OUTPUTS } from "./outcome.ts";
import { seedDatabase } from "./seed-database.ts";

export interface Context {
  readonly inputs: SeedInputs;
  readonly step: Step;
}

const LOCK_TIMEOUT_MS = 30_000;
const READ_TIMES = { tryTimeoutMs: 30_000, deadlineMs: 60_000, lockTimeoutMs: LOCK_TIMEOUT_MS };
/** A server is silent while it works on a request, and vector indexes are slow to fill. */
const WRITE_TIMES = { tryTimeoutMs: 600_000, deadlineMs: 600_000, lockTimeoutMs: LOCK_TIMEOUT_MS };

/** Runs the step. The summary tells what was done on every path. The outputs that the entry sets first hold where it fails and nothing was written. */
export async function run(context: Context): Promise<Outcome> {
  const { inputs, step } = context;
  try {
    const outcome = await work(context);
    announce(outcome);
    setOutputs(outputsOf(outcome));
    await writeSummary(step.summaryFile, seedSummary(outcome));
    return outcome;
  } catch (problem) {
    if (problem instanceof UncertainError) setOutputs(UNCERTAIN_OUTPUTS);
    await writeSummary(step.summaryFile, failureSummary(inputs.seed, errorMessage(problem)));
    throw problem;
  }
}

async function work(context: Context): Promise<Outcome> {
  const { inputs, step } = context;
  const [database] = findDatabases(inputs, step);
  if (database === undefined) throw new Error("No database was found, although at least one always is.");
  noteRehearsal(database, step);
  const settings = { ...clientSettings(step, READ_TIMES), transactionSend: clientSettings(step, WRITE_TIMES).send };
  const db = await openDatabase(database, settings, initScript(database, step));
  try {
    const outcome = await seedDatabase(db, inputs);
    if (outcome.tables.some(({ reason }) => reason === undefined)) await db.save();
    return outcome;
  } finally {
    db.close();
  }
}
