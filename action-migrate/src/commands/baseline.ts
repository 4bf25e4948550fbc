// `baseline`: records migrations as applied to a database that already has what they make, without running them.
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import { applyChanges } from "../apply/apply.ts";
import { changesRecorded } from "../apply/change.ts";
import { applyOptions } from "../apply/options-of.ts";
import { refuseFindings } from "../apply/refuse.ts";
import { planOf } from "../plan/plan-of.ts";
import { target } from "../plan/target.ts";
import { refuseOtherSchema } from "../replay/refuse-other-schema.ts";
import type { Session } from "../session.ts";

/** @throws an `Error` when the history is not empty, or the schema is not the one that the migrations make */
export async function baseline(session: Session): Promise<void> {
  const { db, folder, table, report } = session;
  const { history, plan } = await planOf(session, { outOfOrder: "error", target: target(session) });
  refuseFindings(report, folder.findings);
  const recorded = history.records.filter(({ state }) => state !== "void");
  if (recorded.length > 0)
    throw new Error(
      `${table.name} already records ${recorded.length} ${recorded.length === 1 ? "migration" : "migrations"}. A baseline is for a database without a history.`,
    );
  await refuseOtherSchema(session, folder.migrations.slice(0, folder.migrations.indexOf(plan.todo.at(-1) as Migration) + 1));
  const options = { ...applyOptions(session, plan, "up", "recorded"), transaction: "all" } as const;
  const outcome = await applyChanges(db, changesRecorded(plan.todo), history, options);
  if (outcome === "moved")
    throw new Error("Another run has written a history meanwhile. Look at it with `command: status`; nothing was recorded.");
}
