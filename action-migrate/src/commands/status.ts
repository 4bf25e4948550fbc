// `status`: says what is applied and what is pending. What is wrong is a warning: nothing is to be done.
import { readHistory } from "../history/history.ts";
import { makePlan } from "../plan/plan.ts";
import { target } from "../plan/target.ts";
import type { Session } from "../session.ts";

export async function status(session: Session): Promise<void> {
  const { db, folder, table, columns, report, say, context } = session;
  const history = await readHistory(db, table, columns);
  const plan = makePlan(folder.migrations, history, { outOfOrder: context.inputs.outOfOrder, target: target(session) });
  report.pending = plan.pending;
  report.currentVersion = plan.currentVersion;
  for (const finding of [...folder.findings, ...plan.findings])
    report.findings.push(finding.severity === "error" ? { ...finding, severity: "warning" } : finding);
  for (const { version, up } of plan.pending) say(`pending: ${up.file} (version ${version})`);
  say(
    `${plan.applied.length} applied, ${plan.pending.length} pending, ${plan.currentVersion === "" ? "no version yet" : `at version ${plan.currentVersion}`}`,
  );
  if (folder.format.limits !== undefined) say(folder.format.limits);
}
