// Puts what is wrong with a SQL script at its place in the file.
import { error, warning } from "@actions/core";
import { ScriptError, type ScriptWarning } from "../sql/script.ts";
import { annotationText } from "./log.ts";

/** Annotates the place that an error is about; nothing for an error that is about no script. */
export function annotateScriptError(thrown: unknown): void {
  if (!(thrown instanceof ScriptError)) return;
  const place = thrown.place === undefined ? {} : { startLine: thrown.place.line, startColumn: thrown.place.column };
  error(annotationText(thrown.message), { file: thrown.file, ...place });
}

/** Annotates what the author of a script should be told. */
export function annotateScriptWarning(file: string, { message, line, column }: ScriptWarning): void {
  warning(annotationText(`${file}:${line}:${column}: ${message}`), { file, startLine: line, startColumn: column });
}
