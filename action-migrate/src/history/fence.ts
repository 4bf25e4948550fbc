// Keeps a transaction from being committed unless the history is the one its plan was made from, and unless it is afterwards what it should be.
// A primary key alone stops nobody: most tools have none on the version, and taking back what is not there succeeds.
import type { InValue } from "@libsql/client";
import type { Statement } from "@libsql-actions/shared/database/connection";
import { guard, isGuardFailure } from "@libsql-actions/shared/database/guard";
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { TransactionFailure } from "@libsql-actions/shared/sql/transaction-failure";
import type { History, HistoryTable } from "./history.ts";

const MOVED = "history moved";
const TOUCHED = "history touched";

/** What the history has to be when a transaction begins. */
export interface Expected {
  readonly count: number;
  /** As it was read; undefined where our own earlier transactions of the request have moved it. */
  readonly mark: { readonly value: unknown } | undefined;
  /** How many rows the history had of each key when it was read: early ones of goose keep what was taken back. */
  readonly rows: ReadonlyMap<string, number>;
  /** A key that our own last transaction has recorded, or taken away. */
  readonly last: { readonly key: string; readonly present: boolean } | undefined;
}

/** A migration that is recorded, or whose record is taken away. */
export interface Recorded {
  readonly migration: Migration;
  readonly direction: "up" | "down";
  /** What is then the newest, for `down`. */
  readonly previous?: Migration | undefined;
}

/** What is expected of the history that was read. */
export function expectedOf({ count, mark, columns, records }: History, { tracking }: HistoryTable): Expected {
  const isNew = columns === undefined;
  const rows = new Map<string, number>();
  for (const { key } of records) rows.set(key, (rows.get(key) ?? 0) + 1);
  return {
    rows,
    count: isNew ? (tracking.initialRows ?? 0) : count,
    mark: isNew && tracking.initialRows ? undefined : { value: mark },
    last: undefined,
  };
}

/** What is expected once `changes` are recorded. */
export function expectedAfter({ tracking }: HistoryTable, expected: Expected, changes: readonly Recorded[]): Expected {
  const newest = changes.at(-1);
  if (newest === undefined) return expected;
  const [key, up] = [newest.migration.key, newest.direction === "up"];
  if (tracking.single) {
    const shown = up ? newest.migration : newest.previous;
    return {
      ...expected,
      count: shown === undefined ? 0 : 1,
      mark: undefined,
      last: shown === undefined ? undefined : { key: shown.key, present: true },
    };
  }
  const change = changes.reduce((sum, { direction, migration }) => {
    const rows = expected.rows.get(migration.key) ?? 1;
    return sum + (direction === "up" || tracking.revertAdds ? 1 : -rows);
  }, 0);
  const last = up || !tracking.revertAdds ? { key, present: up } : undefined;
  return { ...expected, count: expected.count + change, mark: undefined, last };
}

/** The statement at the start of a transaction that records `changes`. */
export function fence(table: HistoryTable, expected: Expected, changes: readonly Recorded[]): Statement {
  const { condition, args } = conditionOf(table, expected);
  const { tracking, name } = table;
  // What is taken back, or applied anew, has rows; one row that stands for all is held by the mark.
  const absent = tracking.single
    ? []
    : changes.filter(({ direction, migration }) => direction === "up" && !expected.rows.has(migration.key));
  if (absent.length === 0) return guard(MOVED, condition, args);
  return guard(
    MOVED,
    `${condition} AND NOT EXISTS (SELECT 1 FROM ${quoteIdentifier(name)} WHERE ${tracking.key} IN (SELECT value FROM json_each(?)))`,
    [...args, JSON.stringify(absent.map(({ migration }) => migration.key))],
  );
}

/** The statement before COMMIT: without it, a migration that takes its own record away would be applied again and again. */
export function closing(table: HistoryTable, after: Expected): Statement {
  const { condition, args } = conditionOf(table, after);
  return guard(TOUCHED, condition, args);
}

function conditionOf({ name, tracking }: HistoryTable, { count, mark, last }: Expected) {
  const table = quoteIdentifier(name);
  const conditions = [`(SELECT count(*) FROM ${table}) = ?`];
  const args: InValue[] = [BigInt(count)];
  if (mark !== undefined) {
    conditions.push(`(SELECT max(${tracking.mark}) FROM ${table}) IS ?`);
    args.push(mark.value as InValue);
  }
  if (last !== undefined) {
    conditions.push(`${last.present ? "" : "NOT "}EXISTS (SELECT 1 FROM ${table} WHERE ${tracking.key} = ?)`);
    args.push(last.key);
  }
  return { condition: conditions.join(" AND "), args };
}

/** True when a transaction failed because the history is not the one its plan was made from. */
export function hasMoved({ message }: Pick<TransactionFailure, "message">): boolean {
  return isGuardFailure(message, MOVED);
}

/** True when a transaction failed because a migration, or a trigger, left another history than it must. */
export function hasTouched({ message }: Pick<TransactionFailure, "message">): boolean {
  return isGuardFailure(message, TOUCHED);
}
