// Ends a step that is cancelled with the truth about what it did. A migration that it leaves in the middle is neither applied nor pending.
import { setOutputs } from "@libsql-actions/shared/report/outputs";
import { outputsOf } from "./outputs.ts";
import { lost, type Report } from "./report.ts";

/** Sets the outputs and ends the process as failed. */
export async function cancel(reports: readonly Report[]): Promise<never> {
  // Whether an in-memory database that is just being written back is kept shows when it is.
  await Promise.allSettled(reports.map(({ kept }) => kept));
  setOutputs(outputsOf(reports.map(cancelled)));
  process.exit(1);
}

/** What is true of a database when the step is cancelled at this moment. */
function cancelled(report: Report): Report {
  if (report.status !== "failed" || report.error !== undefined) return report;
  const isLost = report.database === ":memory:" && report.kept !== "yes";
  return { ...report, ...(isLost ? lost(report) : {}), error: "the step was cancelled" };
}
