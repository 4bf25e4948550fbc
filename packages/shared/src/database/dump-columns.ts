// What a dump has to know of a table to read its rows piece by piece and to insert them again: its columns and an order without ties.
import { foldIdentifier, quoteIdentifier } from "../sql/identifier.ts";
import type { Read } from "./read.ts";

export interface DumpedTable {
  readonly name: string;
  /** Has no rowid; its rows are in the order of its primary key. */
  readonly withoutRowid: boolean;
  /** The module of a virtual table, lower case. */
  readonly module?: string | undefined;
}

export interface TableColumns {
  /** Those that can be inserted, quoted: no generated ones, nothing hidden, and first the rowid where it is not one of them. */
  readonly names: readonly string[];
  readonly order: Order;
}

export type Order =
  /** By an integer: the rowid under any of its names. */
  | { readonly kind: "rowid"; readonly name: string }
  /** By the terms of the primary key. `at` is their place in `names`. */
  | { readonly kind: "key"; readonly terms: readonly { at: number; sql: string; descending: boolean }[] }
  /** The rowid has no name left to call it by: the rows come in its order, and can only be counted. */
  | { readonly kind: "position" };

/** Ways to say rowid, unless a column is called so (https://sqlite.org/lang_createtable.html#rowid). */
const ROWID_NAMES = ["rowid", "_rowid_", "oid"];

/** Reads the columns of a table. */
export async function readColumns(read: Read, { name, withoutRowid, module }: DumpedTable): Promise<TableColumns> {
  // `hidden` is 0 for plain columns, 1 for hidden ones of virtual tables, 2 and 3 for generated ones.
  const { rows } = await read("SELECT name, hidden, pk FROM pragma_table_xinfo(?) ORDER BY cid", [name]);
  const all = rows.map((row) => ({ name: String(row[0]), hidden: Number(row[1]), key: Number(row[2]) }));
  const names = all.filter(({ hidden }) => hidden === 0).map((column) => quoteIdentifier(column.name));
  const { rows: indexes } = await read("SELECT name FROM pragma_index_list(?) WHERE origin = 'pk'", [name]);
  if (withoutRowid) return { names, order: { kind: "key", terms: await keyTerms(read, String(indexes[0]?.[0]), names) } };
  // An INTEGER PRIMARY KEY is the rowid itself. Every other primary key has an index of its own.
  const [key, ...more] = all.filter((column) => column.key > 0);
  if (module === undefined && key !== undefined && more.length === 0 && indexes.length === 0)
    return { names, order: { kind: "rowid", name: quoteIdentifier(key.name) } };
  const rowid = ROWID_NAMES.find((candidate) => !all.some((column) => foldIdentifier(column.name) === candidate));
  return rowid === undefined
    ? { names, order: { kind: "position" } }
    : { names: [rowid, ...names], order: { kind: "rowid", name: rowid } };
}

/** The order in which the rows are stored, so that a piece is found without sorting; the key's collation can be another than the column's. */
async function keyTerms(read: Read, index: string, names: readonly string[]) {
  const { rows } = await read('SELECT name, "desc", coll FROM pragma_index_xinfo(?) WHERE key ORDER BY seqno', [index]);
  return rows.map((row) => {
    const column = quoteIdentifier(String(row[0]));
    const collation = quoteIdentifier(String(row[2]));
    return { at: names.indexOf(column), sql: `${column} COLLATE ${collation}`, descending: Number(row[1]) === 1 };
  });
}
