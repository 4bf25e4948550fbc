// Rows on their way to those who are told of every row of a plan, whoever has written it: once each, in order.
import { setImmediate } from "node:timers/promises";
import type { Value } from "../generate/value.ts";
import type { SeedPlan } from "../plan/seed-table.ts";
import type { Position } from "./chunks.ts";

export type Pass = (table: number, row: number, cells: readonly Value[]) => void;

/** How many rows go by before the event loop has a turn. */
const ROWS_A_TURN = 2_000;

/** Tells `onRow` of every row once, however often it is generated. */
export function passer({ tables }: SeedPlan, onRow: (table: number, row: readonly Value[]) => void): Pass {
  let seen = 0;
  const offsets = tables.map((_, index) => rowsBefore({ tables }, { table: index, row: 0 }));
  return (table, row, cells) => {
    if ((offsets[table] ?? 0) + row !== seen) return;
    seen++;
    onRow(table, cells);
  };
}

/** How many rows of a plan come before a position. */
export function rowsBefore({ tables }: Pick<SeedPlan, "tables">, { table, row }: Position): number {
  return tables.slice(0, table).reduce((sum, { count }) => sum + count, row);
}

/** Generates the rows that are in already. */
export async function passBefore({ tables }: SeedPlan, { table: reached, row: end }: Position, pass: Pass): Promise<void> {
  for (const [index, table] of tables.slice(0, reached + 1).entries()) {
    const count = index < reached ? table.count : end;
    for (let row = 0; row < count; row++) {
      if (row % ROWS_A_TURN === 0) await setImmediate();
      pass(index, row, table.row(row));
    }
  }
}
