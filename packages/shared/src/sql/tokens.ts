// Cuts SQL into tokens the way SQLite's tokenizer does, as far as finding the end of a statement, its keywords and its parameters needs it.

export interface Token {
  /** `space` also stands for comments. `quoted` is text, a quoted name or an unterminated rest of either. */
  readonly kind: "space" | "word" | "quoted" | "other";
  readonly start: number;
  readonly end: number;
}

/** By ASCII character. Space: no vertical tab, and nothing beyond ASCII (src/tokenize.c). Letters: `IdChar` there, which has digits and `$` too. */
const SPACE_CHARACTERS = asciiTable(" \t\n\f\r");
const WORD_CHARACTERS = asciiTable("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$");
const BYTE_ORDER_MARK = 0xfeff;
const [DASH, SLASH, STAR, BRACKET] = [0x2d, 0x2f, 0x2a, 0x5b] as const;
const QUOTES = asciiTable("'\"`[");

function asciiTable(characters: string): Uint8Array {
  const table = new Uint8Array(0x80);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

const isSpace = (code: number) => code < 0x80 && SPACE_CHARACTERS[code] === 1;
/** Everything beyond ASCII belongs to words. */
const isInWord = (code: number) => code >= 0x80 || WORD_CHARACTERS[code] === 1;

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
  const first = sql.charCodeAt(start);
  // A byte order mark where a token begins is white space, within a word a letter.
  if (first === BYTE_ORDER_MARK) return { kind: "space", start, end: start + 1 };
  let end = start + 1;
  if (isSpace(first)) {
    while (isSpace(sql.charCodeAt(end))) end++;
    return { kind: "space", start, end };
  }
  if (isInWord(first)) {
    while (isInWord(sql.charCodeAt(end))) end++;
    return { kind: "word", start, end };
  }
  // A doubled quote inside text ends one token and begins the next, which comes to the same.
  if (QUOTES[first] === 1) {
    const closing = first === BRACKET ? "]" : sql.charAt(start);
    return { kind: "quoted", start, end: after(sql, closing, end) };
  }
  const second = sql.charCodeAt(end);
  if (first === DASH && second === DASH) return { kind: "space", start, end: after(sql, "\n", start + 2) };
  if (first === SLASH && second === STAR) return { kind: "space", start, end: after(sql, "*/", start + 2) };
  return { kind: "other", start, end };
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
