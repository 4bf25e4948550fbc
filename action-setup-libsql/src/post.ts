// The post step: prints logs as asked, stops every server, removes what the action made. It never fails the job.
import { getInput } from "@actions/core";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { warn } from "@libsql-actions/shared/report/log";
import { cleanUp } from "./clean-up.ts";
import { recallState } from "./state.ts";

try {
  const logs = getInput("logs");
  await cleanUp(recallState(), logs === "always" || (logs !== "never" && getInput("job-status") !== "success"));
} catch (problem) {
  warn(`Cleaning up after the setup action failed: ${errorMessage(problem)}`);
}
