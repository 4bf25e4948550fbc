// The post step: prints logs as asked, stops every server, removes what the action made. It never fails the job.
import { getInput } from "@actions/core";
import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { endProcess } from "@libsql-actions/shared/report/end-process";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { warn } from "@libsql-actions/shared/report/log";
import { cleanUp } from "./clean-up.ts";
import { areLogsWanted, readLogs } from "./logs.ts";
import { recallState } from "./state.ts";

try {
  // A value that the main step has refused counts as `failure` here.
  const logs = readLogs(new InputReader((name) => getInput(name)));
  await cleanUp(recallState(), areLogsWanted(logs, getInput("job-status")));
} catch (problem) {
  warn(`Cleaning up after the setup action failed: ${errorMessage(problem)}`);
}
endProcess();
