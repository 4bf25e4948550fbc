// The backend `turso-cloud`: a database that exists already. It is asked once whether it answers.
import { openConnection } from "@libsql-actions/shared/database/connection";
import { findDatabases } from "@libsql-actions/shared/inputs/database-inputs";
import { line } from "@libsql-actions/shared/report/log";
import { databaseSettings } from "../database-settings.ts";
import { type Context, NOTHING, type Provision } from "../provision.ts";

/** Checks the database that the inputs or the environment name. */
export async function provideTursoCloud(context: Context): Promise<Provision> {
  const { inputs, step } = context;
  const started = performance.now();
  const [database] = findDatabases(inputs, step);
  if (database?.kind !== "remote")
    throw new Error(
      "`backend: turso-cloud` needs a remote `database-url`, such as `libsql://<database>-<organization>.turso.io`. For a file use `backend: file`.",
    );
  if (!inputs.start) return NOTHING;
  const connection = await openConnection(database, databaseSettings(context));
  try {
    await connection.query("SELECT 1");
  } finally {
    connection.close();
  }
  const name = inputs.instances[0]?.name ?? "db-1";
  line(`${name}: ${database.url} answers.`);
  return {
    ...NOTHING,
    databases: [{ name, url: database.url, version: "", startMs: performance.now() - started }],
    authToken: database.token ?? "",
    cacheHit: true,
  };
}
