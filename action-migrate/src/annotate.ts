// Puts what is wrong with a migration at its place in the file.
import { error, warning } from "@actions/core";
import { annotationText } from "@libsql-actions/shared/report/log";
import { annotateScriptError } from "@libsql-actions/shared/report/script-annotations";
import { PlanError, type Problem } from "./plan.ts";

/** The runner shows ten annotations of a level a step; the error that ends the step is one of them. */
const MAX_ANNOTATIONS = 9;

/** Annotates the files that an error is about; nothing for an error that is about no file. */
export function annotateError(thrown: unknown): void {
  if (thrown instanceof PlanError) annotateProblems(thrown.problems, "error");
  annotateScriptError(thrown);
}

/** Annotates problems of the plan that have a file. */
export function annotateProblems(problems: readonly Problem[], level: "error" | "warning"): void {
  const write = level === "error" ? error : warning;
  for (const { message, file } of problems.slice(0, MAX_ANNOTATIONS)) {
    if (file !== undefined) write(annotationText(message), { file });
    else if (level === "warning") write(annotationText(message));
  }
}
