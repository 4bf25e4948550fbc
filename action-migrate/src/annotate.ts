// Puts what is wrong with a migration at its place in the file.
import { error, warning } from "@actions/core";
import { annotationText } from "@libsql-actions/shared/report/log";
import { annotateScriptError } from "@libsql-actions/shared/report/script-annotations";
import { PlanError, type Problem } from "./plan.ts";

/** The runner shows ten annotations of a level a step; the error that ends the step is one of them. */
const MAX_ANNOTATIONS = 9;

/** Annotates the files that an error is about, also one of several; nothing for an error that is about no file. */
export function annotateError(problem: unknown): void {
  if (problem instanceof AggregateError) for (const one of problem.errors) annotateError(one);
  if (problem instanceof PlanError) annotateProblems(problem.problems, "error");
  annotateScriptError(problem);
}

/** Annotates problems of the plan; an error without a file is told by the one that ends the step. */
export function annotateProblems(problems: readonly Problem[], level: "error" | "warning"): void {
  const write = level === "error" ? error : warning;
  const own = problems.filter(({ file }) => file !== undefined || level === "warning");
  for (const { message, file } of own.slice(0, MAX_ANNOTATIONS))
    write(annotationText(message), file === undefined ? {} : { file });
}
