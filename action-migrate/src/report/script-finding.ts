// Makes a finding of what is wrong with a script, at the place that it is about.
import type { ScriptError } from "@libsql-actions/shared/sql/script";
import type { CodedFinding, FindingCode } from "../finding-rules.ts";

/** An error at the place of the problem, in its words. @param introduction stands before them */
export function scriptFinding(code: FindingCode, { file, place, reason }: ScriptError, introduction = ""): CodedFinding {
  const at = place === undefined ? {} : { line: place.line, column: place.column };
  return { code, severity: "error", file, ...at, message: `${introduction}${reason}` };
}
