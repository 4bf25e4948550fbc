// Makes a delimiter of Atlas end statements for SQLite too, without moving anything in the file.
import { tokens } from "../../sql/tokens.ts";

/**
 * Replaces every delimiter by a `;` and spaces; what of it is white space stays. Atlas looks for it outside of literals, comments and parentheses
 * (`stmt` of sql/migrate/lex.go). One that is all white space leaves no room: the statements have to end in `;` then, as they do in a trigger.
 */
export function endAtDelimiter(
  text: string,
  delimiter: string,
): { readonly text: string; readonly problem: { readonly line: number; readonly message: string } | undefined } {
  const isSpace = /^\s*$/.test(delimiter);
  const end = delimiter.replace(/\S/, ";").replace(/[^\s;]|(?<=;.*);/gs, " ");
  const parts: string[] = [];
  let [done, depth] = [0, 0];
  for (let at = afterLine(text); at < text.length; ) {
    if (depth === 0 && text.startsWith(delimiter, at)) {
      if (isSpace && !isEnded(text.slice(done, at))) return { text, problem: unended(text, at) };
      parts.push(text.slice(done, at), isSpace ? delimiter : end);
      at += delimiter.length;
      done = at;
      continue;
    }
    if (text[at] === "(") depth++;
    else if (text[at] === ")") depth = Math.max(0, depth - 1);
    at = afterToken(text, at);
  }
  return { text: parts.join("") + text.slice(done), problem: undefined };
}

function afterLine(text: string): number {
  const end = text.indexOf("\n");
  return end === -1 ? text.length : end + 1;
}

/** Behind a literal or a comment that begins here, else behind this character. */
function afterToken(text: string, at: number): number {
  const first = text[at];
  const closing = first === "'" || first === '"' || first === "`" ? first : undefined;
  if (closing !== undefined) return behind(text, closing, at + 1);
  if (text.startsWith("--", at)) return behind(text, "\n", at + 2);
  if (text.startsWith("/*", at)) return behind(text, "*/", at + 2);
  return at + 1;
}

function behind(text: string, closing: string, from: number): number {
  const found = text.indexOf(closing, from);
  return found === -1 ? text.length + 1 : found + closing.length;
}

/** Whether a `;` is the last thing of it. */
function isEnded(part: string): boolean {
  let last = ";";
  for (const { kind, start, end } of tokens(part)) if (kind !== "space") last = part.slice(start, end);
  return last === ";";
}

function unended(text: string, at: number) {
  return {
    line: text.slice(0, at).split("\n").length - 1,
    message: "The delimiter of this file is white space, and the statement before it does not end in `;`. End it so.",
  };
}
