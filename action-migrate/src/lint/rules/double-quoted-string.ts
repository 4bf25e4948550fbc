// The rule about texts in double quotes: stock SQLite takes them for texts where no such column is, libSQL is built without that.
import { quote } from "@libsql-actions/shared/inputs/quote";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { closingIndex, findWord, isOperator, isWord, nesting, type Stretch } from "@libsql-actions/shared/sql/lexeme-search";
import { type Lexeme, lexemes } from "@libsql-actions/shared/sql/lexemes";
import { placeWithin } from "@libsql-actions/shared/sql/split";
import type { Found, LintStatement, StatementContext, StatementRule } from "../rule.ts";
import { columnsOf, type Schema } from "../schema.ts";

export const doubleQuotedString: StatementRule = {
  code: "double-quoted-string",
  severity: "warning",
  ignore: "in-file",
  description: "A text in double quotes, which libSQL takes for the name of a column.",
  looksAt: "statement",
  down: true,
  check: (context) => {
    const { statement } = context;
    if (!statement.sql.includes('"')) return [];
    const { sure, parts } = suspects(context);
    const found = sure.length > 0 ? sure : comparedWithUnknown(context, parts);
    return found.slice(0, 1).map(
      (part): Found => ({
        message:
          `${quote(part.value)} in double quotes is the name of a column, and there is none: \`no such column\`. ` +
          "Write a text in single quotes.",
        ...(sure.length > 0 ? { severity: "error" } : {}),
        ...placeWithin(statement, part.start),
      }),
    );
  },
};

/** The names that can be no column, whatever else the statement says. */
function suspects({ statement, schema }: StatementContext): { sure: readonly Lexeme[]; parts: readonly Lexeme[] } {
  const { sql, shape } = statement;
  if (shape.does === "insert" && shape.from === "values") {
    const parts = lexemesOfValues(sql);
    return { sure: inValues(sql, parts), parts: [] };
  }
  const parts = lexemes(sql);
  const all = { first: 0, end: parts.length };
  const named = (stretch: Stretch, known: ReadonlySet<string> | undefined) =>
    known === undefined ? [] : strayNames(sql, parts, stretch, known);
  switch (shape.does) {
    case "create table":
      return { sure: inChecks(sql, parts, new Set((shape.shape?.columns ?? []).map(({ name }) => foldIdentifier(name)))), parts };
    case "create index":
      return { sure: named({ first: findWord(parts, all, "on") + 2, end: parts.length }, columnsOf(schema, shape.table)), parts };
    case "update":
    case "delete": {
      const from = shape.does === "update" ? findWord(parts, all, "set") : findWord(parts, all, "where");
      const isSimple = from !== -1 && !parts.slice(from).some((part) => isWord(part, "select", "from"));
      return { sure: isSimple ? named({ first: from, end: parts.length }, columnsOf(schema, shape.table)) : [], parts };
    }
    case "insert": {
      if (shape.copy === undefined) return { sure: [], parts };
      const select = findWord(parts, all, "select");
      const stretch = { first: select, end: findWord(parts, { first: select, end: parts.length }, "from") };
      return { sure: named(stretch, columnsOf(schema, shape.copy.table)), parts };
    }
    default:
      return { sure: [], parts };
  }
}

/** The rows of an INSERT may be megabytes, most of them without a name in double quotes. */
function lexemesOfValues(sql: string): Lexeme[] {
  return hasDoubleQuotesOutsideOfTexts(sql) ? lexemes(sql) : [];
}

function hasDoubleQuotesOutsideOfTexts(sql: string): boolean {
  const values = /\bvalues\b/i.exec(sql);
  return (
    values !== null &&
    sql
      .slice(values.index)
      .replace(/'(?:[^']|'')*'/g, "")
      .includes('"')
  );
}

function inValues(sql: string, parts: readonly Lexeme[]): Lexeme[] {
  const found: Lexeme[] = [];
  let open = findWord(parts, { first: 0, end: parts.length }, "values") + 1;
  while (open > 0 && isOperator(parts[open], "(")) {
    const close = closingIndex(parts, open);
    const row = parts.slice(open, close);
    if (!row.some((part) => isWord(part, "select")))
      found.push(...strayNames(sql, parts, { first: open, end: close }, new Set()));
    open = isOperator(parts[close + 1], ",") ? close + 2 : 0;
  }
  return found;
}

function inChecks(sql: string, parts: readonly Lexeme[], columns: ReadonlySet<string>): Lexeme[] {
  return parts.flatMap((part, index) =>
    isWord(part, "check") && isOperator(parts[index + 1], "(")
      ? strayNames(sql, parts, { first: index + 1, end: closingIndex(parts, index + 1) }, columns)
      : [],
  );
}

const ROWIDS = new Set(["rowid", "oid", "_rowid_"]);

/** Names in double quotes that stand for a value by themselves, and are not among the columns. */
function strayNames(sql: string, parts: readonly Lexeme[], { first, end }: Stretch, columns: ReadonlySet<string>): Lexeme[] {
  return parts.slice(first, end).filter((part, offset) => {
    const [before, after] = [parts[first + offset - 1], parts[first + offset + 1]];
    if (part.kind !== "name" || sql[part.start] !== '"' || columns.has(foldIdentifier(part.value))) return false;
    if (isOperator(before, ".") || isOperator(after, ".") || isOperator(after, "(")) return false;
    return !isWord(before, "as", "collate", "by") && !ROWIDS.has(foldIdentifier(part.value));
  });
}

const COMPARISONS = new Set(["=", "==", "<>", "!=", "<", ">", "<=", ">="]);

/** `x = "queued"` where no table has such a column, and the statement does not use the name otherwise. */
function comparedWithUnknown({ schema, statement }: StatementContext, parts: readonly Lexeme[]): Lexeme[] {
  if (statement.shape.does === "create trigger" || !knowsEverything(schema, statement)) return [];
  return parts.filter((part, index) => {
    const before = parts[index - 1];
    const isCompared = before?.kind === "operator" && COMPARISONS.has(before.value);
    const inList = isOperator(before, "(") && isWord(parts[index - 2], "in");
    if (part.kind !== "name" || statement.sql[part.start] !== '"' || !(isCompared || inList || isWord(before, "like")))
      return false;
    const after = parts[index + 1];
    if (isOperator(after, ".") || isOperator(after, "(") || (after !== undefined && nesting(after) === 1)) return false;
    const uses = parts.filter((other) => other.kind !== "text" && foldIdentifier(other.value) === foldIdentifier(part.value));
    return uses.length === 1 && !hasColumn(schema, part.value);
  });
}

/** False where a table of the statement may have columns that no file tells of. */
function knowsEverything(schema: Schema, { sql }: LintStatement): boolean {
  if (schema.tables.size === 0) return false;
  const names = new Set(lexemes(sql).map(({ value }) => foldIdentifier(value)));
  if ([...schema.views.keys()].some((view) => names.has(view))) return false;
  return [...schema.tables].every(([key, { shape }]) => shape !== undefined || !names.has(key));
}

function hasColumn(schema: Schema, name: string): boolean {
  const wanted = foldIdentifier(name);
  return [...schema.tables.values()].some(({ shape }) => shape?.columns.some((column) => foldIdentifier(column.name) === wanted));
}
