// Works on one database: opens it, looks or applies, and keeps an in-memory one for the next step.
import { existsSync } from "node:fs";
import type { ClientSettings } from "@libsql-actions/shared/database/client";
import { openDatabase, type StepDatabase } from "@libsql-actions/shared/database/memory";
import type { Database } from "@libsql-actions/shared/database/resolve";
import { initScript, noteRehearsal } from "@libsql-actions/shared/inputs/database-inputs";
import { clientSettings } from "@libsql-actions/shared/inputs/step";
import { line } from "@libsql-actions/shared/report/log";
import { annotateScriptWarning } from "@libsql-actions/shared/report/script-annotations";
import { annotateProblems } from "./annotate.ts";
import { applyPending } from "./apply.ts";
import type { Context } from "./context.ts";
import type { Migration } from "./folder/migration.ts";
import { type Applied, readHistory } from "./history.ts";
import { makePlan } from "./plan.ts";
import type { Report } from "./report.ts";

const READ_TIMES = { tryTimeoutMs: 30_000, deadlineMs: 60_000 };
/** A migration may rewrite a large table, and nothing is heard of the server until it is done. */
const WRITE_TIMES = { tryTimeoutMs: 1_800_000, deadlineMs: 1_800_000 };

/** Carries out the command. `report` tells the truth afterwards, also when this throws. */
export async function migrateDatabase(
  database: Database,
  report: Report,
  migrations: readonly Migration[],
  context: Context,
): Promise<void> {
  const { inputs, step } = context;
  report.status = "failed";
  line(`Database ${report.database}`);
  if (inputs.command === "status" && database.kind === "file" && !existsSync(database.path)) {
    // Opening it would make it.
    show(report, migrations, []);
  } else {
    if (inputs.command === "up") noteRehearsal(database, step);
    const db = await openDatabase(database, settings(context), initScript(database, step));
    try {
      if (inputs.command === "status") show(report, migrations, await readHistory(db, inputs.table));
      else await applyAndKeep(db, report, migrations, context);
    } finally {
      db.close();
    }
  }
  report.status = "ok";
  const { applied, pending, currentVersion } = report;
  line(
    `${applied.length} applied, ${pending?.length ?? 0} pending, ${currentVersion === "" ? "no version yet" : `at version ${currentVersion}`}`,
  );
}

/** The command `status`. What is wrong is a warning: nothing is to be done. */
function show(report: Report, migrations: readonly Migration[], history: readonly Applied[]): void {
  const { pending, problems } = makePlan(migrations, history);
  report.pending = pending;
  report.currentVersion = history.at(-1)?.version ?? "";
  annotateProblems(problems, "warning");
  for (const { version, file } of pending) line(`pending: ${file} (version ${version})`);
}

/** What was committed before a failure is kept in memory too, as every other kind of database keeps it. */
async function applyAndKeep(
  db: StepDatabase,
  report: Report,
  migrations: readonly Migration[],
  { inputs, clock }: Context,
): Promise<void> {
  const { table, lockTimeoutMs } = inputs;
  // Only an in-memory database can be lost by a failed save; another one need not be asked twice.
  const before = db.database.kind === "memory" ? await readHistory(db, table) : [];
  const problems: unknown[] = [];
  try {
    await applyPending(db, migrations, report, { table, lockTimeoutMs, clock, say: line, warn: annotateScriptWarning });
  } catch (problem) {
    problems.push(problem);
  }
  try {
    if (report.applied.length > 0) await db.save();
  } catch (cause) {
    problems.push(forget(report, before.at(-1)?.version ?? "", cause));
  }
  if (problems.length > 1) throw new AggregateError(problems);
  if (problems.length > 0) throw problems[0];
}

/** An in-memory database that cannot be written back is lost, and what was applied with it. */
function forget(report: Report, versionBefore: string, cause: unknown): Error {
  const lost = report.applied.splice(0).map(({ migration }) => migration);
  report.pending = [...lost, ...(report.pending ?? [])];
  report.currentVersion = versionBefore;
  return new Error(
    "The migrations ran, but the in-memory database cannot be written to DATABASE_INIT_SQL, so nothing of them is kept",
    { cause },
  );
}

function settings({ inputs, step }: Context): ClientSettings {
  const { lockTimeoutMs } = inputs;
  const { send: transactionSend } = clientSettings(step, { ...WRITE_TIMES, lockTimeoutMs });
  return { ...clientSettings(step, { ...READ_TIMES, lockTimeoutMs }), transactionSend };
}
