// `drift`: holds the schema of a database against what its applied migrations make. The database is only read.
import { refuseFindings } from "../apply/refuse.ts";
import { planOf } from "../plan/plan-of.ts";
import { compareApplied } from "../replay/compare-applied.ts";
import type { Session } from "../session.ts";

/** Migrations that nobody knows any more as they were applied: what they made cannot be told. */
const UNTOLD = new Set(["edited", "missing-file", "half-applied"]);

/** @throws FindingsError that lists every difference */
export async function drift(session: Session): Promise<void> {
  const { folder, report, say } = session;
  refuseFindings(report, folder.findings);
  const { history, plan } = await planOf(session);
  const found = await compareApplied(session, plan, history);
  const untold = plan.findings.filter(({ code }) => UNTOLD.has(code));
  refuseFindings(report, [...untold, ...found]);
  say(`no drift: the schema is what the applied migrations make (${plan.applied.length})`);
}
