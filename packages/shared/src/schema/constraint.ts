// The constraints of a table, whether they are written behind a column or for themselves, and the clauses they share.
import { isWord, listItems } from "../sql/lexeme-search.ts";
import type { LexemeCursor } from "./lexeme-cursor.ts";

export type Constraint = KeyConstraint | CheckConstraint | ForeignKeyConstraint;

interface Common {
  readonly name: string | undefined;
  /** The column it is written behind; undefined for one of the table. */
  readonly column: string | undefined;
}

export interface KeyConstraint extends Common {
  readonly kind: "primary-key" | "unique";
  readonly terms: readonly KeyTerm[];
  readonly autoincrement: boolean;
  readonly onConflict: string | undefined;
}

export interface KeyTerm {
  readonly column: string;
  /** Upper case, when it is written. */
  readonly collation: string | undefined;
  readonly descending: boolean;
}

export interface CheckConstraint extends Common {
  readonly kind: "check";
  /** As written, without its parentheses. */
  readonly expression: string;
}

export interface ForeignKeyConstraint extends Common, References {
  readonly kind: "foreign-key";
  readonly columns: readonly string[];
}

export interface References {
  /** As written, like the columns. */
  readonly table: string;
  /** Empty when none are written. */
  readonly references: readonly string[];
  readonly onDelete: string;
  readonly onUpdate: string;
  /** Upper case, when it is written. SQLite does nothing with it. */
  readonly match: string | undefined;
  /** DEFERRABLE INITIALLY DEFERRED; all other ways to write it mean immediate (https://sqlite.org/foreignkeys.html#fk_deferred). */
  readonly deferred: boolean;
}

/** What stands behind REFERENCES. */
export function readReferences(cursor: LexemeCursor): References {
  const table = cursor.takeName() ?? "";
  const references = listItems(cursor.takeGroup() ?? []).flatMap(([first]) => first?.value ?? []);
  const actions = { onDelete: "NO ACTION", onUpdate: "NO ACTION" };
  let match: string | undefined;
  for (;;) {
    if (cursor.takeWord("MATCH")) match = cursor.takeName()?.toUpperCase();
    else if (cursor.takeWord("ON")) {
      const event = cursor.takeWord("DELETE", "UPDATE", "INSERT");
      const action = takeAction(cursor);
      if (event === "DELETE") actions.onDelete = action;
      if (event === "UPDATE") actions.onUpdate = action;
    } else break;
  }
  const before = isWord(cursor.next, "DEFERRABLE") ? cursor.takeWord("NOT") : cursor.takeWord("DEFERRABLE");
  const deferred = before !== undefined && takeDeferral(cursor, before);
  return { table, references, ...actions, match, deferred };
}

function takeAction(cursor: LexemeCursor): string {
  const first = cursor.takeWord("SET", "CASCADE", "RESTRICT", "NO") ?? "";
  const second = cursor.takeWord("NULL", "DEFAULT", "ACTION");
  return second === undefined ? first : `${first} ${second}`;
}

/** What stands behind DEFERRABLE, or behind the NOT of NOT DEFERRABLE: whether the constraint is deferred. */
export function takeDeferral(cursor: LexemeCursor, before: string): boolean {
  if (before === "NOT") cursor.takeWord("DEFERRABLE");
  const initially = cursor.takeWord("INITIALLY") === undefined ? undefined : cursor.takeWord("DEFERRED", "IMMEDIATE");
  return before !== "NOT" && initially === "DEFERRED";
}

/** ON CONFLICT, in upper case; undefined without it and for ABORT, which is the same. */
export function takeConflict(cursor: LexemeCursor): string | undefined {
  if (!isWord(cursor.current, "ON") || !isWord(cursor.next, "CONFLICT")) return undefined;
  cursor.skip();
  cursor.skip();
  const action = cursor.takeWord("ROLLBACK", "ABORT", "FAIL", "IGNORE", "REPLACE");
  return action === "ABORT" ? undefined : action;
}
