// Keeps a baseline from recording migrations in a database that they have not made.
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import { foreignLines } from "@libsql-actions/shared/report/log";
import { diffSchemas } from "@libsql-actions/shared/schema/diff";
import { printSchemaDiff } from "@libsql-actions/shared/schema/printed-diff";
import type { Session } from "../session.ts";
import { schemaOfMigrations } from "./compare-applied.ts";
import { describeDifferences } from "./describe-difference.ts";

/**
 * Replays the migrations on a scratch database and compares. The whole diff goes to the log.
 * @throws an `Error` that lists the first differences, or ScriptError for a migration that cannot be replayed
 */
export async function refuseOtherSchema(session: Session, migrations: readonly Migration[]): Promise<void> {
  const live = await session.schema();
  const wanted = await schemaOfMigrations(session, migrations);
  const differences = diffSchemas(live, wanted);
  if (differences.length === 0) return;
  const { database } = session.report;
  foreignLines(
    `How the schema of ${database} differs from what the migrations make`,
    printSchemaDiff(live, wanted, { wanted: "migrations", actual: "database" }),
  );
  const version = migrations.at(-1)?.version;
  throw new Error(
    `The database is not what the migrations up to version ${version} make, so nothing is recorded: ` +
      `${describeDifferences(differences, { actual: "the database", wanted: "the migrations" })}. ` +
      "Give the `target` that it is at, or bring it there first; the log has the whole diff.",
  );
}
