// Cuts SQL into tokens the way SQLite's tokenizer does, as far as finding the end of a statement, its keywords and its parameters needs it.

export interface Token {
  /** `space` also stands for comments. `quoted` is text, a quoted name or an unterminated rest of either. */
  readonly kind: "space" | "word" | "quoted" | "other";
  readonly start: number;
  readonly end: number;
}

/** White space of SQLite: no vertical tab, nothing beyond ASCII (src/tokenize.c). */
const SPACE = /[ \t\n\f\r]+/y;
/** Letters, digits, `_`, `$` and everything beyond ASCII (`IdChar` of src/tokenize.c). */
const WORD = /[\w$\u0080-\uffff]+/y;
const CLOSING: Readonly<Record<string, string>> = { "'": "'", '"': '"', "`": "`", "[": "]" };

/** Yields the tokens of `sql` from first to last, without a gap. */
export function* tokens(sql: string): Generator<Token> {
  let start = 0;
  while (start < sql.length) {
    const token = tokenAt(sql, start);
    yield token;
    start = token.end;
  }
}

function tokenAt(sql: string, start: number): Token {
  const first = sql.charAt(start);
  // A byte order mark where a token begins is white space, within a word a letter.
  if (first === "\ufeff") return { kind: "space", start, end: start + 1 };
  const closing = CLOSING[first];
  // A doubled quote inside text ends one token and begins the next, which comes to the same.
  if (closing !== undefined) return { kind: "quoted", start, end: after(sql, closing, start + 1) };
  if (sql.startsWith("--", start)) return { kind: "space", start, end: after(sql, "\n", start + 2) };
  if (sql.startsWith("/*", start)) return { kind: "space", start, end: after(sql, "*/", start + 2) };
  for (const [kind, pattern] of [
    ["space", SPACE],
    ["word", WORD],
  ] as const) {
    pattern.lastIndex = start;
    if (pattern.test(sql)) return { kind, start, end: pattern.lastIndex };
  }
  return { kind: "other", start, end: start + 1 };
}

function after(sql: string, closing: string, from: number): number {
  const found = sql.indexOf(closing, from);
  return found === -1 ? sql.length : found + closing.length;
}

/** How many values a statement wants: the highest number among its parameters (https://sqlite.org/lang_expr.html#varparam). */
export function countParameters(sql: string): number {
  let highest = 0;
  const names = new Set<string>();
  let sign: Token | undefined;
  const take = (name: string) => {
    const number = /^\?(\d+)$/.exec(name)?.[1];
    if (number !== undefined) highest = Math.max(highest, Number(number));
    else if (name === "?" || !names.has(name)) highest++;
    names.add(name);
  };
  for (const token of tokens(sql)) {
    const text = sql.slice(token.start, token.end);
    if (sign !== undefined) {
      // Of `?1e` the number ends before the word `e`; the other signs take all of it.
      const name = token.kind !== "word" ? "" : sql[sign.start] === "?" ? (/^\d+/.exec(text)?.[0] ?? "") : text;
      take(`${sql[sign.start]}${name}`);
    } else if (token.kind === "word" && text.startsWith("$")) take(text);
    sign = token.kind === "other" && /[?:@]/.test(text) ? token : undefined;
  }
  if (sign !== undefined) take(`${sql[sign.start]}`);
  return highest;
}
