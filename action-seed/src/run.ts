// The recipe of the seed action: find the databases, read spec and data, seed each database, write what was asked for, report.
import { existsSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import type { Connection } from "@libsql-actions/shared/database/connection";
import type { Database } from "@libsql-actions/shared/database/resolve";
import { WrittenFilesError } from "@libsql-actions/shared/files/written-files";
import { findDatabases, noteRehearsal } from "@libsql-actions/shared/inputs/database-inputs";
import { quote } from "@libsql-actions/shared/inputs/quote";
import { fanOut } from "@libsql-actions/shared/recipe/fan-out";
import { inTurn } from "@libsql-actions/shared/recipe/in-turn";
import { line, warn } from "@libsql-actions/shared/report/log";
import { setOutputs } from "@libsql-actions/shared/report/outputs";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import type { Schema } from "@libsql-actions/shared/schema/table";
import { isLeftOut } from "./choose-tables.ts";
import type { Context } from "./context.ts";
import { databaseSettings } from "./database-settings.ts";
import { findOther } from "./find-other.ts";
import { refuseRemoteModes } from "./guard-remote.ts";
import { beginLook } from "./look.ts";
import { outputsOf } from "./outputs.ts";
import { newReport, type Report } from "./report.ts";
import type { Seeded } from "./seed-database.ts";
import { type SourceReader, sourceReader } from "./source-reader.ts";
import { onDatabase, onReport, using } from "./work-on.ts";
import { refuseTwice, refuseWrittenFiles } from "./written-files.ts";

/** Runs the step. Outputs, summary and report tell what was done on every path. */
export async function run(given: Context): Promise<void> {
  let context = given;
  const { reports } = context;
  /** Paths of the files that were written, but for the report. */
  const outputs: string[] = [];
  await inTurn(
    () =>
      carryOut(context, outputs).catch((problem: unknown) => {
        // What must not be replaced is not replaced by the report of that either.
        if (problem instanceof WrittenFilesError) context = { ...context, inputs: { ...context.inputs, reportFile: undefined } };
        throw problem;
      }),
    async () => {
      // First what is true of the databases: a file that cannot be written takes nothing of it away.
      setOutputs(outputsOf(reports, { outputs, report: undefined }));
      const { publish } = await import("./publish.ts");
      setOutputs(outputsOf(reports, { outputs, report: await publish(context, outputs) }));
    },
  );
}

/** @param outputs gets the files that were written */
async function carryOut(context: Context, outputs: string[]): Promise<void> {
  const { inputs, reports } = context;
  const databases = inputs.withoutDatabase ? [] : databasesOf(context);
  const other = findOther(context);
  refuseTwice(databases);
  refuseRemoteModes(databases, inputs);
  refuseWrittenFiles(context, other === undefined ? databases : [...databases, other], []);
  if (inputs.withoutDatabase) return withoutDatabase(context, outputs);
  const tasks = databases.map((database) => ({ database, report: newReport(database) }));
  reports.push(...tasks.map(({ report }) => report));
  const [first] = tasks;
  if (first === undefined) throw new Error("No database was found, although at least one always is.");
  if (inputs.deriveSpec !== undefined && databases.length > 1)
    throw new Error(`The input \`derive-spec\` takes one database, and \`database-url\` names ${databases.length}.`);
  if (inputs.deriveSpec !== undefined)
    return onReport(first.report, () =>
      onDatabase(first.database, context, (db) => deriveSpecOf(db, first.report, context, outputs)),
    );
  const source = sourceReader(context, databases);
  let seeded: Seeded | undefined;
  await fanOut(tasks, "stop", async ({ database, report }) => {
    const own = await onReport(report, () => seedOne(database, other, report, { source, context }));
    if (report === first.report) seeded = own;
  }).catch((problem: unknown) => {
    throw reports.length === 1 || source.couldNotRead(problem) ? problem : new Error(failedOnes(reports), { cause: problem });
  });
  warnOfDifferences(reports);
  await onReport(first.report, async () => {
    if (seeded !== undefined) await writeRows(seeded, context, outputs);
  });
}

/** @throws an `Error` that names the input whose databases cannot be used */
function databasesOf({ inputs, step }: Context): Database[] {
  try {
    return findDatabases(inputs, step);
  } catch (cause) {
    throw inputs.databaseUrls.length === 0
      ? cause
      : new Error("The databases of the input `database-url` cannot be used", { cause });
  }
}

/** Undefined for a file that is not there: opening it would make it. */
async function schemaOf(database: Database, context: Context): Promise<Schema | undefined> {
  if (database.kind === "file" && !existsSync(database.path)) return undefined;
  return onDatabase(database, context, (db) => introspect(db, isLeftOut));
}

function failedOnes(reports: readonly Report[]): string {
  return reports.flatMap(({ status, database }) => (status === "failed" ? [database] : [])).join(", ");
}

/** Several databases get the same rows, unless their schemas differ. */
function warnOfDifferences(reports: readonly Report[]): void {
  const digests = new Set(reports.flatMap(({ digests: own }) => (own === undefined ? [] : [own.digest])));
  if (digests.size > 1) warn("The databases did not get the same rows: their schemas differ, or some held rows already.");
}

/** Files hold the rows of the first database. */
async function writeRows({ plan, schema }: Seeded, context: Context, outputs: string[], base?: Connection): Promise<void> {
  const { inputs, step } = context;
  if (inputs.dryRun || inputs.output.length === 0) return;
  const { writeOutputs } = await import("./output/write-outputs.ts");
  const target = { paths: inputs.output, workspace: step.workspace, schema, settings: databaseSettings(context) };
  await writeOutputs(plan, base === undefined ? target : { ...target, base: base.query }, outputs);
}

async function withoutDatabase(context: Context, outputs: string[]): Promise<void> {
  const { inputs, step, reports } = context;
  const report = newReport(undefined);
  reports.push(report);
  return onReport(report, async () => {
    const [{ schemaDatabase }, { generateAlone }, { readSource }] = await Promise.all([
      import("./schema-database.ts"),
      import("./seed-database.ts"),
      import("./source.ts"),
    ]);
    const open = () => schemaDatabase(inputs.schema ?? "", step.workspace, databaseSettings(context));
    const source = await readSource(inputs, step.workspace, async () => using(await open(), (db) => introspect(db, isLeftOut)));
    const [script] = source.data?.scripts ?? [];
    if (script !== undefined)
      throw new Error(
        `The input \`data\` names ${quote(script.file)}, whose statements need a database, and \`database-url\` is \`none\`.`,
      );
    refuseWrittenFiles(context, [], source.data?.files ?? []);
    await using(await open(), async (db) => {
      if (inputs.deriveSpec !== undefined) return deriveSpecOf(db, report, context, outputs);
      const seeded = await generateAlone(db, { context, source, look: beginLook(db), report, say: line });
      await writeRows(seeded, context, outputs, db);
      if (!inputs.dryRun) report.tables = report.tables.map((table) => ({ ...table, written: table.planned ?? 0 }));
    });
  });
}

/** What writes specs is loaded where one is written. */
async function deriveSpecOf(db: Connection, report: Report, context: Context, outputs: string[]): Promise<void> {
  const { writeDerivedSpec } = await import("./derived-spec.ts");
  report.specFile = await writeDerivedSpec(db, context);
  outputs.push(report.specFile);
}

async function seedOne(
  database: Database,
  other: Database | undefined,
  report: Report,
  { source, context }: { readonly source: SourceReader; readonly context: Context },
): Promise<Seeded> {
  const { inputs, reports, step } = context;
  const say = (message: string) => line(reports.length > 1 ? `${report.database}: ${message}` : message);
  // A server is asked while spec and data are read; a file that is opened is made.
  if (database.kind !== "remote") await source.read(() => schemaOf(database, context));
  if (!inputs.dryRun) noteRehearsal(database, step);
  return onDatabase(database, context, async (db) => {
    const look = beginLook(db);
    // Lets the question leave first: loading what works with the answer keeps this thread busy.
    await setImmediate();
    const { seedDatabase } = await import("./seed-database.ts");
    const seeded = await seedDatabase(db, { context, source: await source.read(() => look.schema), look, report, say });
    try {
      if (other !== undefined && !inputs.dryRun) {
        const { compareWithOther } = await import("./compare-with-other.ts");
        await compareWithOther(db, other, report, context);
      }
      if (!report.hadNothingToDo && !inputs.dryRun) await db.save();
    } catch (problem) {
      // What is not written back is gone.
      if (database.kind === "memory") forget(report);
      throw problem;
    }
    return seeded;
  });
}

function forget(report: Report): void {
  report.tables = report.tables.map((table) => ({ ...table, written: 0 }));
  report.tableDigests = undefined;
}
