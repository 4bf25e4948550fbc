// Reads a CREATE TABLE as `sqlite_schema` holds it: what no pragma tells, and where it stands.
// Only what SQLite has accepted comes here, so that nothing is refused; what is not known is kept as it is written.

import { isOperator, isWord, listItems } from "../sql/lexeme-search.ts";
import type { Lexeme } from "../sql/lexemes.ts";
import { type Constraint, type KeyTerm, readReferences, takeConflict, takeDeferral } from "./constraint.ts";
import { LexemeCursor } from "./lexeme-cursor.ts";

export interface TableDefinition {
  /** The index in the statement behind the table's name. */
  readonly nameEnd: number;
  readonly columns: readonly ColumnDefinition[];
  /** Those of columns and those of the table, in the order in which they are written. */
  readonly constraints: readonly Constraint[];
  /** STRICT, WITHOUT ROWID and libSQL's RANDOM ROWID, in upper case. */
  readonly options: readonly string[];
}

/** What stands behind one column's name, but for the constraints that could as well stand for themselves. */
export interface ColumnDefinition {
  readonly name: string;
  /** As written; empty without one. */
  readonly type: string;
  readonly notNull: boolean;
  /** Of NOT NULL; undefined for ABORT, which is the same as none. */
  readonly onConflict: string | undefined;
  /** What stands behind DEFAULT, with its parentheses. */
  readonly default: string | undefined;
  /** Upper case; BINARY without one. */
  readonly collation: string;
  readonly generated: { readonly expression: string; readonly kind: "virtual" | "stored" } | undefined;
  /** What could not be read, as written. */
  readonly unknown: string;
  /** All that stands between the name and the comma or parenthesis that ends the column, comments too. */
  readonly source: string;
}

/** Reads a CREATE TABLE that SQLite has accepted. Never throws. */
export function readTableDefinition(sql: string): TableDefinition {
  const cursor = new LexemeCursor(sql);
  cursor.takeWord("CREATE");
  cursor.takeWord("TEMP", "TEMPORARY");
  cursor.takeWord("TABLE");
  cursor.skipIfNotExists();
  cursor.takeQualifiedName();
  const nameEnd = cursor.previous?.end ?? 0;
  const columns: ColumnDefinition[] = [];
  const constraints: Constraint[] = [];
  cursor.takeOperator("(");
  while (!cursor.atEnd && !isOperator(cursor.current, ")")) {
    if (isWord(cursor.current, "CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")) readTableConstraint(cursor, constraints);
    else columns.push(readColumn(cursor, constraints));
    cursor.takeOperator(",");
  }
  cursor.skip();
  const options = listItems(cursor.takeUntil(() => false)).map((parts) =>
    parts.map(({ value }) => value.toUpperCase()).join(" "),
  );
  return { nameEnd, columns, constraints, options: options.filter((option) => option !== "") };
}

function readTableConstraint(cursor: LexemeCursor, into: Constraint[]): void {
  const name = cursor.takeWord("CONSTRAINT") === undefined ? undefined : cursor.takeName();
  const keyword = cursor.takeWord("PRIMARY", "UNIQUE", "CHECK", "FOREIGN");
  cursor.takeWord("KEY");
  const group = cursor.takeGroup() ?? [];
  if (keyword === "PRIMARY" || keyword === "UNIQUE") {
    const terms = listItems(group).map(readKeyTerm);
    const autoincrement = group.some((part) => isWord(part, "AUTOINCREMENT"));
    const kind = keyword === "UNIQUE" ? "unique" : "primary-key";
    into.push({ kind, name, column: undefined, terms, autoincrement, onConflict: takeConflict(cursor) });
  } else if (keyword === "CHECK") {
    into.push({ kind: "check", name, column: undefined, expression: cursor.written(group) });
    takeConflict(cursor); // SQLite reads it and does nothing with it.
  } else if (keyword === "FOREIGN") {
    cursor.takeWord("REFERENCES");
    const columns = listItems(group).map((parts) => parts[0]?.value ?? "");
    into.push({ kind: "foreign-key", name, column: undefined, columns, ...readReferences(cursor) });
  } else if (name === undefined) cursor.skip(); // Cannot be, and must not stop the reader.
}

function readKeyTerm(parts: readonly Lexeme[]): KeyTerm {
  const collate = parts.findIndex((part) => isWord(part, "COLLATE"));
  const collation = collate === -1 ? undefined : parts[collate + 1]?.value.toUpperCase();
  return { column: parts[0]?.value ?? "", collation, descending: parts.some((part) => isWord(part, "DESC")) };
}

/** Words that end a type. GENERATED and AS begin what a column is made from. */
const AFTER_TYPE = [
  "CONSTRAINT",
  "PRIMARY",
  "NOT",
  "NULL",
  "UNIQUE",
  "CHECK",
  "DEFAULT",
  "COLLATE",
  "REFERENCES",
  "AS",
  "DEFERRABLE",
];

function readColumn(cursor: LexemeCursor, constraints: Constraint[]): ColumnDefinition {
  const column = cursor.takeName() ?? "";
  const start = cursor.previous?.end ?? 0;
  const type = cursor.takeUntil((part, { next }) => endsType(part, next));
  const unknown: Lexeme[] = [];
  let read: Omit<ColumnDefinition, "unknown" | "source"> = {
    name: column,
    type: cursor.written(type),
    notNull: false,
    onConflict: undefined,
    default: undefined,
    collation: "BINARY",
    generated: undefined,
  };
  // A name holds for all constraints behind it, up to the next column.
  let name: string | undefined;
  while (cursor.current !== undefined && !isOperator(cursor.current, ",") && !isOperator(cursor.current, ")")) {
    const keyword = cursor.current.kind === "word" ? cursor.current.value.toUpperCase() : "";
    const part = cursor.current;
    cursor.skip();
    if (keyword === "CONSTRAINT") name = cursor.takeName();
    else if (keyword === "NOT" && cursor.takeWord("NULL")) read = { ...read, notNull: true, onConflict: takeConflict(cursor) };
    else if (keyword === "NULL") takeConflict(cursor);
    else if (keyword === "DEFAULT") read = { ...read, default: cursor.written(takeDefault(cursor)) };
    else if (keyword === "COLLATE") read = { ...read, collation: (cursor.takeName() ?? "").toUpperCase() };
    else if (keyword === "GENERATED") cursor.takeWord("ALWAYS");
    else if (keyword === "AS") read = { ...read, generated: readGenerated(cursor) };
    else if (keyword === "NOT" || keyword === "DEFERRABLE") deferLast(constraints, takeDeferral(cursor, keyword));
    else if (!readColumnConstraint(cursor, keyword, { name, column }, constraints)) unknown.push(part);
  }
  const source = cursor.sql.slice(start, cursor.current?.start);
  return { ...read, unknown: unknown.map(({ value }) => value).join(" "), source };
}

function endsType(part: Lexeme, next: Lexeme | undefined): boolean {
  if (isOperator(part, ",") || isOperator(part, ")") || isWord(part, ...AFTER_TYPE)) return true;
  return isWord(part, "GENERATED") && isWord(next, "ALWAYS");
}

function readColumnConstraint(
  cursor: LexemeCursor,
  keyword: string,
  { name, column }: { readonly name: string | undefined; readonly column: string },
  into: Constraint[],
): boolean {
  if (keyword === "PRIMARY") {
    cursor.takeWord("KEY");
    const descending = cursor.takeWord("ASC", "DESC") === "DESC";
    const onConflict = takeConflict(cursor);
    const autoincrement = cursor.takeWord("AUTOINCREMENT") !== undefined;
    const terms = [{ column, collation: undefined, descending }];
    into.push({ kind: "primary-key", name, column, terms, autoincrement, onConflict });
  } else if (keyword === "UNIQUE") {
    const terms = [{ column, collation: undefined, descending: false }];
    into.push({ kind: "unique", name, column, terms, autoincrement: false, onConflict: takeConflict(cursor) });
  } else if (keyword === "CHECK") {
    into.push({ kind: "check", name, column, expression: cursor.written(cursor.takeGroup() ?? []) });
    takeConflict(cursor);
  } else if (keyword === "REFERENCES") {
    into.push({ kind: "foreign-key", name, column, columns: [column], ...readReferences(cursor) });
  } else return false;
  return true;
}

/** A group in parentheses with them, a number with its sign, or one literal, name or keyword. */
function takeDefault(cursor: LexemeCursor): Lexeme[] {
  const first = cursor.current;
  if (first === undefined) return [];
  if (isOperator(first, "(")) {
    cursor.takeGroup();
    const last = cursor.previous;
    return last === undefined ? [first] : [first, last];
  }
  cursor.skip();
  if (!isOperator(first, "-") && !isOperator(first, "+")) return [first];
  const value = cursor.current;
  cursor.skip();
  return value === undefined ? [first] : [first, value];
}

function readGenerated(cursor: LexemeCursor): NonNullable<ColumnDefinition["generated"]> {
  const expression = cursor.written(cursor.takeGroup() ?? []);
  return { expression, kind: cursor.takeWord("VIRTUAL", "STORED") === "STORED" ? "stored" : "virtual" };
}

function deferLast(constraints: Constraint[], deferred: boolean): void {
  const last = constraints.findLastIndex(({ kind }) => kind === "foreign-key");
  const key = constraints[last];
  if (key?.kind === "foreign-key") constraints[last] = { ...key, deferred };
}
