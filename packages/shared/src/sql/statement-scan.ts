// Reads what a statement names and what in it stands for a value of somebody else's: parameters and other tools' placeholders.
import { foldIdentifier } from "./identifier.ts";
import { tokens } from "./tokens.ts";

export interface StatementScan {
  /** Index of the first parameter, such as `?` or `:name`, or -1. A script has nothing to put there. */
  readonly parameter: number;
  /** Index of the first `${` or `{{` outside of quotes, or -1. SQLite can read neither. */
  readonly placeholder: number;
}

/** Gathers what any number of statements name. */
export interface NameCollector {
  add(name: string): void;
  /** Folded, each once. */
  names(): string[];
}

/** Words come again and again in a script of many rows, so a word that was seen is not folded again. */
export function collectNames(): NameCollector {
  const [seen, folded] = [new Set<string>(), new Set<string>()];
  return {
    add: (name) => {
      if (seen.has(name)) return;
      seen.add(name);
      folded.add(foldIdentifier(name));
    },
    names: () => [...folded],
  };
}

/**
 * Scans one statement. Words and names go to `collector`, and so does a text in single quotes where it follows a word or a dot, since SQLite
 * takes it for a name where it expects one; numbers and the texts of rows do not.
 */
export function scanStatement(sql: string, collector: NameCollector): StatementScan {
  let [parameter, placeholder] = [-1, -1];
  let mayBeName = false;
  /** Where a name in quotes begins and ends so far: a doubled quote inside of it ends one token and begins the next. */
  let [nameStart, nameEnd] = [-1, -1];
  const finishName = () => {
    if (nameStart !== -1) collector.add(unquoted(sql, nameStart, nameEnd));
    nameStart = -1;
  };
  for (const { kind, start, end } of tokens(sql)) {
    if (kind === "space") continue;
    const first = sql.charCodeAt(start);
    if (kind === "quoted") {
      if (start === nameEnd && nameStart !== -1) nameEnd = end;
      else {
        finishName();
        if (first !== APOSTROPHE || mayBeName) [nameStart, nameEnd] = [start, end];
      }
      mayBeName = false;
      continue;
    }
    finishName();
    if (kind === "word") {
      if (sql.charCodeAt(end - 1) === DOLLAR && sql.charCodeAt(end) === BRACE) placeholder = firstOf(placeholder, end - 1);
      else if (first === DOLLAR) parameter = firstOf(parameter, start);
      else if (first < ZERO || first > NINE) collector.add(sql.slice(start, end));
      // `x'00'` is a blob.
      mayBeName = !(end === start + 1 && (first | LOWER) === LETTER_X && sql.charCodeAt(end) === APOSTROPHE);
    } else {
      if (first === QUESTION || ((first === COLON || first === AT) && isWordAt(sql, end))) parameter = firstOf(parameter, start);
      else if (first === BRACE && sql.charCodeAt(end) === BRACE) placeholder = firstOf(placeholder, start);
      mayBeName = first === DOT;
    }
  }
  finishName();
  return { parameter, placeholder };
}

const [DOLLAR, ZERO, NINE, LOWER, LETTER_X] = [0x24, 0x30, 0x39, 0x20, 0x78] as const;
const [APOSTROPHE, QUESTION, COLON, AT, BRACE, DOT] = [0x27, 0x3f, 0x3a, 0x40, 0x7b, 0x2e] as const;

function firstOf(found: number, here: number): number {
  return found === -1 ? here : found;
}

function isWordAt(sql: string, index: number): boolean {
  return /[\w$\u0080-\uffff]/.test(sql.charAt(index));
}

function unquoted(sql: string, start: number, end: number): string {
  const quote = sql.charAt(start);
  const inner = sql.slice(start + 1, end - 1);
  return quote === "[" ? inner : inner.replaceAll(quote + quote, quote);
}
