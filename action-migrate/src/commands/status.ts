// `status`: says what is applied and what is pending. What is wrong is a warning: nothing is to be done.
import { planOf } from "../plan/plan-of.ts";
import type { Session } from "../session.ts";

/** Only says what is there. */
export async function status(session: Session): Promise<void> {
  const { folder, report, say, context } = session;
  const { plan } = await planOf(session, { outOfOrder: context.inputs.outOfOrder, target: undefined });
  for (const finding of [...folder.findings, ...plan.findings])
    report.findings.push(finding.severity === "error" ? { ...finding, severity: "warning" } : finding);
  for (const { version, up } of plan.pending) say(`pending: ${up.file} (version ${version})`);
  say(
    `${plan.applied.length} applied, ${plan.pending.length} pending, ${plan.currentVersion === "" ? "no version yet" : `at version ${plan.currentVersion}`}`,
  );
  if (folder.format.limits !== undefined) say(folder.format.limits);
}
