// Ends a step that is cancelled with the truth about what it did.
import { failStep } from "@libsql-actions/shared/report/failure";
import { failureOf } from "./report.ts";
import { publish, type RotateStep } from "./run.ts";

/** Reports what is known and ends the process as failed. @param given undefined while inputs are read */
export async function cancel(given: RotateStep | undefined): Promise<never> {
  if (given === undefined) failStep(new Error("The step was cancelled before it did anything."));
  else {
    const { rotation } = given;
    rotation.problem = `The step was cancelled. ${rotation.problem ?? "What was on its way then may have been carried out."}`;
    await publish(given).catch(failStep);
    failStep(failureOf(rotation));
  }
  process.exit(1);
}
