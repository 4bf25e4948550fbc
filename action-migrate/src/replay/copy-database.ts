// Copies a database into a scratch database: schema, rows and history.
import type { Connection } from "@libsql-actions/shared/database/connection";
import { dumpDatabase } from "@libsql-actions/shared/database/dump";
import { withSnapshot } from "@libsql-actions/shared/database/dump-snapshot";
import { restore } from "@libsql-actions/shared/database/restore";
import { type BeginWrite, remoteWrites } from "@libsql-actions/shared/database/restore-target";
import { databaseSettings } from "../database-settings.ts";
import type { Session } from "../session.ts";

/** @throws an `Error` that says why it cannot be copied */
export async function copyDatabase({ db, context }: Session, scratch: Connection): Promise<void> {
  const settings = databaseSettings(context);
  const begin: BeginWrite =
    scratch.database.kind === "remote"
      ? remoteWrites(scratch.database, settings.transactionSend ?? settings.send)
      : writesTo(scratch);
  const options = { file: "the copy", replace: true };
  await withSnapshot(db, settings, (read) => restore(() => dumpDatabase(read), begin, options));
}

/** Nobody else sees a scratch database, so nothing has to be a transaction. */
function writesTo({ query, loose }: Connection): BeginWrite {
  return async () => ({
    read: query,
    run: async (statements) => {
      const { failure } = await loose([{ sql: "PRAGMA foreign_keys=OFF" }, ...statements.map((sql) => ({ sql }))]);
      return failure && { ...failure, index: Math.max(0, (failure.index ?? 0) - 1) };
    },
    commit: async () => undefined,
    end: async () => undefined,
  });
}
