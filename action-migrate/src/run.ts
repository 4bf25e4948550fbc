// The recipe of the migrate action: find the databases, read the folder, work on one database after the other, report.
import type { Database } from "@libsql-actions/shared/database/resolve";
import { findDatabases } from "@libsql-actions/shared/inputs/database-inputs";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { note, warn } from "@libsql-actions/shared/report/log";
import { setOutputs } from "@libsql-actions/shared/report/outputs";
import { writeSummary } from "@libsql-actions/shared/report/summary";
import { annotateError } from "./annotate.ts";
import type { Context } from "./context.ts";
import type { Migration } from "./folder/migration.ts";
import { readFolder } from "./folder/read-folder.ts";
import { migrateDatabase } from "./migrate-database.ts";
import { outputsOf } from "./outputs.ts";
import { newReport, type Report } from "./report.ts";
import { migrateSummary } from "./summary.ts";

/** Runs the step. Outputs and summary tell what was done on every path. */
export async function run(context: Context): Promise<void> {
  const { inputs, step, reports } = context;
  try {
    const tasks = findDatabases(inputs, step).map((database) => ({ database, report: newReport(database) }));
    reports.push(...tasks.map(({ report }) => report));
    const migrations = await readMigrations(context);
    for (const { database, report } of tasks) await migrateOne(database, report, migrations, context, tasks.length);
  } finally {
    setOutputs(outputsOf(reports));
    await writeSummary(step.summaryFile, migrateSummary(inputs.command, reports));
  }
}

async function readMigrations({ inputs, step }: Context): Promise<readonly Migration[]> {
  const { migrations, ignored } = await readFolder(inputs.directory, step.workspace, inputs.format);
  for (const name of ignored) note(`${name} in ${inputs.directory} is ignored: its name does not begin with a version.`);
  if (migrations.length === 0) warn(`The folder ${inputs.directory} holds no migrations.`);
  return migrations;
}

async function migrateOne(
  database: Database,
  report: Report,
  migrations: readonly Migration[],
  context: Context,
  count: number,
): Promise<void> {
  try {
    await migrateDatabase(database, report, migrations, context);
  } catch (problem) {
    report.error = errorMessage(problem);
    annotateError(problem);
    throw count === 1 ? problem : new Error(report.database, { cause: problem });
  }
}
