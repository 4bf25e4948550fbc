// Rows that are ready to be written: the one shape that generated rows and rows of files have in common.
import type { Column, Table } from "@libsql-actions/shared/schema/table";
import type { Value } from "../generate/value.ts";

/** All columns but those that the database computes, in the table's order. */
export function writableColumns({ columns }: Table): Column[] {
  return columns.filter(({ generated }) => generated === undefined);
}

export interface SeedTable {
  readonly table: Table;
  /** The columns of `row`: see `writableColumns`. */
  readonly columns: readonly Column[];
  readonly count: number;
  /**
   * The cells of a row (0-based) in the order of `columns`, as the column stores them: its affinity is applied. The same row every time it is asked
   * for, in any order.
   */
  row(index: number): readonly Value[];
}

/** What is to be written, in an order in which every row refers to rows before it, but for those of circles. */
export interface SeedPlan {
  readonly tables: readonly SeedTable[];
  /** Names of tables that refer to each other in a circle: they are written in one transaction, with `PRAGMA defer_foreign_keys=on`. */
  readonly circular: ReadonlySet<string>;
}
