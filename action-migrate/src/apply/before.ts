// What happens between the plan and the first write: the scripts are looked at, and where it was asked for, a backup is made and the work rehearsed.
import { backUp } from "../back-up.ts";
import type { Plan } from "../plan/plan.ts";
import { rehearse } from "../replay/rehearse.ts";
import type { Session } from "../session.ts";
import type { Change, ReadyChanges } from "./change.ts";
import { lintChanges } from "./lint-changes.ts";
import { addFindings, FindingsError } from "./refuse.ts";

/**
 * Looks at what is about to run.
 * @returns the changes that may run: those before the first that must not, and why that one must not
 * @throws the error of the backup, or of the rehearsal
 */
export async function beforeApplying(session: Session, plan: Plan, ready: ReadyChanges): Promise<Allowed> {
  const findings = await lintChanges(session, plan, ready);
  addFindings(session.report, findings);
  const errors = findings.filter(({ severity }) => severity === "error");
  // What is about no file is about the step.
  if (errors.some(({ file }) => file === undefined)) throw new FindingsError(errors);
  const files = new Set(errors.map(({ file }) => file));
  const stop = ready.changes.findIndex(({ file }) => files.has(file));
  const changes = stop === -1 ? ready.changes : ready.changes.slice(0, stop);
  // Why a script cannot be made ready the lint says better; without it, the error of the script stands.
  const isFound = stop !== -1 || (ready.problem !== undefined && files.has(ready.problem.file));
  const problem = isFound ? new FindingsError(errors) : ready.problem;
  const isWhole = session.context.inputs.transaction === "all";
  if (problem !== undefined && isWhole) throw problem;
  if (changes.length > 0) {
    await rehearse(session, changes);
    if (session.context.inputs.backupDirectory !== undefined) await backUp(session);
  }
  return { changes, problem };
}

export interface Allowed {
  readonly changes: readonly Change[];
  /** To be thrown when they are applied. */
  readonly problem: Error | undefined;
}
