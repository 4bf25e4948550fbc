// The recipe of the migrate action: find the databases, read the folder, carry out the command on each database, report.
import { refuseRemote } from "@libsql-actions/shared/database/allow-remote";
import type { Database } from "@libsql-actions/shared/database/resolve";
import { WrittenFilesError } from "@libsql-actions/shared/files/written-files";
import { findDatabases } from "@libsql-actions/shared/inputs/database-inputs";
import { fanOut } from "@libsql-actions/shared/recipe/fan-out";
import { inTurn } from "@libsql-actions/shared/recipe/in-turn";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { note } from "@libsql-actions/shared/report/log";
import { setOutputs } from "@libsql-actions/shared/report/outputs";
import { addFindings, findingsOfError } from "./apply/refuse.ts";
import { createMigration } from "./commands/create.ts";
import { validate } from "./commands/validate.ts";
import type { Context } from "./context.ts";
import type { Command } from "./inputs.ts";
import { migrateDatabase } from "./migrate-database.ts";
import { outputsOf } from "./outputs.ts";
import { readMigrations, type SourceChoice } from "./read-migrations.ts";
import { publish, publishWithoutFiles } from "./report/publish.ts";
import { newReport, type Report } from "./report.ts";
import { unusedInputs } from "./unused-inputs.ts";
import { refuseWrittenFiles } from "./written-files.ts";

/** Commands that take data away. */
const DESTRUCTIVE: readonly Command[] = ["down", "restore"];

/** Runs the step. Outputs, summary and reports tell what was done on every path. */
export async function run(context: Context): Promise<void> {
  const { inputs, reports } = context;
  for (const name of unusedInputs(inputs)) note(`The input \`${name}\` does nothing with \`command: ${inputs.command}\`.`);
  let publishing = publish;
  await inTurn(
    () =>
      carryOut(context).catch((problem: unknown) => {
        if (problem instanceof WrittenFilesError) publishing = publishWithoutFiles;
        throw problem;
      }),
    async () => {
      // First what is true of the databases: a file that cannot be written takes nothing of it away.
      setOutputs(outputsOf(reports));
      setOutputs(outputsOf(reports, await publishing(context)));
    },
  );
}

async function carryOut(context: Context): Promise<void> {
  const { command } = context.inputs;
  if (command !== "create" && command !== "validate") return onEachDatabase(context);
  refuseWrittenFiles(context, []);
  return command === "create" ? createMigration(context) : validate(context);
}

async function onEachDatabase(context: Context): Promise<void> {
  const { inputs, step, reports } = context;
  const databases = findDatabases(inputs, step);
  if (DESTRUCTIVE.includes(inputs.command)) refuseRemote(databases, `command: ${inputs.command}`, inputs.allowRemote);
  refuseWrittenFiles(context, databases);
  const tasks = databases.map((database) => ({ database, report: newReport(database) }));
  reports.push(...tasks.map(({ report }) => report));
  const source = await readMigrations(context);
  await fanOut(tasks, inputs.onFailure, ({ database, report }) => onOne(database, report, source, context));
}

async function onOne(database: Database, report: Report, source: SourceChoice, context: Context): Promise<void> {
  try {
    await migrateDatabase(database, report, source, context);
  } catch (problem) {
    report.error = errorMessage(problem);
    addFindings(report, findingsOfError(problem));
    throw context.reports.length === 1 ? problem : new Error(report.database, { cause: problem });
  }
}
