// What an error of this action says as findings.
import type { Finding } from "@libsql-actions/shared/report/finding";
import { ScriptError } from "@libsql-actions/shared/sql/script";
import { FindingsError } from "./findings-error.ts";

/** What is wrong with a spec or with data files, as findings at their places; none for any other error. */
export function findingsOf(problem: unknown): readonly Finding[] {
  if (problem instanceof FindingsError) return problem.findings;
  if (!(problem instanceof ScriptError)) return [];
  return [{ code: "bad-file", severity: "error", message: problem.reason, file: problem.file, ...problem.place }];
}
