// Reads CREATE VIEW, CREATE TRIGGER and CREATE VIRTUAL TABLE as `sqlite_schema` holds them.
import { foldIdentifier } from "../sql/identifier.ts";
import { isName, isOperator, isWord, listItems } from "../sql/lexeme-search.ts";
import { type Lexeme, lexemes } from "../sql/lexemes.ts";
import { LexemeCursor } from "./lexeme-cursor.ts";

export interface ViewDefinition {
  /** The names in parentheses behind the view's; undefined without them. */
  readonly columns: readonly string[] | undefined;
  /** From its first SELECT, VALUES or WITH, as written. */
  readonly select: string;
}

export interface TriggerDefinition {
  readonly timing: "BEFORE" | "AFTER" | "INSTEAD OF";
  readonly event: "DELETE" | "INSERT" | "UPDATE";
  /** Behind UPDATE OF; empty without it. */
  readonly columns: readonly string[];
  /** As written. */
  readonly when: string | undefined;
  /** The statements between BEGIN and END, as written, each without its semicolon. */
  readonly statements: readonly string[];
}

export interface VirtualTableDefinition {
  /** Lower case. */
  readonly module: string;
  /** As written, one for each comma-separated part. */
  readonly arguments: readonly string[];
}

/** Reads a CREATE VIEW that SQLite has accepted. Never throws. */
export function readViewDefinition(sql: string): ViewDefinition {
  const cursor = startOf(sql, "VIEW");
  const group = isOperator(cursor.current, "(") ? cursor.takeGroup() : undefined;
  cursor.takeWord("AS");
  const columns = group === undefined ? undefined : listItems(group).map(([name]) => name?.value ?? "");
  return { columns, select: cursor.written(restOf(cursor)) };
}

/** Reads a CREATE TRIGGER that SQLite has accepted. Never throws. */
export function readTriggerDefinition(sql: string): TriggerDefinition {
  const cursor = startOf(sql, "TRIGGER");
  const timing = (cursor.takeWord("BEFORE", "AFTER", "INSTEAD") ?? "BEFORE") as "BEFORE" | "AFTER" | "INSTEAD";
  cursor.takeWord("OF");
  const event = (cursor.takeWord("DELETE", "INSERT", "UPDATE") ?? "UPDATE") as TriggerDefinition["event"];
  const columns = listItems(cursor.takeUntil((part) => isWord(part, "ON"))).flatMap((parts) => parts.at(-1)?.value ?? []);
  cursor.skip();
  cursor.takeName();
  if (cursor.takeWord("FOR")) for (const word of ["EACH", "ROW"]) cursor.takeWord(word);
  const condition = cursor.takeWord("WHEN") === undefined ? [] : cursor.takeUntil((part, { next }) => beginsBody(part, next));
  cursor.takeWord("BEGIN");
  const body = restOf(cursor);
  const end = body.findLastIndex((part) => isWord(part, "END"));
  return {
    timing: timing === "INSTEAD" ? "INSTEAD OF" : timing,
    event,
    columns,
    when: condition.length === 0 ? undefined : cursor.written(condition),
    statements: splitAtSemicolons(end === -1 ? body : body.slice(0, end)).map((parts) => cursor.written(parts)),
  };
}

/** BEGIN alone can be the name of a column. */
function beginsBody(part: Lexeme, next: Lexeme | undefined): boolean {
  return isWord(part, "BEGIN") && isWord(next, "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "VALUES");
}

/** Reads a CREATE VIRTUAL TABLE that SQLite has accepted. Never throws. */
export function readVirtualTableDefinition(sql: string): VirtualTableDefinition {
  const cursor = startOf(sql, "TABLE");
  cursor.takeWord("USING");
  const module = (cursor.takeName() ?? "").toLowerCase();
  return { module, arguments: listItems(cursor.takeGroup() ?? []).map((argument) => cursor.written(argument)) };
}

/** All names that a statement may mean, folded: it cannot depend on an object whose name is not among them. */
export function namesIn(sql: string): Set<string> {
  const found = lexemes(sql).filter(isName);
  return new Set(found.map(({ value }) => foldIdentifier(value)));
}

/** A cursor behind the name of what is created. */
function startOf(sql: string, keyword: string): LexemeCursor {
  const cursor = new LexemeCursor(sql);
  cursor.takeUntil((part) => isWord(part, keyword));
  cursor.skip();
  cursor.skipIfNotExists();
  cursor.takeQualifiedName();
  return cursor;
}

function restOf(cursor: LexemeCursor): Lexeme[] {
  return cursor.takeUntil(() => false);
}

function splitAtSemicolons(parts: readonly Lexeme[]): Lexeme[][] {
  const statements: Lexeme[][] = [[]];
  for (const part of parts) {
    if (isOperator(part, ";")) statements.push([]);
    else statements.at(-1)?.push(part);
  }
  return statements.filter(({ length }) => length > 0);
}
