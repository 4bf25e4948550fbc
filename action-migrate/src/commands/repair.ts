// `repair`: sets the records of named versions right. Nothing else is touched, and no script runs.
import type { Statement } from "@libsql-actions/shared/database/connection";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { Migration } from "../formats/migration.ts";
import { expectedOf, fence, hasMoved } from "../history/fence.ts";
import { type History, readHistory } from "../history/history.ts";
import { findVersion } from "../plan/find-version.ts";
import { makePlan } from "../plan/plan.ts";
import type { Session } from "../session.ts";

/** @throws an `Error` that says which of the versions cannot be repaired and why; then nothing is changed */
export async function repair(session: Session): Promise<void> {
  const { db, folder, table, columns, say, context } = session;
  const history = await readHistory(db, table, columns);
  tellPlan(session, history);
  const migrations = context.inputs.versions.map((version) => findVersion(folder.migrations, version, "versions"));
  const statements = migrations.flatMap((migration) => acceptance(session, history, migration));
  const result = await db.transaction([fence(table, expectedOf(history, table), []), ...statements]);
  if (!result.ok) {
    if (hasMoved(result))
      throw new Error("Another run has changed the history meanwhile. Look at it with `command: status`, and repair it again.");
    throw new Error(`The history cannot be repaired: ${result.message} (${result.code})`);
  }
  for (const { version, up } of migrations) say(`version ${version} is recorded as applied, as ${up.file} is now`);
  tellPlan(session, await readHistory(db, table, columns));
}

function tellPlan({ folder, report }: Session, history: History): void {
  const plan = makePlan(folder.migrations, history, { outOfOrder: "apply", target: undefined });
  report.pending = plan.pending;
  report.currentVersion = plan.currentVersion;
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
