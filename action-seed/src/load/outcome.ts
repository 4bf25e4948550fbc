// What became of a transaction of a load, and how many rows it wrote.
import type { TransactionFailure, TransactionResult } from "@libsql-actions/shared/database/connection";
import type { StageEnd } from "./stage.ts";
import type { Step } from "./step.ts";

export type Outcome =
  | { readonly kind: "committed" | "lost"; readonly end: StageEnd; readonly tally: Tally; readonly reason: string }
  /** The database refused a step; nothing stays. */
  | { readonly kind: "refused"; readonly failure: TransactionFailure; readonly step: Step | undefined }
  /** The transaction was ended from outside before COMMIT was sent; nothing stays, and it may be tried again. */
  | { readonly kind: "ended"; readonly reason: string; readonly isBusy: boolean };

/** How many rows of each table of the plan were sent, and how many of them changed the table. */
export type Tally = Map<number, { sent: number; changed: number }>;

/** With these a server ends a transaction for the sake of another writer, or because it lost it. */
const ENDED_CODES = new Set(["TRANSACTION_TIMEOUT", "TRANSACTION_CLOSED", "STREAM_EXPIRED", "SQLITE_BUSY"]);

/** @returns undefined when the steps passed; `tally` has their rows then */
export function outcomeOf(result: TransactionResult, steps: readonly Step[], tally: Tally): Outcome | undefined {
  if (result.ok) {
    count(tally, steps, result.rowsAffected);
    return undefined;
  }
  const { ok: _, ...failure } = result;
  if (ENDED_CODES.has(failure.code))
    return { kind: "ended", reason: `${failure.message} (${failure.code})`, isBusy: failure.code === "SQLITE_BUSY" };
  return { kind: "refused", failure, step: failure.index === undefined ? undefined : steps[failure.index] };
}

/** @param changed not given: all rows */
export function count(tally: Tally, steps: readonly Step[], changed?: readonly number[]): void {
  for (const [index, { rows }] of steps.entries()) {
    if (rows === undefined) continue;
    const sum = tally.get(rows.table) ?? { sent: 0, changed: 0 };
    tally.set(rows.table, { sent: sum.sent + rows.count, changed: sum.changed + (changed?.[index] ?? rows.count) });
  }
}
