// Works on one database: opens it, carries out the command, and keeps an in-memory one for the next step.
import { existsSync } from "node:fs";
import { openDatabase, type StepDatabase } from "@libsql-actions/shared/database/memory";
import { readingTogether } from "@libsql-actions/shared/database/read-together";
import type { Database } from "@libsql-actions/shared/database/resolve";
import { initScript, noteRehearsal } from "@libsql-actions/shared/inputs/database-inputs";
import { inTurn } from "@libsql-actions/shared/recipe/in-turn";
import { line } from "@libsql-actions/shared/report/log";
import type { Queryable } from "@libsql-actions/shared/schema/introspect";
import { ScriptError } from "@libsql-actions/shared/sql/script";
import { FindingsError, refuseFindings } from "./apply/refuse.ts";
import { decideFormat, tablesOf } from "./choose-format.ts";
import { COMMANDS, type CommandSpec, type DatabaseCommand } from "./commands/commands.ts";
import type { Context } from "./context.ts";
import { databaseSettings } from "./database-settings.ts";
import { readColumns } from "./history/history.ts";
import { readAs, type SourceChoice } from "./read-migrations.ts";
import { damageFindings } from "./replay/soundness.ts";
import { lost, type Report } from "./report.ts";
import { describeSchema } from "./schema-file.ts";
import { schemaReader } from "./schema-reader.ts";
import type { Session } from "./session.ts";
import { isToolTable } from "./tool-tables.ts";

/** Carries out the command. `report` tells the truth afterwards, also when this throws. */
export async function migrateDatabase(database: Database, report: Report, source: SourceChoice, context: Context): Promise<void> {
  const { inputs, step, reports } = context;
  const command = COMMANDS[inputs.command as DatabaseCommand];
  report.status = "failed";
  const say = (message: string) => line(reports.length > 1 ? `${report.database}: ${message}` : message);
  line(`Database ${report.database}`);
  if (command.writes) noteRehearsal(database, step);
  const settings = databaseSettings(context);
  const opened = await openDatabase(toOpen(database, inputs.command, command), settings, initScript(database, step));
  const db = readingTogether(opened, settings);
  try {
    const session = await openSession(db, report, source, context, say).catch((problem: unknown) => {
      if (inputs.command === "verify") refuseFindings(report, damageFindings(problem));
      throw problem;
    });
    await carryOut(session, command.run, command.writes);
  } finally {
    db.close();
  }
  report.status = "ok";
}

/** Opening a file that does not exist would make it, which a command that has nothing to put there must not. */
function toOpen(database: Database, name: string, { makes, acceptsMissing }: CommandSpec): Database {
  if (makes || database.kind !== "file" || existsSync(database.path)) return database;
  if (acceptsMissing) return { kind: "memory", url: ":memory:" };
  throw new Error(`${database.url} does not exist, and \`command: ${name}\` does not make it. Check \`database-url\`.`);
}

async function openSession(
  opened: StepDatabase & Queryable,
  report: Report,
  chosen: SourceChoice,
  context: Context,
  say: Session["say"],
): Promise<Session> {
  const { table } = context.inputs;
  const { choice } = chosen;
  const { db, schema } = schemaReader(opened, isToolTable(context));
  // It travels with the reads of the history, see `readTogether`. Whoever needs it gets the error too.
  if (db.database.kind === "remote") schema().catch(() => undefined);
  const columns = await readColumns(db, tablesOf(choice, table));
  const format = decideFormat(choice, columns, table);
  if (format !== choice.format) say(`the database has the table of ${format.name}: the folder is taken for one of that format`);
  const name = table ?? format.tracking.table;
  const folder = readAs(format, chosen, context.inputs.lintIgnore);
  return {
    context,
    db,
    report,
    folder,
    table: { name, tracking: folder.tracking },
    columns: columns.get(name) ?? [],
    schema,
    say,
  };
}

/** What was committed before a failure is kept in memory too, as every other kind of database keeps it. */
async function carryOut(session: Session, run: (session: Session) => Promise<void>, writes: boolean): Promise<void> {
  const { db, report } = session;
  try {
    await inTurn(
      () => run(session),
      async () => {
        if (writes) await keep(db, report);
      },
    );
  } catch (problem) {
    // Here the database has answered; after any other failure nobody should wait for it once more.
    if (problem instanceof ScriptError || problem instanceof FindingsError) await describeSchema(session);
    throw problem;
  }
  await describeSchema(session);
}

/** An in-memory database that cannot be written back is lost, and what was done to it with it. */
async function keep(db: StepDatabase, report: Report): Promise<void> {
  try {
    const saving = db.save();
    report.kept = saving;
    await saving;
    report.kept = "yes";
  } catch (cause) {
    report.kept = "no";
    Object.assign(report, lost(report));
    throw new Error("The in-memory database cannot be written to DATABASE_INIT_SQL, so nothing of what was done is kept", {
      cause,
    });
  }
}
