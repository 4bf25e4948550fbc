// The rows of a seed table in the order of its digest, where they are not generated in it. Only keys are held in memory, never rows.
import type { Value } from "../generate/value.ts";
import type { SeedTable } from "../plan/seed-table.ts";
import { compareCells } from "./cell.ts";
import { compareRows, type RowOrder } from "./digest-query.ts";
import { sortByPrefix } from "./sort-prefix.ts";

/** The cells of the key of every row so far, column by column. */
export interface RowKeys {
  add(row: readonly Value[]): void;
  readonly columns: readonly (readonly Value[])[];
}

/** Begins to hold keys. */
export function rowKeys(order: RowOrder): RowKeys {
  const key = order.columns.slice(0, order.key);
  const columns = key.map((): Value[] => []);
  return {
    columns,
    add: (row) => {
      for (let index = 0; index < key.length; index++) columns[index]?.push(row[key[index] as number] as Value);
    },
  };
}

/** The rows, in the order of the digest; each is good until the next is asked for. @param keys of all its rows */
export function* sortedRows(table: SeedTable, order: RowOrder, keys: RowKeys): Generator<readonly Value[]> {
  for (const row of sortedRowNumbers(table, order, keys)) yield table.row(row);
}

/** The same where no keys are held yet. */
export function* allRowsInOrder(table: SeedTable, order: RowOrder): Generator<readonly Value[]> {
  const keys = rowKeys(order);
  for (let index = 0; index < table.count; index++) keys.add(table.row(index));
  yield* sortedRows(table, order, keys);
}

/** The numbers of the rows in the order of the digest. */
function sortedRowNumbers(table: SeedTable, order: RowOrder, { columns }: RowKeys): Uint32Array {
  const { rows, isLikePrevious } = sortByPrefix(columns[0] ?? []);
  const compare = comparison(table, order, columns);
  for (let start = 0; start < rows.length; ) {
    let end = start + 1;
    while (end < rows.length && isLikePrevious(end)) end++;
    if (end - start > 1) rows.subarray(start, end).sort(compare);
    start = end;
  }
  return rows;
}

/** Compares rows by their numbers: by their keys, and where these are equal by all that the order is of. */
function comparison(table: SeedTable, order: RowOrder, columns: RowKeys["columns"]): (a: number, b: number) => number {
  const isKeyAll = order.columns.length === order.key && order.typed.length === 0;
  return (a, b) => {
    for (const values of columns) {
      const result = compareCells(values[a] as Value, values[b] as Value);
      if (result !== 0) return result;
    }
    // A copy: a table may give every row in the same array.
    return (isKeyAll ? 0 : compareRows(order, [...table.row(a)], table.row(b))) || a - b;
  };
}
