// Says what kind of statement a statement is, by its leading keywords.
import { pragmaSupport } from "./pragmas.ts";
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
  /** Makes something in the temporary schema, which belongs to a connection. */
  | "temporary"
  /** A PRAGMA with a value that is kept by the connection, or that a server does not let anybody set. */
  | "setting"
  | "other";

/** BEGIN, COMMIT and END, which a script that runs as one transaction does without. */
export function isFrame(kind: StatementKind): boolean {
  return kind === "begin" || kind === "commit";
}

/** What of a script is sent to the database: of one that is a transaction neither its frames nor `PRAGMA foreign_keys`, which does nothing there. */
export function isSent(kind: StatementKind, transaction: boolean): boolean {
  return !transaction || !(isFrame(kind) || kind === "foreign-keys-off" || kind === "foreign-keys-on");
}

/** Enough for `CREATE UNIQUE INDEX IF NOT EXISTS temp.x`. */
const MAX_WORDS = 9;

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
      return pragma(words.slice(words[2] === "." ? 3 : 1));
    case "create":
      return isTemporary(words) ? "temporary" : "other";
    default:
      return "other";
  }
}

/** `CREATE TEMP TABLE x` and `CREATE TABLE IF NOT EXISTS temp.x`. */
function isTemporary(words: readonly string[]): boolean {
  const schema = words[words.indexOf("exists") + 1];
  const name = words.includes("exists") ? schema : words[words[1] === "unique" ? 3 : 2];
  return /^temp(orary)?$/.test(words[1] ?? "") || (name === "temp" && words[words.indexOf(name, 2) + 1] === ".");
}

/** `name = x` and `name(x)`; what counts as on stands in src/pragma.c (getSafetyLevel). */
function pragma([name, sign, value]: readonly string[]): StatementKind {
  if (name === undefined || value === undefined || (sign !== "=" && sign !== "(")) return "other";
  // `writable_schema` is no setting: the sqlite3 shell writes it into the dump of a virtual table.
  if (pragmaSupport(name) !== "all" && name !== "writable_schema") return "setting";
  if (name !== "foreign_keys") return "other";
  return /^(on|yes|true|0*[1-9]\d*)$/.test(value) ? "foreign-keys-on" : "foreign-keys-off";
}

/** True for `ALTER TABLE … ALTER COLUMN … REFERENCES`, by which SQLite does not check the rows that are there. */
export function altersReferences(sql: string): boolean {
  if (!/references/i.test(sql)) return false;
  const [first] = leadingWords(sql);
  if (first !== "alter") return false;
  const words = [...tokens(sql)]
    .filter(({ kind }) => kind === "word")
    .map(({ start, end }) => sql.slice(start, end).toLowerCase());
  return words.includes("references") && words.lastIndexOf("alter") > 0;
}

/**
 * True for what does not go with other scripts in one transaction: `PRAGMA defer_foreign_keys`, which holds until COMMIT for all of them, and
 * CREATE VIRTUAL TABLE, after which a failure takes more back than it should.
 */
export function needsOwnTransaction(sql: string): boolean {
  if (!/virtual|defer_foreign_keys/i.test(sql)) return false;
  const words = leadingWords(sql);
  if (words[0] === "create") return words[1] === "virtual";
  return words[0] === "pragma" && words[words[2] === "." ? 3 : 1] === "defer_foreign_keys";
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
