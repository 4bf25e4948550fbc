// Which columns of a table have to differ from row to row, by themselves or together with others.
import type { Table } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { lexemes } from "@libsql-actions/shared/sql/lexemes";

/** `with a reference`: every key that the column is in has a column in it that refers to other rows, so that few different values will do. */
export type KeyKind = "alone" | "with a reference";

/** The columns of primary keys and unique indexes, those inside of expressions among them. */
export function keysOf(table: Table): ReadonlyMap<string, KeyKind> {
  const keys = new Map<string, KeyKind>(table.rowidAlias === undefined ? [] : [[table.rowidAlias, "alone"]]);
  const references = new Set(table.foreignKeys.flatMap(({ columns }) => columns));
  for (const { unique, terms, vectorColumn } of table.indexes) {
    if (!unique || vectorColumn !== undefined) continue;
    const columns = table.columns
      .map(({ name }) => name)
      .filter((name) => terms.some(({ column, expression }) => column === name || isNamed(name, expression)));
    for (const name of columns) {
      const isShared = columns.some((other) => other !== name && references.has(other));
      if (!isShared || keys.get(name) === undefined) keys.set(name, isShared ? "with a reference" : "alone");
    }
  }
  return keys;
}

function isNamed(column: string, expression = ""): boolean {
  return lexemes(expression).some(
    ({ kind, value }) => (kind === "word" || kind === "name") && foldIdentifier(value) === foldIdentifier(column),
  );
}
