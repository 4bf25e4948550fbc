// The plan of a session: what its database's history leaves to do in its folder. The report tells it from then on.
import { type History, readHistory } from "../history/history.ts";
import type { Session } from "../session.ts";
import { makePlan, type Plan, type PlanOptions } from "./plan.ts";

/** For commands that only say what is there. */
const EVERYTHING: PlanOptions = { outOfOrder: "apply", target: undefined };

/** What was read, and what it means. */
export interface Planned {
  readonly history: History;
  readonly plan: Plan;
}

/** Plans from the history as it was when the session began, or as it is now. */
export async function planOf(session: Session, options: PlanOptions = EVERYTHING, { anew = false } = {}): Promise<Planned> {
  const { db, folder, table, columns, report } = session;
  const history = await readHistory(db, table, anew ? undefined : columns);
  const plan = makePlan(folder.migrations, history, options);
  report.pending = plan.pending;
  report.currentVersion = plan.currentVersion;
  return { history, plan };
}
