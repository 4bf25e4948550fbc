// `baseline`: records migrations as applied to a database that already has what they make, without running them.
import { applyChanges } from "../apply/apply.ts";
import { changesRecorded } from "../apply/change.ts";
import { refuseFindings } from "../apply/refuse.ts";
import { tellProgress } from "../apply/tell-progress.ts";
import type { Migration } from "../formats/migration.ts";
import { readHistory } from "../history/history.ts";
import { makePlan } from "../plan/plan.ts";
import { target } from "../plan/target.ts";
import { refuseOtherSchema } from "../replay/refuse-other-schema.ts";
import type { Session } from "../session.ts";

/** @throws an `Error` when the history is not empty, or the schema is not the one that the migrations make */
export async function baseline(session: Session): Promise<void> {
  const { db, folder, table, columns, report, say, context } = session;
  const history = await readHistory(db, table, columns);
  const plan = makePlan(folder.migrations, history, { outOfOrder: "error", target: target(session) });
  report.pending = plan.pending;
  report.currentVersion = plan.currentVersion;
  refuseFindings(report, folder.findings);
  const recorded = history.records.filter(({ state }) => state !== "void");
  if (recorded.length > 0)
    throw new Error(
      `${table.name} already records ${recorded.length} ${recorded.length === 1 ? "migration" : "migrations"}. A baseline is for a database without a history.`,
    );
  await refuseOtherSchema(session, folder.migrations.slice(0, folder.migrations.indexOf(plan.todo.at(-1) as Migration) + 1));
  const outcome = await applyChanges(db, changesRecorded(plan.todo), history, {
    table,
    transaction: "all",
    lockTimeoutMs: context.inputs.lockTimeoutMs,
    clock: context.clock,
    say,
    ...tellProgress(session, plan.pending, "up"),
  });
  if (outcome === "moved")
    throw new Error("Another run has written a history meanwhile. Look at it with `command: status`; nothing was recorded.");
}
