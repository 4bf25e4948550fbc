// Finds the first rows in which two tables differ: both are read in the order of the digest, side by side.
import type { Table } from "@libsql-actions/shared/schema/table";
import { type Cell, sameCell } from "../digest/cell.ts";
import { compareRows, type RowOrder, rowOrder } from "../digest/digest-query.ts";
import { writableColumns } from "../plan/seed-table.ts";
import { showCell, showKey, showName } from "./show-cell.ts";

/** Rows in the order of the digest. */
export type RowSource = AsyncIterable<readonly Cell[]>;

/** How the sides are called, such as `generated` and `the database`. */
export type Sides = readonly [left: string, right: string];

const MAX_SHOWN_ROWS = 5;

/** A sentence for each of the first five rows that differ: its key, its first differing column with both values, or the side that does not have it. */
export async function rowDifferences(table: Table, left: RowSource, right: RowSource, sides: Sides): Promise<string[]> {
  const [columns, order] = [writableColumns(table), rowOrder(table)];
  const key = order.columns.slice(0, order.key);
  const [ours, theirs] = [left[Symbol.asyncIterator](), right[Symbol.asyncIterator]()];
  const found: string[] = [];
  try {
    let [one, other] = [await next(ours), await next(theirs)];
    while ((one !== undefined || other !== undefined) && found.length < MAX_SHOWN_ROWS) {
      const side = one === undefined ? 1 : other === undefined ? -1 : compareByKey(order, key, one, other);
      if (side === 0) {
        const at = columns.findIndex((_, place) => !sameCell(one?.[place] as Cell, other?.[place] as Cell));
        if (at !== -1)
          found.push(
            `${showKey(columns, key, one ?? [])}: ${showName(columns[at]?.name ?? "")} is ${showCell(one?.[at] as Cell)} in ${sides[0]}, ${showCell(other?.[at] as Cell)} in ${sides[1]}`,
          );
      } else found.push(`${showKey(columns, key, (side < 0 ? one : other) ?? [])}: only in ${side < 0 ? sides[0] : sides[1]}`);
      if (side <= 0) one = await next(ours);
      if (side >= 0) other = await next(theirs);
    }
  } finally {
    await ours.return?.();
    await theirs.return?.();
  }
  return found;
}

/** By the key. Without one, and with a NULL in it, rows are not the same row because their keys are. */
function compareByKey(order: RowOrder, key: readonly number[], a: readonly Cell[], b: readonly Cell[]): number {
  if (order.columns.length === order.key && order.typed.length > 0) return compareRows(order, a, b);
  const byKey = compareRows({ columns: key, key: key.length, typed: [] }, a, b);
  return byKey === 0 && key.some((at) => a[at] === null) ? compareRows(order, a, b) : byKey;
}

async function next(rows: AsyncIterator<readonly Cell[]>): Promise<readonly Cell[] | undefined> {
  const { done, value } = await rows.next();
  return done ? undefined : value;
}

/** The rows of pages, one by one. */
export async function* rowsOf(pages: AsyncIterable<readonly (readonly Cell[])[]>): AsyncGenerator<readonly Cell[]> {
  for await (const rows of pages) yield* rows;
}
