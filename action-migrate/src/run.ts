// The recipe of the migrate action: find the databases, read the folder, work on one database after the other, report.
import type { Database } from "@libsql-actions/shared/database/resolve";
import { findDatabases } from "@libsql-actions/shared/inputs/database-inputs";
import type { Step } from "@libsql-actions/shared/inputs/step";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { note, warn } from "@libsql-actions/shared/report/log";
import { setOutputs } from "@libsql-actions/shared/report/outputs";
import { writeSummary } from "@libsql-actions/shared/report/summary";
import { annotateError } from "./annotate.ts";
import type { Migration } from "./folder/migration.ts";
import { readFolder } from "./folder/read-folder.ts";
import type { MigrateInputs } from "./inputs.ts";
import { migrateDatabase } from "./migrate-database.ts";
import { outputsOf } from "./outputs.ts";
import { newReport, type Report } from "./report.ts";
import { migrateSummary } from "./summary.ts";

export interface Context {
  readonly inputs: MigrateInputs;
  readonly step: Step;
  /** Milliseconds that only grow. */
  readonly clock: () => number;
}

/** Runs the step. Outputs and summary tell what was done on every path. */
export async function run(context: Context): Promise<void> {
  const { inputs, step } = context;
  const reports: Report[] = [];
  try {
    const databases = findDatabases(inputs, step);
    reports.push(...databases.map(newReport));
    const migrations = await readMigrations(context);
    for (const [index, database] of databases.entries())
      await migrateOne(database, reports[index] as Report, migrations, context, databases.length);
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
  } catch (thrown) {
    report.error = errorMessage(thrown);
    annotateError(thrown);
    throw count === 1 ? thrown : new Error(report.database, { cause: thrown });
  }
}
