// Ends a step that is cancelled with the truth about what it did. A migration that it leaves in the middle is neither applied nor pending.
import { failStep } from "@libsql-actions/shared/report/failure";
import { setOutputs } from "@libsql-actions/shared/report/outputs";
import type { Context } from "./context.ts";
import { outputsOf } from "./outputs.ts";
import { publish } from "./report/publish.ts";
import { lost, type Report } from "./report.ts";

const CANCELLED = "the step was cancelled";

/** Sets the outputs, publishes what is known but for the comment, and ends the process as failed. @param context undefined while inputs are read */
export async function cancel(context: Context | undefined): Promise<never> {
  failStep(new Error("The step was cancelled. The outputs say what it has done until then; to run it again is safe."));
  if (context !== undefined) {
    const { reports, inputs } = context;
    // Whether an in-memory database that is just being written back is kept shows when it is.
    await Promise.allSettled(reports.map(({ kept }) => kept));
    const known = reports.map(cancelled);
    setOutputs(outputsOf(known));
    // A runner gives a cancelled step a few seconds, which are not for waiting for GitHub.
    await publish({ ...context, reports: known, inputs: { ...inputs, comment: false } }).then(
      (files) => setOutputs(outputsOf(known, files)),
      failStep,
    );
  }
  process.exit(1);
}

/** What is true of a database when the step is cancelled at this moment. */
function cancelled(report: Report): Report {
  if (report.status !== "failed" || report.error !== undefined) return report;
  const isLost = report.database === ":memory:" && report.kept !== "yes";
  return { ...report, ...(isLost ? lost(report) : {}), error: CANCELLED };
}
