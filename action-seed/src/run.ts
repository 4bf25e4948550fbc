// The recipe of the seed action: find and open the database, seed it, keep it, report.
import { isAbsolute, join } from "node:path";
import { openDatabase } from "@libsql-actions/shared/database/memory";
import { type Database, resolveDatabases } from "@libsql-actions/shared/database/resolve";
import { clientSettings, type Step } from "@libsql-actions/shared/inputs/step";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { note } from "@libsql-actions/shared/report/log";
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
  const database = findDatabase(context);
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

function findDatabase({ inputs, step }: Context): Database {
  const { databases, notices } = resolveDatabases({
    urls: inputs.databaseUrls,
    tokens: inputs.authTokens,
    allowPlaintext: inputs.allowPlaintext,
    environment: step.environment,
    directory: step.workspace,
  });
  for (const notice of notices) note(notice);
  return databases[0] as Database;
}

/** The script that carries an in-memory database from step to step; the setup action exports it. */
function initScript(database: Database, step: Step): string | undefined {
  if (database.kind !== "memory") return undefined;
  const path = step.environment["DATABASE_INIT_SQL"];
  if (path) return isAbsolute(path) ? path : join(step.workspace, path);
  note(
    "This is a rehearsal: `:memory:` ends with the step, since DATABASE_INIT_SQL is not set. The setup action with `backend: memory` sets it.",
  );
  return undefined;
}
