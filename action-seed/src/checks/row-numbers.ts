// A number for each row whose first values do not meet a CHECK: 0 for all others, and no memory where there is none.

export interface RowNumbers {
  readonly of: (row: number) => number;
  /** Forgets all. @param first the first row that can have a number @param count how many can */
  begin(first: number, count: number): void;
  set(row: number, number: number): void;
}

export function rowNumbers(): RowNumbers {
  let numbers: Uint32Array | undefined;
  let [begin, size] = [0, 0];
  return {
    of: (row) => numbers?.[row - begin] ?? 0,
    begin: (first, count) => {
      [begin, size, numbers] = [first, count, undefined];
    },
    set: (row, number) => {
      if (number === 0 && numbers === undefined) return;
      numbers ??= new Uint32Array(size);
      numbers[row - begin] = number;
    },
  };
}
