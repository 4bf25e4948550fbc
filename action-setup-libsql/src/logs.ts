// The input `logs`: whether the post step prints what the servers have logged.
import type { InputReader } from "@libsql-actions/shared/inputs/reader";

const LOGS = ["failure", "always", "never"] as const;
export type Logs = (typeof LOGS)[number];

/** Reads the input; what is wrong with it is the reader's to report. */
export function readLogs(reader: InputReader): Logs {
  return reader.oneOf("logs", LOGS);
}

/** `failure` means any status but `success`: also of a job that was cancelled or took too long. */
export function areLogsWanted(logs: Logs, jobStatus: string): boolean {
  return logs === "always" || (logs === "failure" && jobStatus !== "success");
}
