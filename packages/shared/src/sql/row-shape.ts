// Reads what changes rows: INSERT, UPDATE and DELETE.
import { closingIndex, findWord, isName, isOperator, isWord, splitAtCommas } from "./lexeme-search.ts";
import type { Lexeme } from "./lexemes.ts";
import { namesOf, readName, type Source } from "./shape-source.ts";
import type { StatementShape } from "./statement-shape.ts";
import { namesIn } from "./table-shape.ts";

/** INSERT and REPLACE. */
export function readInsert({ parts }: Source, at = 0): StatementShape | undefined {
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

/** UPDATE, with or without OR. */
export function readUpdate({ parts }: Source, at = 0): StatementShape | undefined {
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

/** DELETE. */
export function readDelete({ parts }: Source, at = 0): StatementShape | undefined {
  const [table, next] = readName(parts, at + 2) ?? [];
  if (!isWord(parts[at + 1], "from") || table === undefined || next === undefined) return undefined;
  return { does: "delete", table, where: findWord(parts, { first: next, end: parts.length }, "where") !== -1 };
}
