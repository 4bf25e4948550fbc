// `restore`: reads a dump into the database, whole or not at all.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { restoreBackup } from "@libsql-actions/shared/database/backup";
import { keepHeapSmall } from "@libsql-actions/shared/database/backup-heap";
import { quote } from "@libsql-actions/shared/inputs/quote";
import { warn } from "@libsql-actions/shared/report/log";
import { shown } from "../folder/what-is-read.ts";
import { readHistory } from "../history/history.ts";
import { makePlan } from "../plan/plan.ts";
import type { Session } from "../session.ts";

/** @throws an `Error` when the file is not the one it should be, the database is not empty, or a statement of the dump fails */
export async function restore(session: Session): Promise<void> {
  const { db, folder, table, report, say, context } = session;
  const { inputs, step } = context;
  const path = resolve(step.workspace, inputs.backupFile ?? "");
  const file = shown(path, step.workspace);
  if (!existsSync(path))
    throw new Error(
      `The input \`backup-file\` is ${quote(file)}, which does not exist. Give a dump that \`backup\` has written.`,
    );
  keepHeapSmall();
  const { checked, statements, violations } = await restoreBackup(path, db.beginWrite, {
    replace: inputs.replace,
    violations: "report",
  });
  if (!checked) warn(`${file} has no .sha256 beside it, so nobody knows whether it is what was written.`);
  if (violations !== "")
    warn(`${report.database}: foreign keys are violated, as they were when the dump was made: ${violations}`);
  report.backupFile = file;
  say(`restored ${statements} statements of ${file}${checked ? ", whose sha256 is right" : ""}`);
  const plan = makePlan(folder.migrations, await readHistory(db, table), { outOfOrder: "apply", target: undefined });
  report.pending = plan.pending;
  report.currentVersion = plan.currentVersion;
}
