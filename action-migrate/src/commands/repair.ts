// `repair`: sets the records of named versions right. Nothing else is touched, and no script runs.
import type { Statement } from "@libsql-actions/shared/database/connection";
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import { requireLock } from "../apply/require-lock.ts";
import { expectedOf, fence, hasMoved } from "../history/fence.ts";
import type { History } from "../history/history.ts";
import { findVersion } from "../plan/find-version.ts";
import { planOf } from "../plan/plan-of.ts";
import type { Session } from "../session.ts";

/** @throws an `Error` that says which of the versions cannot be repaired and why; then nothing is changed */
export async function repair(session: Session): Promise<void> {
  const { db, table, say, context } = session;
  const { history } = await planOf(session);
  const repairs = [...new Set(context.inputs.versions)].map((version) => repairOf(session, history, version));
  await requireLock(db, context.inputs.lockTimeoutMs);
  const result = await db.transaction([
    fence(table, expectedOf(history, table), []),
    ...repairs.flatMap(({ statements }) => statements),
  ]);
  if (!result.ok) {
    if (hasMoved(result))
      throw new Error("Another run has changed the history meanwhile. Look at it with `command: status`, and repair it again.");
    throw new Error(`The history cannot be repaired: ${result.message} (${result.code})`);
  }
  for (const { told } of repairs) say(told);
  await planOf(session, undefined, { anew: true });
}

interface Repair {
  readonly statements: readonly Statement[];
  /** What it comes to. */
  readonly told: string;
}

/** Of a version that has no file any more, the record goes; of every other it is made that of the file as it is now. */
function repairOf(session: Session, history: History, version: string): Repair {
  const { folder, table } = session;
  const isRecorded = history.records.some(({ key, state }) => key === version && state !== "void");
  if (!folder.migrations.some(({ key }) => key === version) && isRecorded && !table.tracking.single)
    return {
      statements: [{ sql: `DELETE FROM ${quoteIdentifier(table.name)} WHERE ${table.tracking.key} = ?`, args: [version] }],
      told: `version ${version} has no file, and its record is taken away; what it made stays`,
    };
  const migration = findVersion(folder.migrations, version, "versions");
  return {
    statements: acceptance(session, history, migration),
    told: `version ${migration.version} is recorded as applied, as ${migration.up.file} is now`,
  };
}

function acceptance({ table }: Session, { records }: History, migration: Migration): readonly Statement[] {
  const record = records.findLast(({ key, state }) => key === migration.key && state !== "void");
  if (record === undefined)
    throw new Error(
      `Version ${migration.version} is not recorded in ${table.name}, so there is nothing to repair. \`up\` applies it.`,
    );
  if (table.tracking.accept === undefined)
    throw new Error(`${table.name} holds no checksum and no failed attempts, so there is nothing in it to repair.`);
  return table.tracking.accept(quoteIdentifier(table.name), migration);
}
