// Holds a database against the one that `compare-with` names.
import type { Connection } from "@libsql-actions/shared/database/connection";
import { openDatabase } from "@libsql-actions/shared/database/memory";
import type { Database } from "@libsql-actions/shared/database/resolve";
import { initScript } from "@libsql-actions/shared/inputs/database-inputs";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { isLeftOut } from "./choose-tables.ts";
import type { Context } from "./context.ts";
import { databaseSettings } from "./database-settings.ts";
import type { Report } from "./report.ts";
import { compare } from "./verify/compare.ts";

/** @throws an `Error` that names the tables that differ, and their first differing rows */
export async function compareWithOther(db: Connection, database: Database, report: Report, context: Context): Promise<void> {
  const other = await openDatabase(database, databaseSettings(context), initScript(database, context.step));
  try {
    const schema = await introspect(db, isLeftOut);
    const otherSchema = await introspect(other, isLeftOut).catch((cause: unknown) => {
      throw new Error("The database of `compare-with` cannot be read. Its token is `compare-auth-token`", { cause });
    });
    const result = await compare({ db, schema, name: report.database }, { db: other, schema: otherSchema, name: database.url });
    if (!result.same)
      throw new Error(`${report.database} and ${database.url} do not hold the same rows. ${result.problems.join(" ")}`);
    report.compared = { with: database.url, tables: result.tables };
  } finally {
    other.close();
  }
}
