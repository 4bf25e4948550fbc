// Writes lines to the log of a step. What comes from outside (server answers, file names, database content) can never act as a workflow command.
import { randomUUID } from "node:crypto";
import { endGroup, info, notice, startGroup, warning } from "@actions/core";
import { redact } from "./secrets.ts";

/** The runner cuts an annotation at 4,096 characters (actions/runner ExecutionContext.cs). */
const MAX_ANNOTATION_CHARACTERS = 4_000;

/**
 * One line of text that the runner takes for text: control and format characters become spaces, and what would start a workflow command
 * (`::` at the start of a line, `##[` anywhere; actions/runner src/Runner.Common/ActionCommand.cs) is set apart. Format characters, such as
 * a zero-width space, go too: the runner's comparison does not see them.
 */
export function plainLine(text: string): string {
  return redact(text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, ""))
    .replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/^(\s*):(?=:)/, "$1: ")
    .replaceAll("##[", "## [");
}

/** Text for an annotation: line by line as `plainLine`, and bounded. */
export function annotationText(text: string): string {
  const lines = redact(text).split(/\r?\n/).map(plainLine).join("\n");
  return lines.length > MAX_ANNOTATION_CHARACTERS ? `${lines.slice(0, MAX_ANNOTATION_CHARACTERS).toWellFormed()}…` : lines;
}

/** Writes one line. */
export function line(text: string): void {
  info(plainLine(text));
}

/** An annotation that does not fail the step. */
export function warn(text: string): void {
  warning(annotationText(text));
}

/** An annotation for the reader's information. */
export function note(text: string): void {
  notice(annotationText(text));
}

/** Prints foreign lines, such as a server's log, in a group with every workflow command switched off. */
export function foreignLines(title: string, lines: readonly string[]): void {
  const token = randomUUID();
  startGroup(plainLine(title));
  info(`::stop-commands::${token}`);
  for (const text of lines) info(plainLine(text));
  info(`::${token}::`);
  endGroup();
}
