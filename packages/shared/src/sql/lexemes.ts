// Reads SQL as what a parser works on: words, names, texts, numbers and operators with their values, without white space and comments.
import { type Token, tokens } from "./tokens.ts";

export interface Lexeme {
  /**
   * `word` is a keyword or a bare name, `name` a name in double quotes, backquotes or brackets, `text` a literal in single quotes (which SQLite
   * takes for a name where it expects one). `unknown` is what SQLite could not read either, such as an unterminated literal.
   */
  readonly kind: "word" | "name" | "text" | "blob" | "number" | "parameter" | "operator" | "unknown";
  /** Of a name or text, what stands between the quotes; of a blob, its hexadecimal digits; of all else, what is written. */
  readonly value: string;
  /** Index of the first character, and of the one behind the last. */
  readonly start: number;
  readonly end: number;
}

/** Numeric literals of https://sqlite.org/lang_expr.html#literal_values_constants_. */
const NUMBER = /0[xX][0-9a-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const OPERATOR = /->>|->|\|\||<<|>>|<=|>=|<>|!=|==|[-+*/%&|<>=~(),;.]/y;
const PARAMETER = /\?\d*|[:@#$][\w$\u0080-\uffff]+/y;

/** The lexemes of `sql` in order. */
export function lexemes(sql: string): Lexeme[] {
  const found: Lexeme[] = [];
  const parts = [...tokens(sql)];
  for (let index = 0; index < parts.length; ) {
    const part = parts[index] as Token;
    if (part.kind === "space") {
      index++;
      continue;
    }
    const lexeme = part.kind === "quoted" ? quoted(sql, parts, index) : bare(sql, parts, index);
    found.push(lexeme);
    while ((parts[index]?.end ?? Number.POSITIVE_INFINITY) <= lexeme.end) index++;
    // `?1e` is the parameter `?1` and the word `e`: the rest of a token that a lexeme ends in is a token again.
    const cut = parts[index];
    if (cut !== undefined && cut.start < lexeme.end) parts[index] = { ...cut, start: lexeme.end };
  }
  return found;
}

/** A quoted token and those that follow it at once in the same quotes: a doubled quote stands for one. */
function quoted(sql: string, parts: readonly Token[], index: number): Lexeme {
  const { start, end: firstEnd } = parts[index] as Token;
  const quote = sql.charAt(start);
  let end = firstEnd;
  if (quote !== "[")
    for (let next = index + 1; sql[end] === quote && parts[next]?.start === end; next++) end = (parts[next] as Token).end;
  const closing = quote === "[" ? "]" : quote;
  const inner = sql.slice(start + 1, end - 1);
  if (end - start < 2 || sql[end - 1] !== closing || hasOddQuotes(sql.slice(start, end), closing))
    return { kind: "unknown", value: sql.slice(start, end), start, end };
  return {
    kind: quote === "'" ? "text" : "name",
    value: quote === "[" ? inner : inner.replaceAll(quote + quote, quote),
    start,
    end,
  };
}

function hasOddQuotes(text: string, closing: string): boolean {
  return closing !== "]" && text.split(closing).length % 2 === 0;
}

function bare(sql: string, parts: readonly Token[], index: number): Lexeme {
  const { kind, start, end } = parts[index] as Token;
  const first = sql.charAt(start);
  const next = parts[index + 1];
  if (kind === "word" && /^[xX]$/.test(sql.slice(start, end)) && next?.kind === "quoted" && sql[next.start] === "'") {
    const digits = sql.slice(next.start + 1, next.end - 1);
    const isBlob = /^(?:[0-9a-fA-F]{2})*$/.test(digits) && sql[next.end - 1] === "'" && next.end - next.start > 1;
    return { kind: isBlob ? "blob" : "unknown", value: isBlob ? digits : sql.slice(start, next.end), start, end: next.end };
  }
  const number = matchAt(NUMBER, sql, start);
  if (number !== undefined) {
    // `1a` is no number and no name: SQLite reads the whole as an illegal token.
    const rest = matchAt(/[\w$\u0080-\uffff]+/y, sql, start + number.length) ?? "";
    return { kind: rest === "" ? "number" : "unknown", value: number + rest, start, end: start + number.length + rest.length };
  }
  if (kind === "word" && first !== "$") return { kind, value: sql.slice(start, end), start, end };
  const parameter = matchAt(PARAMETER, sql, start);
  if (parameter !== undefined) return { kind: "parameter", value: parameter, start, end: start + parameter.length };
  const operator = matchAt(OPERATOR, sql, start);
  return {
    kind: operator === undefined ? "unknown" : "operator",
    value: operator ?? first,
    start,
    end: start + (operator ?? first).length,
  };
}

function matchAt(pattern: RegExp, sql: string, index: number): string | undefined {
  pattern.lastIndex = index;
  return pattern.exec(sql)?.[0];
}
