// `backup`: writes a dump of the database with its checksum, and reads it back to see that it is the same.
import { backUp } from "../back-up.ts";
import { readHistory } from "../history/history.ts";
import { makePlan } from "../plan/plan.ts";
import type { Session } from "../session.ts";

/** @throws an `Error` for what a dump cannot hold, or where what was read back is not the same; then no dump is left */
export async function backup(session: Session): Promise<void> {
  const { db, folder, table, columns, report } = session;
  await backUp(session);
  const plan = makePlan(folder.migrations, await readHistory(db, table, columns), { outOfOrder: "apply", target: undefined });
  report.pending = plan.pending;
  report.currentVersion = plan.currentVersion;
}
