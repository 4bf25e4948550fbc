// `down`: takes back what was applied last, in reverse order, by the down scripts.
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import { applyChanges } from "../apply/apply.ts";
import { beforeApplying } from "../apply/before.ts";
import { changesDown } from "../apply/change.ts";
import { applyOptions, changeOptions } from "../apply/options-of.ts";
import { refuseFindings } from "../apply/refuse.ts";
import { planOf } from "../plan/plan-of.ts";
import { target } from "../plan/target.ts";
import { writeSchemaFile } from "../schema-file.ts";
import type { Session } from "../session.ts";

/** `target: 0` takes back everything. */
const NOTHING = /^0+$/;

/**
 * Takes migrations back. Another run that changes the history meanwhile ends it: what was to be taken back is then another's to say.
 * @throws FindingsError, ScriptError at the place that failed, DoubtError, or an `Error` that lists migrations without a down script
 */
export async function down(session: Session): Promise<void> {
  const { db, folder, report, say } = session;
  const { history, plan } = await planOf(session);
  refuseFindings(report, folder.findings);
  const errors = plan.findings.filter(({ code }) => code !== "out-of-order");
  refuseFindings(report, errors);
  const applied = plan.applied.filter(({ kind }) => kind !== "repeatable");
  const ready = changesDown(applied, countDown(session, applied), changeOptions(session));
  if (ready.back?.length === 0) return say("nothing to take back");
  const { changes, problem } = await beforeApplying(session, plan, ready);
  if (problem !== undefined) throw problem;
  const outcome = await applyChanges(db, changes, history, applyOptions(session, plan, "down"));
  if (outcome === "moved")
    throw new Error(
      "Another run has changed the history of the database meanwhile. What it left is for it to say: look with `command: status`, and run `down` again if it is still needed.",
    );
  await writeSchemaFile(session);
}

/** How many of the applied migrations go: one, as many as `steps` says, or all above `target`. */
function countDown(session: Session, applied: readonly Migration[]): number {
  const { target: version, steps = 1 } = session.context.inputs;
  if (version === undefined) return Math.min(steps, applied.length);
  if (NOTHING.test(version)) return applied.length;
  const migration = target(session) as Migration;
  const at = applied.indexOf(migration);
  if (at === -1)
    throw new Error(`The input \`target\` is ${version}, which is not applied. Give a version that is, or 0 for all.`);
  return applied.length - 1 - at;
}
