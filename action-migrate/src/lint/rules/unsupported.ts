// Rules about SQL that stock SQLite runs and libsql-server does not: its parser and its build of SQLite were seen to refuse it (0.24.32).
import { quote } from "@libsql-actions/shared/inputs/quote";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { closingIndex, findWord, isName, isOperator, isWord, nesting } from "@libsql-actions/shared/sql/lexeme-search";
import { type Lexeme, lexemes } from "@libsql-actions/shared/sql/lexemes";
import { placeWithin } from "@libsql-actions/shared/sql/split";
import type { Found, StatementRule } from "../rule.ts";
import { onServerOnly } from "./server-only.ts";

export const analyze: StatementRule = {
  code: "analyze",
  severity: "error",
  ignore: "in-file",
  description: "ANALYZE, which libsql-server refuses up to 0.24.33.",
  looksAt: "statement",
  down: true,
  check: ({ statement, target }) =>
    /^analyze\b/i.test(statement.sql)
      ? [
          {
            message: "libsql-server refuses ANALYZE up to version 0.24.33. Take it out: queries run without statistics too.",
            ...onServerOnly(target),
          },
        ]
      : [],
};

const RESERVED = new Set(["_litestream_seq", "_litestream_lock", "libsql_wasm_func_table"]);

export const reservedTable: StatementRule = {
  code: "reserved-table",
  severity: "error",
  ignore: "never",
  description: "A table whose name libsql-server keeps for itself.",
  looksAt: "statement",
  down: true,
  check: ({ statement: { shape }, target }) => {
    const table =
      shape.does === "drop" ? (shape.what === "table" ? shape.name : undefined) : "table" in shape ? shape.table : undefined;
    if (table === undefined || !RESERVED.has(foldIdentifier(table))) return [];
    const message = `libsql-server keeps ${quote(table)} for itself and lets nobody write to it. Take another name.`;
    return [{ message, ...onServerOnly(target) }];
  },
};

export const unsupportedSyntax: StatementRule = {
  code: "unsupported-syntax",
  severity: "error",
  ignore: "never",
  description:
    "Syntax that libsql-server cannot read: ORDER BY in an aggregate, HAVING without GROUP BY, UPDATE or DELETE with LIMIT.",
  looksAt: "statement",
  down: true,
  check: ({ statement, target }) => {
    const { sql } = statement;
    if (!/\b(limit|having|order)\b/i.test(sql)) return [];
    const parts = lexemes(sql);
    const found = (spot: Spot) => ({ message: spot.message, ...placeWithin(statement, parts[spot.at]?.start ?? 0) });
    const unread = [...orderedAggregates(parts), ...lonelyHaving(parts)];
    return [...limitedChange(parts).map(found), ...unread.map((spot) => ({ ...found(spot), ...onServerOnly(target) }))];
  },
};

interface Spot {
  readonly at: number;
  readonly message: string;
}

/** UPDATE and DELETE with LIMIT or ORDER BY, which SQLite has only when it is built with SQLITE_ENABLE_UPDATE_DELETE_LIMIT. */
function limitedChange(parts: readonly Lexeme[]): Spot[] {
  if (!isWord(parts[0], "update", "delete")) return [];
  const from = findWord(parts, { first: 1, end: parts.length }, "select");
  const at = findWord(parts, { first: 1, end: from === -1 ? parts.length : from }, "limit", "order");
  if (at === -1) return [];
  const message =
    "libSQL has no LIMIT and ORDER BY for UPDATE and DELETE. Choose the rows in WHERE: `rowid IN (SELECT rowid FROM … LIMIT …)`.";
  return [{ at, message }];
}

const AGGREGATES = [
  "group_concat",
  "string_agg",
  "json_group_array",
  "json_group_object",
  "jsonb_group_array",
  "jsonb_group_object",
];

function orderedAggregates(parts: readonly Lexeme[]): Spot[] {
  return parts.flatMap((part, index) => {
    if (!isWord(part, ...AGGREGATES, "sum", "total", "count", "avg", "min", "max") || !isOperator(parts[index + 1], "("))
      return [];
    const close = closingIndex(parts, index + 1);
    const at = findWord(parts, { first: index + 2, end: close }, "order");
    if (at === -1) return [];
    const message =
      "libsql-server cannot read ORDER BY inside of an aggregate. Order the rows in a subquery: " +
      "`SELECT group_concat(a) FROM (SELECT a FROM … ORDER BY …)`.";
    return [{ at, message }];
  });
}

function lonelyHaving(parts: readonly Lexeme[]): Spot[] {
  const found: Spot[] = [];
  /** By depth: the SELECT that is being read has a GROUP BY. */
  const grouped: boolean[] = [];
  let depth = 0;
  for (const [at, part] of parts.entries()) {
    depth += nesting(part);
    if (isWord(part, "select")) grouped[depth] = false;
    if (isWord(part, "group")) grouped[depth] = true;
    if (isWord(part, "having") && grouped[depth] === false)
      found.push({
        at,
        message:
          "libsql-server cannot read HAVING without GROUP BY. Choose in an outer query: `SELECT … FROM (SELECT …) WHERE …`.",
      });
  }
  return found;
}

/** Of SQLite's own functions (https://sqlite.org/lang_mathfunc.html, 3.48): what libSQL's build of 3.45 lacks. */
const MISSING: ReadonlyMap<string, string> = new Map([
  ["pow", "Use power()."],
  ["mod", "Use the operator %."],
  ["log2", "Use ln(x) / ln(2)."],
  ["trunc", "Use CAST(x AS INTEGER)."],
  ["unistr", "Write the characters themselves."],
  ["if", "Use iif()."],
]);

export const missingFunction: StatementRule = {
  code: "missing-function",
  severity: "error",
  ignore: "in-file",
  description: "A function that libSQL does not have: pow, mod, log2, trunc, unistr, if.",
  looksAt: "statement",
  down: true,
  check: ({ statement }) => {
    if (!/\b(pow|mod|log2|trunc|unistr|if)\s*\(/i.test(statement.sql)) return [];
    const parts = lexemes(statement.sql);
    return parts.flatMap((part, index): Found[] => {
      const instead = part.kind === "word" ? MISSING.get(part.value.toLowerCase()) : undefined;
      if (instead === undefined || !isCall(parts, index)) return [];
      const message = `libSQL has no function ${part.value.toLowerCase()}(). ${instead}`;
      return [{ message, ...placeWithin(statement, part.start) }];
    });
  },
};

const BEFORE_A_VALUE = [
  "select",
  "distinct",
  "where",
  "and",
  "or",
  "not",
  "when",
  "then",
  "else",
  "by",
  "having",
  "returning",
  "between",
];

/** A name before a parenthesis where a value is expected; not a table, a column or a common table expression of that name. */
function isCall(parts: readonly Lexeme[], index: number): boolean {
  const before = parts[index - 1];
  const isValue =
    before?.kind === "operator" ? !isOperator(before, ".") && !isOperator(before, ")") : isWord(before, ...BEFORE_A_VALUE);
  if (!isOperator(parts[index + 1], "(") || !isValue) return false;
  const close = closingIndex(parts, index + 1);
  return !(isWord(parts[close + 1], "as") && !isName(parts[close + 2]));
}
