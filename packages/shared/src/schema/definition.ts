// Reads out of CREATE TABLE and CREATE INDEX what no pragma tells: CHECK expressions, AUTOINCREMENT, the expressions of an index.
import { type Lexeme, lexemes } from "../sql/lexemes.ts";

export interface TableDefinition {
  /** The expressions of all CHECK constraints, of columns and of the table, as written. */
  readonly checks: string[];
  readonly autoincrement: boolean;
}

export interface IndexDefinition {
  /** The parts of the key as written, without COLLATE, ASC and DESC. */
  readonly terms: string[];
  readonly where: string | undefined;
  /** The column inside of `libsql_vector_idx(column, …)`. */
  readonly vectorColumn: string | undefined;
}

/**
 * Reads a CREATE TABLE. CHECK and AUTOINCREMENT are words that SQLite takes for nothing else unless they are quoted
 * (https://sqlite.org/lang_keywords.html), so where they stand they mean it.
 */
export function readTableDefinition(sql: string): TableDefinition {
  const parts = lexemes(sql);
  const checks = parts.flatMap((part, index) =>
    isWord(part, "CHECK") && isOperator(parts[index + 1], "(")
      ? [between(sql, parts, index + 2, closingIndex(parts, index + 1))]
      : [],
  );
  return { checks, autoincrement: parts.some((part) => isWord(part, "AUTOINCREMENT")) };
}

/** Reads a CREATE INDEX. */
export function readIndexDefinition(sql: string): IndexDefinition {
  const parts = lexemes(sql);
  const on = parts.findIndex((part) => isWord(part, "ON"));
  const open = parts.findIndex((part, index) => index > on && isOperator(part, "("));
  const close = closingIndex(parts, open);
  const terms: string[] = [];
  let [depth, first] = [0, open + 1];
  for (let index = open; index <= close; index++) {
    const part = parts[index] as Lexeme;
    if (index === close || (depth === 1 && isOperator(part, ","))) {
      terms.push(between(sql, parts, first, withoutOrder(parts, first, index)));
      first = index + 1;
    }
    depth += nesting(part);
  }
  const where = isWord(parts[close + 1], "WHERE") ? between(sql, parts, close + 2, parts.length) : undefined;
  return { terms, where, vectorColumn: vectorColumn(parts, open) };
}

/** The index behind the last lexeme of a term that ends before `end`, when COLLATE and the direction are taken off. */
function withoutOrder(parts: readonly Lexeme[], first: number, end: number): number {
  let last = end;
  if (last - 1 > first && (isWord(parts[last - 1], "ASC") || isWord(parts[last - 1], "DESC"))) last--;
  if (last - 2 > first && isWord(parts[last - 2], "COLLATE")) last -= 2;
  return last;
}

function vectorColumn(parts: readonly Lexeme[], open: number): string | undefined {
  const [name, paren, column] = parts.slice(open + 1, open + 4);
  const isVectorIndex = name?.value.toLowerCase() === "libsql_vector_idx" && name.kind !== "text" && isOperator(paren, "(");
  return isVectorIndex ? column?.value : undefined;
}

/** The index of the parenthesis that closes the one at `open`. */
function closingIndex(parts: readonly Lexeme[], open: number): number {
  let depth = 0;
  for (let index = open; index < parts.length; index++) {
    depth += nesting(parts[index] as Lexeme);
    if (depth === 0) return index;
  }
  return parts.length;
}

/** The text from the lexeme at `first` to the one before `end`, as written. */
function between(sql: string, parts: readonly Lexeme[], first: number, end: number): string {
  return sql.slice(parts[first]?.start ?? 0, parts[end - 1]?.end ?? 0);
}

function nesting(part: Lexeme): number {
  return isOperator(part, "(") ? 1 : isOperator(part, ")") ? -1 : 0;
}

function isWord(part: Lexeme | undefined, word: string): boolean {
  return part?.kind === "word" && part.value.toUpperCase() === word;
}

function isOperator(part: Lexeme | undefined, operator: string): boolean {
  return part?.kind === "operator" && part.value === operator;
}
