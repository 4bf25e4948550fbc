// How the migrations of a session are carried out, as its inputs say.
import type { Plan } from "../plan/plan.ts";
import type { Session } from "../session.ts";
import type { ChangeOptions } from "./change.ts";
import { tellProgress } from "./tell-progress.ts";
import type { ApplyOptions } from "./work.ts";

/** How scripts are made ready. */
export function changeOptions({ context, table }: Session): ChangeOptions {
  return { loose: context.inputs.transaction === "none", table: table.name };
}

/** How changes are made, with the report kept true meanwhile. */
export function applyOptions(
  session: Session,
  { pending }: Pick<Plan, "pending">,
  direction: "up" | "down",
  verb?: string,
): ApplyOptions {
  const { context, table, say } = session;
  const { transaction, lockTimeoutMs } = context.inputs;
  return {
    table,
    transaction: transaction === "all" ? "all" : "file",
    lockTimeoutMs,
    clock: context.clock,
    say,
    ...tellProgress(session, pending, direction, verb),
  };
}
