// `drift`: holds the schema of a database against what its applied migrations make. The database is only read.
import { refuseFindings } from "../apply/refuse.ts";
import { readHistory } from "../history/history.ts";
import { makePlan } from "../plan/plan.ts";
import { compareApplied } from "../replay/compare-applied.ts";
import type { Session } from "../session.ts";

/** Migrations that nobody knows any more as they were applied: what they made cannot be told. */
const UNTOLD = new Set(["edited", "missing-file", "half-applied"]);

/** @throws FindingsError that lists every difference */
export async function drift(session: Session): Promise<void> {
  const { db, folder, table, columns, report, say } = session;
  refuseFindings(report, folder.findings);
  const history = await readHistory(db, table, columns);
  const plan = makePlan(folder.migrations, history, { outOfOrder: "apply", target: undefined });
  report.pending = plan.pending;
  report.currentVersion = plan.currentVersion;
  const found = await compareApplied(session, plan, history);
  const untold = plan.findings.filter(({ code }) => UNTOLD.has(code));
  refuseFindings(report, [...untold, ...found]);
  say(`no drift: the schema is what the ${plan.applied.length} applied migrations make`);
}
