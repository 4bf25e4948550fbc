// What the readers of statements have in common: what they read from, and the names in it.
import { isName, isOperator, type Stretch } from "./lexeme-search.ts";
import type { Lexeme } from "./lexemes.ts";
import type { StatementShape } from "./statement-shape.ts";

/** One statement. */
export interface Source {
  readonly sql: string;
  readonly parts: readonly Lexeme[];
}
/** Reads one kind of statement, from the lexeme at `at` on; undefined for what is not of the form it knows. */
export type Reader = (source: Source, at?: number) => StatementShape | undefined;

/** Reads `schema.name` or `name`. @returns the name and the index behind it */
export function readName(parts: readonly Lexeme[], at: number): [string, number] | undefined {
  const last = isOperator(parts[at + 1], ".") ? at + 2 : at;
  const part = parts[last];
  return isName(part) ? [part.value, last + 1] : undefined;
}

/** All words and names of a stretch. */
export function namesOf(parts: readonly Lexeme[], { first, end }: Stretch): string[] {
  return parts.slice(first, end).flatMap((part) => (isName(part) && part.kind !== "text" ? [part.value] : []));
}
