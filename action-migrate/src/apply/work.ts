// What one call of `applyChanges` carries along, and how it goes on when something is committed.
import type { Connection } from "@libsql-actions/shared/database/connection";
import type { Expected } from "../history/fence.ts";
import type { HistoryTable } from "../history/history.ts";
import type { Change } from "./change.ts";
import type { Built } from "./transaction.ts";

export interface ApplyOptions extends Progress {
  readonly table: HistoryTable;
  /** `all`: one transaction for everything. */
  readonly transaction: "file" | "all";
  /** How long to wait for another writer, in all. */
  readonly lockTimeoutMs: number;
  /** Milliseconds that only grow. */
  readonly clock: () => number;
  readonly say: (message: string) => void;
}

/** Is told how the work goes on. */
export interface Progress {
  /** Changes are sent: from here on nobody knows of them, until they are done or it is settled that the rest is not. */
  readonly onSent: (changes: readonly Change[]) => void;
  /** A change is committed. How long it took is undefined for one of several that were applied together. */
  readonly onDone: (change: Change, durationMs: number | undefined) => void;
  /** Of what was sent, nothing is done but what was told. @param begun is neither done nor pending: it runs without a transaction, and failed */
  readonly onSettled: (begun?: Change) => void;
}

export interface Work {
  readonly db: Connection;
  readonly options: ApplyOptions;
  /** Performance clock until which a lock is waited for. */
  readonly deadline: number;
  columns: readonly string[] | undefined;
  expected: Expected;
  /** How many answers were lost one after the other. */
  lost: number;
}

/** Transactions are committed. @param left what was to come with them and is not */
export function advance(work: Work, built: readonly Built[], left: readonly unknown[]): void {
  const last = built.at(-1);
  if (last === undefined) return;
  work.expected = last.after;
  if (work.lost > 0) work.lost = lostBefore(left);
  // The table is there now, and as `create` wants it.
  work.columns = [];
}

/** The count begins anew when something came through. As long as anything is left, the server may be at work on it for the request that was lost. */
function lostBefore(left: readonly unknown[]): number {
  return left.length === 0 ? 0 : 1;
}
