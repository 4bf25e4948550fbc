// Tells what a statement does to a schema and to rows: what it creates, drops, renames and alters, and which table it writes to.
import { findWord, isName, isOperator } from "./lexeme-search.ts";
import { lexemes } from "./lexemes.ts";
import { readDelete, readInsert, readUpdate } from "./row-shape.ts";
import { readAlter, readCreate, readDrop } from "./schema-shape.ts";
import type { Reader, Source } from "./shape-source.ts";
import type { ColumnShape, TableShape } from "./table-shape.ts";
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
