// Finds the comments in a script that say something to this suite, and the statement that each of them is about.
import { type Place, placeAt, type Script } from "./split.ts";
import { type Token, tokens } from "./tokens.ts";

export interface LineComment extends Place {
  /** What stands behind `--`, without white space around it. */
  readonly text: string;
  /**
   * Index of the statement that it is about: the one that it stands behind on the same line, or within, else the next one. `file` for a comment
   * before the first statement with an empty line between them. Undefined when there is no statement.
   */
  readonly about: number | "file" | undefined;
}

/** The comments of the form `-- …` whose text fits `pattern`, in order. */
export function lineComments(text: string, { statements, tail }: Script, pattern: RegExp): LineComment[] {
  const found: LineComment[] = [];
  let offset = 0;
  for (const [index, raw] of [...statements.map((statement) => statement.raw), tail].entries()) {
    // Only where one may be: rows can be many.
    if (raw.includes("--")) {
      const parts = [...tokens(raw)];
      const first = parts.findIndex((part) => isCode(raw, part));
      for (const [at, { kind, start, end }] of parts.entries()) {
        if (kind !== "space" || !raw.startsWith("--", start)) continue;
        const comment = raw.slice(start + 2, end).trim();
        if (!pattern.test(comment)) continue;
        const isBefore = first === -1 || at < first;
        const codeStart = parts[first]?.start ?? raw.length;
        const about = !isBefore
          ? index
          : index > 0 && !raw.slice(0, start).includes("\n")
            ? index - 1
            : first === -1
              ? undefined
              : index === 0 && hasEmptyLine(raw.slice(end, codeStart))
                ? "file"
                : index;
        found.push({ text: comment, about, ...placeAt(text, offset + start) });
      }
    }
    offset += raw.length;
  }
  return found;
}

function isCode(raw: string, { kind, start }: Token): boolean {
  return kind !== "space" && raw[start] !== ";";
}

/** A comment ends behind its line break, so what follows it begins a line. */
function hasEmptyLine(between: string): boolean {
  return /(^|\n)[ \t\r]*\n/.test(between);
}

const NO_TRANSACTION = /^libsql-actions:\s*no-transaction$/i;

/** Whether a script asks, in a line `-- libsql-actions: no-transaction` before its first statement, to run outside of a transaction. */
export function wantsNoTransaction(text: string): boolean {
  for (const { kind, start, end } of tokens(text)) {
    if (kind !== "space") return false;
    if (text.startsWith("--", start) && NO_TRANSACTION.test(text.slice(start + 2, end).trim())) return true;
  }
  return false;
}
