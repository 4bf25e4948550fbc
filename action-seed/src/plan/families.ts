// Rows that belong to the rows of another table: so many for each, one parent after the other. Which row is whose follows from the counts alone.
import { addressKey, below, drawsOf } from "../generate/address.ts";
import type { PerParent } from "../spec/spec.ts";

/** Row numbers here are those of the whole table. */
export interface Families {
  /** The table of the parents, by its own name. */
  readonly parent: string;
  /** How many parents there are. */
  readonly parents: number;
  /** The most rows that one parent can have. */
  readonly maximum: number;
  /** How many new rows there are in all. */
  readonly count: number;
  /** Which parent (0-based) a row belongs to. */
  parentOf(row: number): number;
  /** The number (0-based) of a row among those of its parent. */
  ordinalOf(row: number): number;
}

export interface FamiliesRequest {
  readonly seed: string;
  readonly table: string;
  /** `per` as the table is called. */
  readonly rows: PerParent;
  readonly parents: number;
  /** The first parent whose rows are new, and the number of its first row. */
  readonly firstParent: number;
  readonly firstRow: number;
}

/** A wider range leaves each parent the rows it has, and one more parent moves no other's. */
export function familiesOf({ seed, table, rows, parents, firstParent, firstRow }: FamiliesRequest): Families {
  const { per, minimum, maximum } = rows;
  const ends = familyEnds(seed, table, rows, parents);
  const startOf = (parent: number): number => (parent === 0 ? 0 : (ends[parent - 1] ?? 0));
  // Rows that are there already may have come from other counts: the new ones go on from their number.
  const shift = startOf(firstParent) - firstRow;
  // The parent that was asked for last, and where its rows are: rows are asked for one after the other.
  let [found, from, to] = [0, 0, ends[0] ?? 0];
  const seek = (row: number): void => {
    const index = row + shift;
    if (index >= from && index < to) return;
    found = index >= to && index < (ends[found + 1] ?? 0) ? found + 1 : search(ends, index);
    [from, to] = [startOf(found), ends[found] ?? 0];
  };
  return {
    parent: per,
    parents,
    maximum: Math.max(minimum, maximum),
    count: startOf(parents) - startOf(firstParent),
    parentOf: (row) => {
      seek(row);
      return found;
    },
    ordinalOf: (row) => {
      seek(row);
      return row + shift - from;
    },
  };
}

/** For each parent how many rows it and those before it have. */
function familyEnds(seed: string, table: string, { per, minimum, maximum }: PerParent, parents: number): Float64Array {
  const key = addressKey(seed, table, "rows per", per);
  const ends = new Float64Array(parents);
  let end = 0;
  for (let parent = 0; parent < parents; parent++) {
    end += minimum + below(drawsOf(key, parent), 0, maximum - minimum + 1);
    ends[parent] = end;
  }
  return ends;
}

/** The first parent whose rows end behind `index`. */
function search(ends: Float64Array, index: number): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] ?? 0) > index) high = middle;
    else low = middle + 1;
  }
  return low;
}
