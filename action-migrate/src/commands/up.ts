// `up`: applies what is pending, in order. When another runner applies something meanwhile, the plan is made anew.
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import { applyChanges } from "../apply/apply.ts";
import { type Allowed, beforeApplying } from "../apply/before.ts";
import { changesUp, type ReadyChanges } from "../apply/change.ts";
import { applyOptions, changeOptions } from "../apply/options-of.ts";
import { refuseFindings } from "../apply/refuse.ts";
import type { Plan } from "../plan/plan.ts";
import { planOf } from "../plan/plan-of.ts";
import { target } from "../plan/target.ts";
import { writeSchemaFile } from "../schema-file.ts";
import type { Session } from "../session.ts";

/** No folder has so many files: past this, somebody applies and takes back. */
const MAX_PLANS = 1_000;

/** @throws FindingsError, ScriptError at the place that failed, DoubtError, or the error of the network */
export async function up(session: Session): Promise<void> {
  const { inputs } = session.context;
  const wanted = new Set<Migration>();
  let allowed: Allowed = { changes: [], problem: undefined };
  for (let plans = 0; plans < MAX_PLANS; plans++) {
    const wish = { outOfOrder: inputs.outOfOrder, target: target(session) };
    const { history, plan } = await planOf(session, wish, { anew: plans > 0 });
    refuseFindings(session.report, [...session.folder.findings, ...plan.findings]);
    const todo = plan.todo.slice(0, inputs.steps);
    if (plans === 0) for (const migration of todo) wanted.add(migration);
    tellOthers(session, plan, wanted);
    const ready = changesUp(todo, changeOptions(session));
    session.say(`${plan.pending.length} pending`);
    allowed = plans === 0 ? await beforeApplying(session, plan, ready) : stillAllowed(allowed, ready);
    const { changes, problem } = allowed;
    const outcome = await applyChanges(session.db, changes, history, applyOptions(session, plan, "up"));
    if (outcome === "done" && problem !== undefined) throw problem;
    if (outcome === "done") return writeSchemaFile(session);
    session.say("another run has applied migrations meanwhile; looking again");
  }
  throw new Error(
    "The history of the database changes all the time: other runs apply migrations and take them back. Run one at a time.",
  );
}

/** What was looked at before the first write and is still to be done; the rest of the folder has not changed since. */
function stillAllowed({ changes, problem }: Allowed, ready: ReadyChanges): Allowed {
  const looked = new Set(changes.map(({ migration }) => migration));
  return { changes: ready.changes.filter(({ migration }) => looked.has(migration)), problem };
}

/** Says which of the migrations that this run was to apply others have applied. */
function tellOthers({ report, say }: Session, plan: Plan, wanted: ReadonlySet<Migration>): void {
  const own = new Set(report.applied.map(({ migration }) => migration));
  for (const migration of plan.applied) {
    if (!wanted.has(migration) || own.has(migration) || report.appliedByOthers.includes(migration.version)) continue;
    report.appliedByOthers.push(migration.version);
    say(`${migration.up.file} was applied by another run`);
  }
}
