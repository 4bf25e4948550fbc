// Reads what changes a schema: CREATE, DROP and ALTER.
import { closingIndex, findWord, isName, isOperator, isWord, splitAtCommas } from "./lexeme-search.ts";
import type { Lexeme } from "./lexemes.ts";
import { namesOf, readName, type Source } from "./shape-source.ts";
import type { StatementShape } from "./statement-shape.ts";
import { namesIn, readColumn, readTableShape } from "./table-shape.ts";

/** CREATE of any object. */
export function readCreate({ sql, parts }: Source): StatementShape | undefined {
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

/** DROP of any object. */
export function readDrop({ parts }: Source): StatementShape | undefined {
  const what = (["table", "index", "view", "trigger"] as const).find((word) => isWord(parts[1], word));
  const at = afterIf(parts, 2);
  const name = readName(parts, at)?.[0];
  return what === undefined || name === undefined ? undefined : { does: "drop", what, name, ifExists: at !== 2 };
}

/** https://sqlite.org/lang_altertable.html, and libSQL's ALTER COLUMN … TO. */
export function readAlter({ sql, parts }: Source): StatementShape | undefined {
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

/** The index behind IF NOT EXISTS or IF EXISTS, when it stands at `at`. */
function afterIf(parts: readonly Lexeme[], at: number): number {
  if (!isWord(parts[at], "if")) return at;
  return isWord(parts[at + 1], "not") ? at + 3 : at + 2;
}
