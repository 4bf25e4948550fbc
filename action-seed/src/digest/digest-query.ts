// The query whose result is the content of a table: its text enters the digest, so it is fixed, and depends on nothing but the table's definition.
//
//   SELECT "a", "b", … FROM "table" ORDER BY "key" COLLATE BINARY, …
//
// The columns stand in the table's order, generated ones left out. Rows are ordered by the primary key's columns in the key's order. Where these can
// be NULL, so that rows may have the same key, and where there is no primary key, all other columns follow in the table's order; and then
// `typeof("column")` for the columns that keep 1 and 1.0 apart, which are equal in every order. Names are always in double quotes.
import type { Table } from "@libsql-actions/shared/schema/table";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import { writableColumns } from "../plan/seed-table.ts";
import { type Cell, compareCells } from "./cell.ts";

/** SQLite's own limit of terms (https://sqlite.org/limits.html#max_column). */
const MAX_TERMS = 2_000;

/** The order of a table's rows, as places in `writableColumns`. */
export interface RowOrder {
  /** What rows are compared by: first the key, then everything else where the key alone does not tell rows apart. */
  readonly columns: readonly number[];
  /** How many of `columns` are the key; all of them when there is no primary key. */
  readonly key: number;
  /** Columns in which integers come before reals of the same number; empty where the key tells rows apart. */
  readonly typed: readonly number[];
}

/** The order of the digest's rows. */
export function rowOrder(table: Table): RowOrder {
  const columns = writableColumns(table);
  const key = table.primaryKey.map((name) => columns.findIndex((column) => column.name === name));
  if (key.length > 0 && key.every((at) => columns[at]?.notNull)) return { columns: key, key: key.length, typed: [] };
  const others = [...columns.keys()].filter((at) => !key.includes(at));
  const all = [...key, ...others].slice(0, MAX_TERMS);
  const typed = all.filter((at) => columns[at]?.affinity === "BLOB" || columns[at]?.affinity === "NUMERIC");
  return { columns: all, key: key.length === 0 ? all.length : key.length, typed: typed.slice(0, MAX_TERMS - all.length) };
}

/** The fixed query. */
export function digestQuery(table: Table): string {
  const names = writableColumns(table).map(({ name }) => quoteIdentifier(name));
  return `SELECT ${names.join(", ")} FROM ${quoteIdentifier(table.name)} ORDER BY ${orderTerms(table).join(", ")}`;
}

/** What stands behind its ORDER BY. @param prefix what stands before every column, such as `t.` */
export function orderTerms(table: Table, prefix = ""): string[] {
  const names = writableColumns(table).map(({ name }) => `${prefix}${quoteIdentifier(name)}`);
  const { columns, typed } = rowOrder(table);
  return [...columns.map((at) => `${names[at]} COLLATE BINARY`), ...typed.map((at) => `typeof(${names[at]})`)];
}

/** Compares rows as that ORDER BY does. */
export function compareRows({ columns, typed }: RowOrder, a: readonly Cell[], b: readonly Cell[]): number {
  for (const at of columns) {
    const order = compareCells(a[at] as Cell, b[at] as Cell);
    if (order !== 0) return order;
  }
  for (const at of typed) if (typeof a[at] !== typeof b[at]) return typeof a[at] === "bigint" ? -1 : 1;
  return 0;
}
