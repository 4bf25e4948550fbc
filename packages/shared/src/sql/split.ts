// Splits a script into its statements by the state machine of sqlite3_complete() (https://sqlite.org/c3ref/complete.html, src/complete.c),
// and says where in the file each of them stands.
import { tokens } from "./tokens.ts";

/** Where something stands in a file, for people. */
export interface Place {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in code points; a byte order mark is not counted. */
  readonly column: number;
}

/** Where something stands in a file. */
export interface Position extends Place {
  /** Bytes of UTF-8 from the start of the file. */
  readonly offset: number;
}

export interface ScriptStatement extends Position {
  /** From the first to the last character that is not white space or comment, without the closing `;`. */
  readonly sql: string;
  /** What the file has from the end of the statement before to the end of this one, with its `;`. */
  readonly raw: string;
}

export interface Script {
  readonly statements: ScriptStatement[];
  /** What follows the last statement: white space, comments, stray `;`. All `raw` and this, joined, are the file. */
  readonly tail: string;
}

/** What the machine reads: `trigger` only matters after `create`, `end` only in a trigger, all else is `other`. */
type Symbol = "semicolon" | "other" | "explain" | "create" | "temp" | "trigger" | "end";
type State = "start" | "normal" | "explain" | "create" | "trigger" | "semicolon" | "end";

/** The transitions that do not lead to the row's `otherwise`. White space and comments never change the state. */
const MACHINE: Readonly<Record<State, Partial<Record<Symbol, State>> & { readonly otherwise: State }>> = {
  start: { semicolon: "start", explain: "explain", create: "create", otherwise: "normal" },
  normal: { semicolon: "start", otherwise: "normal" },
  explain: { semicolon: "start", other: "explain", create: "create", otherwise: "normal" },
  create: { semicolon: "start", temp: "create", trigger: "trigger", otherwise: "normal" },
  trigger: { semicolon: "semicolon", otherwise: "trigger" },
  semicolon: { semicolon: "semicolon", end: "end", otherwise: "trigger" },
  end: { semicolon: "start", otherwise: "trigger" },
};
const WORDS: Readonly<Record<string, Symbol>> = {
  explain: "explain",
  create: "create",
  temp: "temp",
  temporary: "temp",
  trigger: "trigger",
  end: "end",
};
const LONGEST_WORD = "temporary".length;

/** Splits a script. A last statement without `;` counts, empty statements do not. */
export function splitScript(text: string): Script {
  const statements: ScriptStatement[] = [];
  const positionAt = positions(text);
  let state: State = "start";
  let [rawStart, first, last] = [0, -1, -1];
  const finish = (end: number) => {
    if (first === -1) return;
    statements.push({ sql: text.slice(first, last), raw: text.slice(rawStart, end), ...positionAt(first) });
    [rawStart, first] = [end, -1];
  };
  for (const { kind, start, end } of tokens(text)) {
    if (kind === "space") continue;
    const symbol = symbolOf(kind, text, start, end);
    state = MACHINE[state][symbol] ?? MACHINE[state].otherwise;
    if (symbol === "semicolon" && state === "start") finish(end);
    else {
      if (first === -1) first = start;
      last = end;
    }
  }
  finish(text.length);
  return { statements, tail: text.slice(rawStart) };
}

function symbolOf(kind: string, text: string, start: number, end: number): Symbol {
  if (kind === "other") return text[start] === ";" ? "semicolon" : "other";
  if (kind !== "word" || end - start > LONGEST_WORD) return "other";
  return WORDS[text.slice(start, end).toLowerCase()] ?? "other";
}

/** Where something in a text stands, by its index. */
export function placeAt(text: string, index: number): Place {
  const lines = text.slice(0, index).split("\n");
  return { line: lines.length, column: [...(lines.at(-1) ?? "").replace(/^\ufeff/, "")].length + 1 };
}

/** Where something within a statement stands in the file, by its index in `sql`. */
export function placeWithin({ sql, line, column }: Place & { readonly sql: string }, index: number): Place {
  const within = placeAt(sql, index);
  return within.line === 1
    ? { line, column: column + within.column - 1 }
    : { line: line + within.line - 1, column: within.column };
}

/** Gives positions for indexes that only grow, in time proportional to the text. */
function positions(text: string): (index: number) => Position {
  let seen = text.startsWith("\ufeff") ? 1 : 0;
  let [line, column, offset] = [1, 1, Buffer.byteLength(text.slice(0, seen))];
  return (index) => {
    const passed = text.slice(seen, index);
    const lines = passed.split("\n");
    const width = [...(lines.at(-1) ?? "")].length;
    column = lines.length > 1 ? width + 1 : column + width;
    line += lines.length - 1;
    offset += Buffer.byteLength(passed);
    seen = index;
    return { line, column, offset };
  };
}
