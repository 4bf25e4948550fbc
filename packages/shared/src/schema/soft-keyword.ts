// Tells a keyword from a name where a bare word can be either, by what stands around it.

import { isOperator, isWord } from "../sql/lexeme-search.ts";
import type { Lexeme } from "../sql/lexemes.ts";

/** With which a JOIN can begin. */
const JOINS = ["CROSS", "FULL", "INNER", "LEFT", "NATURAL", "OUTER", "RIGHT"];
const LITERALS = ["TRUE", "FALSE", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP"];
const CONFLICTS = ["ABORT", "FAIL", "IGNORE", "REPLACE", "ROLLBACK"];
const FRAMES = ["ROWS", "RANGE", "GROUPS"];

/** Behind a value these words are operators or clauses; any other is an alias. */
const BEHIND_OPERAND = [
  ...FRAMES,
  ...[
    "ASC",
    "DESC",
    "LIKE",
    "GLOB",
    "REGEXP",
    "MATCH",
    "END",
    "OFFSET",
    "NULLS",
    "FIRST",
    "LAST",
    "EXCLUDE",
    "PRECEDING",
    "FOLLOWING",
  ],
  ...[
    "BY",
    "DO",
    "OVER",
    "FILTER",
    "WINDOW",
    "INDEXED",
    "ROW",
    "OTHERS",
    "TIES",
    "CONFLICT",
    "BEGIN",
    "PARTITION",
    "MATERIALIZED",
  ],
];

/** Words that are keywords before, or behind, certain others. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  CURRENT: ["ROW"],
  UNBOUNDED: ["PRECEDING", "FOLLOWING"],
  PARTITION: ["BY"],
};
const BEHIND: Readonly<Record<string, readonly string[]>> = {
  BY: ["ORDER", "GROUP", "PARTITION", "INDEXED"],
  CONFLICT: ["ON"],
  DO: ["CONFLICT"],
  FIRST: ["NULLS"],
  LAST: ["NULLS"],
  NO: ["EXCLUDE"],
  OTHERS: ["NO"],
  TIES: ["EXCLUDE"],
  CURRENT: ["EXCLUDE"],
  ROW: ["CURRENT"],
  INDEXED: ["NOT"],
  LIKE: ["NOT"],
  GLOB: ["NOT"],
  REGEXP: ["NOT"],
  MATCH: ["NOT"],
  RECURSIVE: ["WITH"],
  MATERIALIZED: ["AS", "NOT"],
};

/**
 * Whether the bare word at `index`, which is no reserved keyword, is a keyword.
 * @param atOperand whether a value or name has to stand here
 */
export function isSoftKeyword(all: readonly Lexeme[], index: number, atOperand: boolean): boolean {
  const [previous, part, next] = [all[index - 1], all[index], all[index + 1]];
  if (part === undefined || isOperator(previous, ".") || isOperator(next, ".")) return false;
  const word = part.value.toUpperCase();
  if (JOINS.includes(word)) return (!atOperand || isWord(previous, ...JOINS)) && leadsToJoin(all, index);
  if (LITERALS.includes(word)) return true;
  if (word === "CAST" || word === "RAISE") return isOperator(next, "(");
  if (isWord(next, ...(BEFORE[word] ?? [])) || isWord(previous, ...(BEHIND[word] ?? []))) return true;
  if (!atOperand) return BEHIND_OPERAND.includes(word);
  if (CONFLICTS.includes(word)) return isConflictWord(all, index);
  if (word === "WITH") return !isWord(previous, "AS", "SELECT") && (next?.kind === "word" || next?.kind === "name");
  return FRAMES.includes(word) && isOperator(previous, "(") && isWord(all[index - 2], "OVER", "AS");
}

/** `LEFT OUTER JOIN`: without JOIN they are names. */
function leadsToJoin(all: readonly Lexeme[], index: number): boolean {
  let at = index + 1;
  while (isWord(all[at], ...JOINS)) at++;
  return isWord(all[at], "JOIN");
}

/** `INSERT OR REPLACE`, `RAISE(ABORT, …)`, and the statement REPLACE. */
function isConflictWord(all: readonly Lexeme[], index: number): boolean {
  const [previous, earlier] = [all[index - 1], all[index - 2]];
  if (isWord(previous, "OR")) return isWord(earlier, "INSERT", "UPDATE");
  if (isOperator(previous, "(")) return isWord(earlier, "RAISE");
  const starts = previous === undefined || isOperator(previous, ";") || isWord(previous, "BEGIN");
  return starts && isWord(all[index], "REPLACE") && !isOperator(all[index + 1], "(");
}
