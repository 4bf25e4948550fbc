// Ends a step that is cancelled with the truth about what it did. A migration that it leaves in the middle is neither applied nor pending.
import { setOutputs } from "@libsql-actions/shared/report/outputs";
import { outputsOf } from "./outputs.ts";
import type { Report } from "./report.ts";

/** Sets the outputs and ends the process as failed. */
export function cancel(reports: readonly Report[]): never {
  setOutputs(outputsOf(reports.map(cancelled)));
  process.exit(1);
}

/** What is true of a database when the step is cancelled at this moment. */
function cancelled(report: Report): Report {
  if (report.status !== "failed" || report.error !== undefined) return report;
  // An in-memory database is written back at the end.
  const lost = report.database === ":memory:" ? { applied: [], pending: undefined, currentVersion: "" } : {};
  return { ...report, ...lost, error: "the step was cancelled" };
}
