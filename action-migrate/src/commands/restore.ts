// `restore`: reads a dump into the database: whole or not at all, but where a server ends the transaction for another writer.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { restoreBackup } from "@libsql-actions/shared/database/backup";
import { keepHeapSmall } from "@libsql-actions/shared/database/backup-heap";
import { quote } from "@libsql-actions/shared/inputs/quote";
import { shown } from "@libsql-actions/shared/migrations/what-is-read";
import { warn } from "@libsql-actions/shared/report/log";
import { requireLock } from "../apply/require-lock.ts";
import { planOf } from "../plan/plan-of.ts";
import type { Session } from "../session.ts";

/** @throws an `Error` when the file is not the one it should be, the database is not empty, or a statement of the dump fails */
export async function restore(session: Session): Promise<void> {
  const { db, report, say, context } = session;
  const { inputs, step } = context;
  const path = resolve(step.workspace, inputs.backupFile ?? "");
  const file = shown(path, step.workspace);
  if (!existsSync(path))
    throw new Error(
      `The input \`backup-file\` is ${quote(file)}, which does not exist. Give a dump that \`backup\` has written.`,
    );
  keepHeapSmall();
  await requireLock(db, inputs.lockTimeoutMs);
  const { checked, statements, transactions, violations } = await restoreBackup(path, db.beginWrite, { replace: inputs.replace });
  if (!checked) warn(`${file} has no .sha256 beside it, so nobody knows whether it is what was written.`);
  if (violations !== "")
    warn(`${report.database}: foreign keys are violated, as they were when the dump was made: ${violations}`);
  report.backupFile = file;
  say(`restored ${statements} statements of ${file}${checked ? ", whose sha256 is right" : ""}`);
  if (transactions > 1) say(`another writer waited for too long, so it took ${transactions} transactions`);
  await planOf(session, undefined, { anew: true });
}
