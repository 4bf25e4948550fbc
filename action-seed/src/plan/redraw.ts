// How rows whose first values do not do get others: a hook for what only the database can judge. Nothing of it depends on how many rows there are.
import type { SaltOf } from "./drawing.ts";

export interface Redraw {
  /** The salts of the cells of a column; undefined where no row can have one. */
  salts(table: string, column: string): SaltOf | undefined;
  /** The spare places of a key over these columns; undefined where no row can have one. */
  spares(table: string, columns: readonly string[]): Spares | undefined;
}

/** Places behind those of all rows, counted from the last one: a row that takes one differs from the others all the same. */
export interface Spares {
  /** The spare place of a row, from 1 on; 0 for its own. */
  readonly of: (row: number) => number;
  /** Is told how many places there are, and the number of the row whose own place is the first. */
  offer(room: number, firstRow: number): void;
}

/** Where a row stands among the places of a key, the first one being 0. */
export function withSpares(room: number, firstRow: number, spares: Spares | undefined): (row: number) => number {
  if (spares === undefined || !Number.isSafeInteger(room)) return (row) => row - firstRow;
  spares.offer(room, firstRow);
  return (row) => {
    const spare = spares.of(row);
    return spare === 0 ? row - firstRow : room - spare;
  };
}
