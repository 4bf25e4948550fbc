// Tells what a statement does to a schema and to rows: what it creates, drops, renames and alters, and which table it writes to.
import { closingIndex, findWord, isName, isOperator, isWord, type Stretch, splitAtCommas } from "./lexeme-search.ts";
import { type Lexeme, lexemes } from "./lexemes.ts";
import { type ColumnShape, namesIn, readColumn, readTableShape, type TableShape } from "./table-shape.ts";
import { tokens } from "./tokens.ts";

/** Names are as written, without their quotes. */
export type StatementShape =
  | {
      readonly does: "create table";
      readonly table: string;
      readonly ifNotExists: boolean;
      /** Undefined for CREATE TABLE … AS SELECT. */
      readonly shape: TableShape | undefined;
    }
  | { readonly does: "create virtual table"; readonly table: string; readonly ifNotExists: boolean }
  | {
      readonly does: "create index";
      readonly index: string;
      readonly table: string;
      readonly ifNotExists: boolean;
      readonly unique: boolean;
      /** It is one of libSQL's vector indexes. */
      readonly vector: boolean;
      /** The names that its parts begin with; less than its parts where one is an expression. */
      readonly columns: readonly string[];
      readonly parts: number;
      /** It has a WHERE. */
      readonly partial: boolean;
      /** All words and names behind the name of the table. */
      readonly names: readonly string[];
    }
  | { readonly does: "create view"; readonly view: string; readonly ifNotExists: boolean; readonly names: readonly string[] }
  | {
      readonly does: "create trigger";
      readonly trigger: string;
      readonly table: string;
      readonly ifNotExists: boolean;
      /** All words and names of what it does. */
      readonly names: readonly string[];
    }
  | {
      readonly does: "drop";
      readonly what: "table" | "index" | "view" | "trigger";
      readonly name: string;
      readonly ifExists: boolean;
    }
  | { readonly does: "rename table"; readonly table: string; readonly to: string }
  | { readonly does: "rename column"; readonly table: string; readonly column: string; readonly to: string }
  | { readonly does: "add column"; readonly table: string; readonly column: ColumnShape }
  | { readonly does: "drop column"; readonly table: string; readonly column: string }
  | { readonly does: "alter column"; readonly table: string; readonly column: string; readonly to: ColumnShape }
  | {
      readonly does: "insert";
      readonly table: string;
      /** Rows that are in the way are deleted: REPLACE, INSERT OR REPLACE. */
      readonly replace: boolean;
      /** Empty when none are named. */
      readonly columns: readonly string[];
      readonly from: "values" | "select";
      /** The table that a SELECT of plain columns of one table reads, with all of its rows; undefined for any other. */
      readonly copy: { readonly table: string; readonly columns: readonly string[] } | undefined;
      /** Of a SELECT, all words and names; of VALUES none. */
      readonly names: readonly string[];
    }
  | { readonly does: "update"; readonly table: string; readonly where: boolean; readonly columns: readonly string[] }
  | { readonly does: "delete"; readonly table: string; readonly where: boolean }
  | {
      readonly does: "pragma";
      /** Lower case. */
      readonly name: string;
      readonly quoted: boolean;
      readonly value: string | undefined;
    }
  | { readonly does: "other" };

const OTHER: StatementShape = { does: "other" };

/** What one statement does. Of an INSERT with VALUES only what stands before them is read. */
export function shapeOf(sql: string): StatementShape {
  const head = headOf(sql);
  const verb = /^\w*/.exec(head)?.[0].toLowerCase() ?? "";
  const read = READERS[verb];
  return read === undefined ? OTHER : (read({ sql: head, parts: lexemes(head) }) ?? OTHER);
}

interface Source {
  readonly sql: string;
  readonly parts: readonly Lexeme[];
}
type Reader = (source: Source, at?: number) => StatementShape | undefined;

const READERS: Readonly<Record<string, Reader>> = {
  create: readCreate,
  drop: readDrop,
  alter: readAlter,
  insert: readInsert,
  replace: readInsert,
  update: readUpdate,
  delete: readDelete,
  with: readWith,
  pragma: readPragma,
};

/** The statement; of an INSERT with VALUES, which may be megabytes, what comes before its rows. */
function headOf(sql: string): string {
  if (!/^(insert|replace)\b/i.test(sql)) return sql;
  for (const { kind, start, end } of tokens(sql))
    if (kind === "word" && end - start === 6 && sql.slice(start, end).toLowerCase() === "values") return sql.slice(0, end);
    else if (kind === "word" && end - start === 6 && sql.slice(start, end).toLowerCase() === "select") return sql;
  return sql;
}

/** Reads `schema.name` or `name`. @returns the name and the index behind it */
function readName(parts: readonly Lexeme[], at: number): [string, number] | undefined {
  const last = isOperator(parts[at + 1], ".") ? at + 2 : at;
  const part = parts[last];
  return isName(part) ? [part.value, last + 1] : undefined;
}

/** The index behind IF NOT EXISTS or IF EXISTS, when it stands at `at`. */
function afterIf(parts: readonly Lexeme[], at: number): number {
  if (!isWord(parts[at], "if")) return at;
  return isWord(parts[at + 1], "not") ? at + 3 : at + 2;
}

function namesOf(parts: readonly Lexeme[], { first, end }: Stretch): string[] {
  return parts.slice(first, end).flatMap((part) => (isName(part) && part.kind !== "text" ? [part.value] : []));
}

function readCreate({ sql, parts }: Source): StatementShape | undefined {
  const at = isWord(parts[1], "temp", "temporary", "unique", "virtual") ? 2 : 1;
  const named = afterIf(parts, at + 1);
  const ifNotExists = named !== at + 1;
  const [name, next] = readName(parts, named) ?? [];
  if (name === undefined || next === undefined) return undefined;
  if (isWord(parts[at], "table")) {
    if (isWord(parts[1], "virtual")) return { does: "create virtual table", table: name, ifNotExists };
    const shape = isOperator(parts[next], "(") ? readTableShape(sql, parts, next) : undefined;
    return { does: "create table", table: name, ifNotExists, shape };
  }
  const names = namesOf(parts, { first: next, end: parts.length });
  if (isWord(parts[at], "view")) return { does: "create view", view: name, ifNotExists, names };
  const [table, open] = readName(parts, findWord(parts, { first: next, end: parts.length }, "on") + 1) ?? [];
  if (table === undefined || open === undefined) return undefined;
  if (isWord(parts[at], "trigger")) return { does: "create trigger", trigger: name, table, ifNotExists, names };
  if (!isWord(parts[at], "index")) return undefined;
  const close = closingIndex(parts, open);
  const columns = namesIn(parts, open);
  const partial = isWord(parts[close + 1], "where");
  const vector = isWord(parts[open + 1], "libsql_vector_idx");
  const unique = isWord(parts[1], "unique");
  return {
    does: "create index",
    index: name,
    table,
    ifNotExists,
    unique,
    vector,
    columns,
    parts: splitAtCommas(parts, { first: open + 1, end: close }).length,
    partial,
    names: namesOf(parts, { first: open, end: parts.length }),
  };
}

function readDrop({ parts }: Source): StatementShape | undefined {
  const what = (["table", "index", "view", "trigger"] as const).find((word) => isWord(parts[1], word));
  const at = afterIf(parts, 2);
  const name = readName(parts, at)?.[0];
  return what === undefined || name === undefined ? undefined : { does: "drop", what, name, ifExists: at !== 2 };
}

/** https://sqlite.org/lang_altertable.html, and libSQL's ALTER COLUMN … TO. */
function readAlter({ sql, parts }: Source): StatementShape | undefined {
  const [table, next] = readName(parts, 2) ?? [];
  if (!isWord(parts[1], "table") || table === undefined || next === undefined) return undefined;
  const at = isWord(parts[next + 1], "column") ? next + 2 : next + 1;
  const name = parts[at];
  if (isWord(parts[next], "add")) {
    if (!isName(name)) return undefined;
    return { does: "add column", table, column: readColumn(sql, parts, { first: at, end: parts.length }) };
  }
  if (isWord(parts[next], "drop")) return isName(name) ? { does: "drop column", table, column: name.value } : undefined;
  if (isWord(parts[next], "rename")) {
    const to = parts.at(-1);
    if (!isName(to)) return undefined;
    if (isWord(parts[next + 1], "to") && parts.length === next + 3) return { does: "rename table", table, to: to.value };
    return isName(name) ? { does: "rename column", table, column: name.value, to: to.value } : undefined;
  }
  if (!isWord(parts[next], "alter") || !isName(name) || !isWord(parts[at + 1], "to") || !isName(parts[at + 2])) return undefined;
  const to = readColumn(sql, parts, { first: at + 2, end: parts.length });
  return { does: "alter column", table, column: name.value, to };
}

function readInsert({ parts }: Source, at = 0): StatementShape | undefined {
  const into = findWord(parts, { first: at, end: parts.length }, "into");
  const [table, next] = readName(parts, into + 1) ?? [];
  if (into === -1 || table === undefined || next === undefined) return undefined;
  const open = isWord(parts[next], "as") ? next + 2 : next;
  const columns = namesIn(parts, open);
  const first = isOperator(parts[open], "(") ? closingIndex(parts, open) + 1 : open;
  const isSelect = isWord(parts[first], "select", "with");
  const source = { first, end: parts.length };
  return {
    does: "insert",
    table,
    replace: isWord(parts[at], "replace") || isWord(parts[at + 2], "replace"),
    columns,
    from: isSelect ? "select" : "values",
    copy: isSelect ? readCopy(parts, first) : undefined,
    names: isSelect ? namesOf(parts, source) : [],
  };
}

/** `SELECT a, "b" FROM t` and `SELECT * FROM t`, with nothing behind. */
function readCopy(parts: readonly Lexeme[], select: number): { table: string; columns: string[] } | undefined {
  const from = findWord(parts, { first: select, end: parts.length }, "from");
  const [table, end] = readName(parts, from + 1) ?? [];
  if (!isWord(parts[select], "select") || from === -1 || table === undefined || end !== parts.length) return undefined;
  const list = parts.slice(select + 1, from);
  const plain = list.every((part, index) =>
    index % 2 === 0 ? part.kind === "word" || part.kind === "name" || list.length === 1 : isOperator(part, ","),
  );
  return plain ? { table, columns: list.filter((_, index) => index % 2 === 0).map(({ value }) => value) } : undefined;
}

function readUpdate({ parts }: Source, at = 0): StatementShape | undefined {
  const [table, next] = readName(parts, isWord(parts[at + 1], "or") ? at + 3 : at + 1) ?? [];
  const set = findWord(parts, { first: next ?? 0, end: parts.length }, "set");
  if (table === undefined || set === -1) return undefined;
  const rest = { first: set + 1, end: parts.length };
  const last = findWord(parts, rest, "where", "from", "returning");
  const columns = splitAtCommas(parts, { first: set + 1, end: last === -1 ? parts.length : last }).flatMap(({ first }) => {
    const part = parts[first];
    return isOperator(part, "(") ? namesIn(parts, first) : isName(part) ? [part.value] : [];
  });
  return { does: "update", table, where: findWord(parts, rest, "where") !== -1, columns };
}

function readDelete({ parts }: Source, at = 0): StatementShape | undefined {
  const [table, next] = readName(parts, at + 2) ?? [];
  if (!isWord(parts[at + 1], "from") || table === undefined || next === undefined) return undefined;
  return { does: "delete", table, where: findWord(parts, { first: next, end: parts.length }, "where") !== -1 };
}

function readWith(source: Source): StatementShape | undefined {
  const all = { first: 0, end: source.parts.length };
  const at = findWord(source.parts, all, "insert", "replace", "update", "delete", "select");
  const verb = source.parts[at]?.value.toLowerCase() ?? "";
  return READERS[verb]?.(source, at);
}

/** `PRAGMA schema.name = value` and `PRAGMA name(value)`. */
function readPragma({ sql, parts }: Source): StatementShape | undefined {
  const at = isOperator(parts[2], ".") ? 3 : 1;
  const name = parts[at];
  if (!isName(name)) return undefined;
  const valued = isOperator(parts[at + 1], "=") || isOperator(parts[at + 1], "(");
  const end = isOperator(parts.at(-1), ")") ? parts.length - 1 : parts.length;
  const value = valued ? sql.slice(parts[at + 2]?.start ?? sql.length, parts[end - 1]?.end ?? sql.length) : undefined;
  return { does: "pragma", name: name.value.toLowerCase(), quoted: name.kind !== "word", value };
}
