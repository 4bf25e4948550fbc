// Finds its way through lexemes: words, operators, the parenthesis that closes one, the parts between commas.
import { foldIdentifier } from "./identifier.ts";
import type { Lexeme } from "./lexemes.ts";

/** A stretch of lexemes: from `first` to the one before `end`. */
export interface Stretch {
  readonly first: number;
  readonly end: number;
}

/** True when a lexeme is one of these keywords, in whatever case both are written. A name in quotes is no keyword. */
export function isWord(part: Lexeme | undefined, ...words: readonly string[]): boolean {
  if (part?.kind !== "word") return false;
  const { value } = part;
  return words.some((word) => word.length === value.length && word.toLowerCase() === value.toLowerCase());
}

/** True when a lexeme is this operator. */
export function isOperator(part: Lexeme | undefined, operator: string): boolean {
  return part?.kind === "operator" && part.value === operator;
}

/** True for what SQLite takes for a name where it expects one; a text in single quotes is one too. */
export function isName(part: Lexeme | undefined): part is Lexeme {
  return part?.kind === "word" || part?.kind === "name" || part?.kind === "text";
}

/** What a lexeme does to the depth of parentheses. */
export function nesting(part: Lexeme): -1 | 0 | 1 {
  return isOperator(part, "(") ? 1 : isOperator(part, ")") ? -1 : 0;
}

/** The index of the parenthesis that closes the one at `open`, or the end of the lexemes where none does. */
export function closingIndex(parts: readonly Lexeme[], open: number): number {
  let depth = 0;
  for (let index = open; index < parts.length; index++) {
    depth += nesting(parts[index] as Lexeme);
    if (depth === 0) return index;
  }
  return parts.length;
}

/** What stands between the commas of a stretch, those inside of parentheses not counted; nothing when the stretch is empty. */
export function splitAtCommas(parts: readonly Lexeme[], { first, end }: Stretch): Stretch[] {
  const found: Stretch[] = [];
  let [depth, start] = [0, first];
  for (let index = first; index < end; index++) {
    const part = parts[index] as Lexeme;
    if (depth === 0 && isOperator(part, ",")) {
      found.push({ first: start, end: index });
      start = index + 1;
    }
    depth += nesting(part);
  }
  if (first < end) found.push({ first: start, end });
  return found;
}

/** What stands between the commas of a list, those inside of parentheses not counted. */
export function listItems(parts: readonly Lexeme[]): Lexeme[][] {
  return splitAtCommas(parts, { first: 0, end: parts.length }).map(({ first, end }) => parts.slice(first, end));
}

/** The index of the first of these keywords in a stretch, outside of parentheses; -1 when there is none. */
export function findWord(parts: readonly Lexeme[], { first, end }: Stretch, ...words: readonly string[]): number {
  let depth = 0;
  for (let index = first; index < end; index++) {
    const part = parts[index] as Lexeme;
    if (depth === 0 && isWord(part, ...words)) return index;
    depth += nesting(part);
  }
  return -1;
}

/** A stretch in one form, whatever its case, spacing, comments and quotes: equal forms mean the same. */
export function normalForm(parts: readonly Lexeme[], { first, end }: Stretch): string {
  return parts
    .slice(first, end)
    .map(({ kind, value }) => (kind === "word" || kind === "name" ? foldIdentifier(value) : `${kind.charAt(0)}:${value}`))
    .join(" ");
}
