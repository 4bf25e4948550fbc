// What stands around all work on a database: it is opened and closed, and the report tells how it ended.
import { openDatabase, type StepDatabase } from "@libsql-actions/shared/database/memory";
import { readingTogether } from "@libsql-actions/shared/database/read-together";
import type { Database } from "@libsql-actions/shared/database/resolve";
import { initScript } from "@libsql-actions/shared/inputs/database-inputs";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import type { Context } from "./context.ts";
import { databaseSettings } from "./database-settings.ts";
import type { Report } from "./report.ts";

/** Opens a database, works on it, and closes it. */
export async function onDatabase<T>(database: Database, context: Context, work: (db: StepDatabase) => Promise<T>): Promise<T> {
  const settings = databaseSettings(context);
  return using(readingTogether(await openDatabase(database, settings, initScript(database, context.step)), settings), work);
}

/** Works on a database that is open, and closes it. */
export async function using<T>(db: StepDatabase, work: (db: StepDatabase) => Promise<T>): Promise<T> {
  try {
    return await work(db);
  } finally {
    db.close();
  }
}

/** Has the report say how work on its database ended. */
export async function onReport<T>(report: Report, work: () => Promise<T>): Promise<T> {
  report.status = "failed";
  try {
    const result = await work();
    report.status = "ok";
    return result;
  } catch (problem) {
    report.error = errorMessage(problem);
    const { findingsOf } = await import("./findings-of.ts");
    report.findings.push(...findingsOf(problem));
    throw problem;
  }
}
