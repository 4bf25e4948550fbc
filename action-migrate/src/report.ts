// What is true of one database: kept up to date while the step works, so that outputs and summary tell it on every path.
import type { Database } from "@libsql-actions/shared/database/resolve";
import type { Progress } from "./apply.ts";

export interface Report extends Progress {
  /** Its URL, without the token. */
  readonly database: string;
  /** `skipped`: nothing was done, since the step failed before it came to it. */
  status: "skipped" | "failed" | "ok";
  error: string | undefined;
}

/** The report of a database that nothing was done on yet. */
export function newReport(database: Database): Report {
  return { database: database.url, status: "skipped", applied: [], pending: undefined, currentVersion: "", error: undefined };
}
