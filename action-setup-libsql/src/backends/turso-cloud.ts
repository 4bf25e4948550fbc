// The backend `turso-cloud`: a database that exists already. It is asked once whether it answers.
import { openConnection } from "@libsql-actions/shared/database/connection";
import { findDatabases } from "@libsql-actions/shared/inputs/database-inputs";
import { line } from "@libsql-actions/shared/report/log";
import { databaseSettings } from "../database-settings.ts";
import type { Context, GrowingProvision } from "../provision.ts";

/** Checks the database that the inputs or the environment name. */
export async function provideTursoCloud(context: Context, provision: GrowingProvision): Promise<void> {
  const { inputs, step } = context;
  const [database] = findDatabases(inputs, step);
  if (database?.kind !== "remote")
    throw new Error(
      "`backend: turso-cloud` needs a remote `database-url`, such as `libsql://<database>-<organization>.turso.io`. For a file use `backend: file`.",
    );
  provision.cacheHit = true;
  if (!inputs.start) return;
  const started = performance.now();
  const connection = await openConnection(database, databaseSettings(context));
  try {
    await connection.query("SELECT 1");
  } finally {
    connection.close();
  }
  const startMs = performance.now() - started;
  provision.databases = inputs.instances.map(({ name }) => ({ name, url: database.url, version: "", startMs }));
  provision.authToken = database.token ?? "";
  line(`${database.url} answers.`);
}
