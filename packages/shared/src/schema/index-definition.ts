// Reads out of a CREATE INDEX what no pragma tells: its expressions, its WHERE, and the column of a libSQL vector index.

import { isOperator, isWord, listItems } from "../sql/lexeme-search.ts";
import type { Lexeme } from "../sql/lexemes.ts";
import { LexemeCursor } from "./lexeme-cursor.ts";

export interface IndexDefinition {
  /** The parts of the key as written, without COLLATE, ASC and DESC. */
  readonly terms: readonly string[];
  readonly where: string | undefined;
  readonly vector: VectorIndex | undefined;
}

/** `libsql_vector_idx(column, 'parameter=value', …)` */
export interface VectorIndex {
  readonly column: string;
  /** Such as `metric=cosine`, in the order in which they are written. */
  readonly parameters: readonly string[];
}

/** Reads a CREATE INDEX that SQLite has accepted. Never throws. */
export function readIndexDefinition(sql: string): IndexDefinition {
  const cursor = new LexemeCursor(sql);
  cursor.takeUntil((part) => isWord(part, "ON"));
  cursor.skip();
  cursor.takeName();
  // libSQL reads a USING here too.
  cursor.takeUntil((part) => isOperator(part, "("));
  const terms = listItems(cursor.takeGroup() ?? []);
  const where = cursor.takeWord("WHERE") === undefined ? undefined : cursor.written(cursor.takeUntil(() => false));
  return { terms: terms.map((term) => cursor.written(withoutOrder(term))), where, vector: readVectorIndex(terms[0] ?? []) };
}

function withoutOrder(term: readonly Lexeme[]): readonly Lexeme[] {
  let end = term.length;
  if (end > 1 && isWord(term[end - 1], "ASC", "DESC")) end--;
  if (end > 2 && isWord(term[end - 2], "COLLATE")) end -= 2;
  return term.slice(0, end);
}

function readVectorIndex(term: readonly Lexeme[]): VectorIndex | undefined {
  const [name, open] = term;
  if (name?.value.toLowerCase() !== "libsql_vector_idx" || name.kind === "text" || !isOperator(open, "(")) return undefined;
  const [column, ...parameters] = listItems(term.slice(2, -1)).map(([first]) => first?.value ?? "");
  return { column: column ?? "", parameters };
}
