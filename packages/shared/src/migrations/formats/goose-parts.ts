// Cuts a file of goose into its up and its down part by its annotations, as `ParseSQLMigration` of internal/sqlparser/parser.go does.
import { quote } from "../../inputs/quote.ts";
import type { FolderFinding } from "../folder-rules.ts";
import type { SourceFile } from "../source-folder.ts";
import { directive } from "./sections.ts";

export type Part = "up" | "down";

export interface GooseParts {
  /** The part of each line; none of annotations, and of what stands before the first. */
  readonly parts: readonly (Part | undefined)[];
  /** There is a down part, which may be empty. */
  readonly hasDown: boolean;
  readonly transaction: boolean;
  readonly findings: readonly FolderFinding[];
}

const ANNOTATIONS = ["Up", "Down", "StatementBegin", "StatementEnd", "NO TRANSACTION", "ENVSUB ON", "ENVSUB OFF"] as const;
type Annotation = (typeof ANNOTATIONS)[number];

const UNFINISHED = "No `;` ends the last line of this statement, and goose refuses it. Add it.";

/** What is known behind a line. */
interface Reading {
  part: Part | undefined;
  transaction: boolean;
  /** Between StatementBegin and StatementEnd. */
  isInBlock: boolean;
  /** Between ENVSUB ON and ENVSUB OFF. */
  substitutes: boolean;
  /** The first line of a statement whose end has not come. */
  open: number | undefined;
}

/** Why a line cannot be taken. */
interface Refusal {
  readonly line: number | undefined;
  readonly message: string;
}

/**
 * Cuts a file. Where statements end is left to SQLite's own rule, which needs no blocks; but as goose does, what ends with its part is asked to end
 * with `;`, and the first error is the last that is told.
 * @param lines without what ends them
 */
export function cutGooseFile(source: SourceFile, lines: readonly string[]): GooseParts {
  const parts: (Part | undefined)[] = [];
  const reading: Reading = { part: undefined, transaction: true, isInBlock: false, substitutes: false, open: undefined };
  let refusal: Refusal | undefined;
  for (const [index, line] of lines.entries()) {
    if (isAnnotation(line)) refusal = annotate(reading, annotationOf(line), index, line);
    else {
      parts[index] = reading.part;
      refusal = readSql(reading, line, index);
    }
    if (refusal !== undefined) break;
  }
  refusal ??= finish(reading, source);
  const { part, transaction, open } = reading;
  const findings = refusal === undefined ? [] : [directive(source, refusal.line, refusal.message)];
  // Goose does not look at the end of the down part before it runs.
  if (refusal === undefined && open !== undefined) findings.push(directive(source, open, UNFINISHED, "warning"));
  return { parts, hasDown: part === "down", transaction, findings };
}

/** Anything that is a comment and has the word is an annotation for goose, wherever it stands. */
function isAnnotation(line: string): boolean {
  return line.trimStart().startsWith("--") && line.includes("+goose");
}

/** `extractAnnotation`: what is left of the line, in letters of any case; undefined when it is none. */
function annotationOf(line: string): Annotation | undefined {
  if (/^[ \t]/.test(line)) return undefined;
  const word = line.replaceAll("--", "").replace("+goose", "").trim().toLowerCase();
  return ANNOTATIONS.find((annotation) => annotation.toLowerCase() === word);
}

function annotate(reading: Reading, annotation: Annotation | undefined, index: number, line: string): Refusal | undefined {
  const misplaced = (where: string) => ({
    line: index,
    message: `\`-- +goose ${annotation}\` may only stand ${where}. Move it, or take it out.`,
  });
  const { part, isInBlock, open } = reading;
  switch (annotation) {
    case "Up":
      if (part !== undefined) return misplaced("once in a file, before all SQL");
      reading.part = "up";
      return undefined;
    case "Down":
      if (part !== "up" || isInBlock) return misplaced("once in a file, after `-- +goose Up` and its statements");
      if (open !== undefined) return { line: open, message: UNFINISHED };
      reading.part = "down";
      return undefined;
    case "StatementBegin":
      if (part === undefined || isInBlock) return misplaced("after `-- +goose Up` or `Down`, and not twice in a row");
      reading.isInBlock = true;
      return undefined;
    case "StatementEnd":
      if (!isInBlock) return misplaced("after `-- +goose StatementBegin`");
      Object.assign(reading, { isInBlock: false, open: undefined });
      return undefined;
    case "NO TRANSACTION":
      reading.transaction = false;
      return undefined;
    case "ENVSUB ON":
    case "ENVSUB OFF":
      reading.substitutes = annotation === "ENVSUB ON";
      return undefined;
    case undefined:
      return {
        line: index,
        message:
          `goose takes ${quote(line)} for an annotation, and does not know it. ` +
          `It knows ${ANNOTATIONS.join(", ")}, behind \`-- +goose\` at the start of a line.`,
      };
  }
}

function readSql(reading: Reading, line: string, index: number): Refusal | undefined {
  if (/^\s*(?:--|$)/.test(line)) return undefined;
  if (reading.part === undefined)
    return { line: index, message: "There is SQL before `-- +goose Up`. Put that line above it, at the start of a line." };
  if (reading.substitutes && line.includes("$"))
    return {
      line: index,
      message:
        "`-- +goose ENVSUB ON` is not supported: no variable of the environment gets into a script. Write the value itself.",
    };
  reading.open = !reading.isInBlock && endsStatement(line) ? undefined : (reading.open ?? index);
  return undefined;
}

/** `endsWithSemicolon`: so ends the last word before a word that begins a comment. */
function endsStatement(line: string): boolean {
  const words = line.trim().split(/\s+/);
  const comment = words.findIndex((word) => word.startsWith("--"));
  const last = words.slice(0, comment === -1 ? words.length : comment).at(-1);
  return last?.endsWith(";") ?? false;
}

function finish({ part, isInBlock, open }: Reading, { path }: SourceFile): Refusal | undefined {
  if (part === undefined)
    return {
      line: undefined,
      message: `${quote(path)} has no line \`-- +goose Up\`, which goose requires. Put it before the SQL.`,
    };
  if (isInBlock) return { line: open, message: "No `-- +goose StatementEnd` follows. Add it behind the statement." };
  return part === "up" && open !== undefined ? { line: open, message: UNFINISHED } : undefined;
}
