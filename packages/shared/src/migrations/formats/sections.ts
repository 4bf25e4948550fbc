// What the formats have in common that keep both directions in one file: the lines of one part stay, all others are blanked out.
import { quote } from "../../inputs/quote.ts";
import type { FolderFinding } from "../folder-rules.ts";
import type { SourceFile } from "../source-folder.ts";

/** The lines of a text without their `\n`; a `\r` before it stays. */
export function linesOf(text: string): readonly string[] {
  return text.split("\n");
}

/**
 * The text of some lines of a file. Every other line has as many spaces as it has bytes of UTF-8, so that line, column and byte offset of what stays
 * are those of the file.
 */
export function keepLines(lines: readonly string[], keep: (index: number) => boolean): string {
  return lines.map((line, index) => (keep(index) ? line : blank(line))).join("\n");
}

function blank(line: string): string {
  const end = line.endsWith("\r") ? "\r" : "";
  return " ".repeat(Buffer.byteLength(line) - end.length) + end;
}

/**
 * Something about the lines that cut a file into its parts.
 * @param line 0-based; undefined for what concerns the file
 */
export function directive(
  { file }: SourceFile,
  line: number | undefined,
  message: string,
  severity: FolderFinding["severity"] = "error",
): FolderFinding {
  return { code: "directive", severity, file, ...(line === undefined ? {} : { line: line + 1 }), message };
}

/** What is wrong with a file that begins with a byte order mark: its tool does not know its first line then. */
export function byteOrderMark(source: SourceFile, tool: string): FolderFinding[] {
  if (!source.text.startsWith("\ufeff")) return [];
  return [
    directive(
      source,
      0,
      `${quote(source.path)} begins with a byte order mark, which ${tool} takes for SQL. Save it as UTF-8 without one.`,
    ),
  ];
}
