// Says what kind of statement a statement is, by its leading keywords.
import { tokens } from "./tokens.ts";

export type StatementKind =
  /** BEGIN, COMMIT, END: the frame of a transaction. */
  | "begin"
  | "commit"
  /** ROLLBACK of everything; `ROLLBACK TO` is `savepoint`. */
  | "rollback"
  /** SAVEPOINT, RELEASE, ROLLBACK TO. */
  | "savepoint"
  | "foreign-keys-off"
  | "foreign-keys-on"
  | "attach"
  | "vacuum"
  | "other";

const MAX_WORDS = 6;

/** The first tokens of a statement that are not white space or comment, lower case, quotes taken off; none when the first is quoted. */
function leadingWords(sql: string): string[] {
  const words: string[] = [];
  for (const { kind, start, end } of tokens(sql)) {
    if (kind === "space") continue;
    const text = sql.slice(start, end);
    if (kind === "quoted" && words.length === 0) break;
    words.push((kind === "quoted" ? text.slice(1, -1) : text).toLowerCase());
    if (words.length === MAX_WORDS) break;
  }
  return words;
}

/** The kind of one statement. */
export function classify(sql: string): StatementKind {
  const words = leadingWords(sql);
  switch (words[0]) {
    case "begin":
      return "begin";
    case "commit":
    case "end":
      return "commit";
    case "rollback":
      return words.includes("to") ? "savepoint" : "rollback";
    case "savepoint":
    case "release":
      return "savepoint";
    case "attach":
    case "detach":
      return "attach";
    case "vacuum":
      return "vacuum";
    case "pragma":
      return foreignKeys(words.slice(words[2] === "." ? 3 : 1));
    default:
      return "other";
  }
}

/** `foreign_keys = x` and `foreign_keys(x)`; what counts as on stands in src/pragma.c (getSafetyLevel). */
function foreignKeys([name, sign, value]: readonly string[]): StatementKind {
  if (name !== "foreign_keys" || value === undefined || (sign !== "=" && sign !== "(")) return "other";
  return /^(on|yes|true|0*[1-9]\d*)$/.test(value) ? "foreign-keys-on" : "foreign-keys-off";
}

const ROW_CHANGES = new Set(["insert", "replace", "update", "delete"]);

/** True for INSERT, REPLACE, UPDATE and DELETE, also behind WITH: for other statements a count of changed rows means nothing. */
export function changesRows(sql: string): boolean {
  const [first] = leadingWords(sql);
  if (first !== "with") return ROW_CHANGES.has(first ?? "");
  let depth = 0;
  for (const { kind, start, end } of tokens(sql)) {
    const text = sql.slice(start, end).toLowerCase();
    if (kind === "other") depth += text === "(" ? 1 : text === ")" ? -1 : 0;
    else if (kind === "word" && depth === 0 && (ROW_CHANGES.has(text) || text === "select")) return text !== "select";
  }
  return false;
}
