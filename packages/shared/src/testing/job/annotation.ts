// Makes an annotation of an `error`, `warning` or `notice` command, with the position rules of the runner
// (IssueCommandExtension in actions/runner src/Runner.Worker/ActionCommandManager.cs).
import { sep } from "node:path";
import type { WorkflowCommand } from "./workflow-command.ts";

export type AnnotationLevel = "error" | "warning" | "notice";

/** What GitHub shows beside a file or on the run's page. Lines and columns count from 1. */
export interface Annotation {
  readonly level: AnnotationLevel;
  readonly message: string;
  /** Relative to the workspace, with `/`, when it lies in it. */
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly col?: number;
  readonly endColumn?: number;
  readonly title?: string;
}

interface Position {
  line: number | undefined;
  endLine: number | undefined;
  col: number | undefined;
  endColumn: number | undefined;
}

/** The annotation that a command asks for; the message is as written, not yet masked or cut. */
export function annotationOf(level: AnnotationLevel, command: WorkflowCommand, workspace: string): Annotation {
  const { line, endLine, col, endColumn } = validPosition({
    line: wholeNumber(command.properties.get("line")),
    endLine: wholeNumber(command.properties.get("endline")),
    col: wholeNumber(command.properties.get("col")),
    endColumn: wholeNumber(command.properties.get("endcolumn")),
  });
  const file = command.properties.get("file");
  const title = command.properties.get("title");
  return {
    level,
    message: command.data,
    ...(file === undefined ? {} : { file: relativeFile(file, workspace) }),
    ...(line === undefined ? {} : { line }),
    ...(endLine === undefined ? {} : { endLine }),
    ...(col === undefined ? {} : { col }),
    ...(endColumn === undefined ? {} : { endColumn }),
    ...(title === undefined ? {} : { title }),
  };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : undefined;
}

/** Drops what makes no sense together, in the runner's order. */
function validPosition(given: Position): Position {
  const at = { ...given };
  at.line ??= at.endLine;
  at.col ??= at.endColumn;
  const dropColumns = (): void => {
    at.col = undefined;
    at.endColumn = undefined;
  };
  if (at.line === undefined) dropColumns();
  if (at.endLine !== undefined && at.line !== at.endLine) dropColumns();
  if (at.line !== undefined && at.endLine !== undefined && at.endLine < at.line) {
    at.line = undefined;
    at.endLine = undefined;
  }
  if (at.col !== undefined && at.endColumn !== undefined && at.endColumn < at.col) dropColumns();
  return at;
}

function relativeFile(file: string, workspace: string): string {
  const native = file.replaceAll("/", sep);
  const inside = native.startsWith(workspace + sep) ? native.slice(workspace.length + 1) : undefined;
  return inside === undefined ? file : inside.replaceAll(sep, "/");
}
