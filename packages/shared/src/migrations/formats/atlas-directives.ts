// The directives of Atlas: comments of a file that say how it is applied (sql/migrate/dir.go and lex.go of ariga.io/atlas v0.32.1).
import type { FolderFinding } from "../folder-rules.ts";
import type { Script } from "../migration.ts";
import type { SourceFile } from "../source-folder.ts";
import { endAtDelimiter } from "./atlas-delimiter.ts";

const DIRECTIVE = /^[ -~]*atlas:(\w+)(?: +([ -~]*))?/;

export interface Directed {
  readonly script: Script;
  readonly isCheckpoint: boolean;
  readonly findings: readonly FolderFinding[];
}

/** Whether Atlas leaves the text of a file out of atlas.sum: only what its very first line says counts. */
export function isOutOfSum(text: string): boolean {
  const [, name, value] = DIRECTIVE.exec(text) ?? [];
  return name === "sum" && value === "ignore";
}

/** Reads what the comments at the head of a file say of it. */
export function readDirectives(source: SourceFile): Directed {
  const { file, text } = source;
  const head = headOf(text);
  const values = (name: string) => head.lines.filter((line) => line.name === name);
  const findings: FolderFinding[] = [];
  const tell = (line: number, message: string, severity: FolderFinding["severity"] = "error") =>
    findings.push({ code: "directive", severity, file, line: line + 1, message });
  for (const { line, name } of head.isDetached ? [] : head.lines)
    if (name === "txmode" || name === "checkpoint")
      tell(
        line,
        `Atlas passes over \`atlas:${name}\`: the comments at the head of a file count only where an empty line, ` +
          "with no carriage return, follows them. Put one there.",
        "warning",
      );
  const modes = head.isDetached ? values("txmode") : [];
  for (const { line, value } of modes)
    if (!/^(?:none|file|all)$/.test(value)) tell(line, "`atlas:txmode` is `none`, `file` or `all`. Say one of these.");
  for (const { line } of values("txtar"))
    tell(
      line,
      "A file with checks (`atlas:txtar`) needs a paid version of Atlas, and cannot be applied. Make a plain file of its migration.",
    );
  if (isOutOfSum(text))
    tell(
      0,
      "A file with `atlas:sum ignore` is not in atlas.sum, and Atlas itself cannot apply it. Take the directive out, or the file.",
    );
  const delimiter = delimiterOf(text);
  const cut = delimiter === undefined ? { text, problem: undefined } : endAtDelimiter(text, delimiter);
  if (cut.problem !== undefined) tell(cut.problem.line, cut.problem.message);
  return {
    script: { file, text: cut.text, transaction: modes[0]?.value !== "none" },
    isCheckpoint: head.isDetached && values("checkpoint").length > 0,
    findings,
  };
}

/** The comments before the first line that is none; Atlas takes them for the file's own only when an empty line follows (`comments` of dir.go). */
function headOf(text: string) {
  const all = text.split("\n");
  const end = all.findIndex((line) => !/^\ufeff?(?:#|--)/.test(line));
  const comments = end === -1 ? all : all.slice(0, end);
  const next = all[comments.length];
  const lines = comments.flatMap((comment, line) => {
    const [, name, value = ""] = DIRECTIVE.exec(comment.replace(/^\ufeff/, "").trim()) ?? [];
    return name === undefined ? [] : [{ line, name, value }];
  });
  const isBlank = next === "" || (next !== undefined && /^[ \t]*$/.test(next) && comments.length < all.length - 1);
  return { lines, isDetached: isBlank && !text.startsWith("\ufeff") };
}

/** What ends statements instead of `;`, where the first line says so. */
function delimiterOf(text: string): string | undefined {
  const value = /^-- atlas:delimiter +([ -~]+)/.exec(text)?.[1];
  return value?.replace(/\\([nrt])/g, (_, letter: string) => ({ n: "\n", r: "\r", t: "\t" })[letter] ?? letter);
}
