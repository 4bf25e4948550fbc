// The statements of one transaction: table, fence, records and the migrations' own statements, and what closes it.
import type { Statement } from "@libsql-actions/shared/database/connection";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import { closing, type Expected, expectedAfter, fence } from "../history/fence.ts";
import type { HistoryTable } from "../history/history.ts";
import type { Change } from "./change.ts";

export interface Built {
  readonly statements: readonly Statement[];
  /** For each of them, the change and which of its own statements it is; undefined for what keeps the record. */
  readonly own: readonly (Place | undefined)[];
  /** How many of them come before the first record. */
  readonly opening: number;
  /** What the history is once it is committed. */
  readonly after: Expected;
}

export interface Place {
  readonly change: Change;
  readonly index: number;
}

/**
 * Builds the transaction of `changes`.
 * @param columns of the history as it is, undefined where there is no table yet
 */
export function buildTransaction(
  table: HistoryTable,
  columns: readonly string[] | undefined,
  expected: Expected,
  changes: readonly Change[],
): Built {
  const { tracking } = table;
  const name = quoteIdentifier(table.name);
  const statements: Statement[] = [...tracking.create(name, columns), fence(table, expected, changes)];
  const opening = statements.length;
  const own: (Place | undefined)[] = statements.map(() => undefined);
  const add = (more: readonly Statement[], place: (index: number) => Place | undefined = () => undefined) => {
    for (const [index, statement] of more.entries()) {
      statements.push(statement);
      own.push(place(index));
    }
  };
  const up = changes.filter(({ direction }) => direction === "up").map(({ migration }) => migration);
  const finishAll = up.length > 1 ? tracking.finishAll : undefined;
  for (const change of changes) {
    const { migration, direction, previous, script } = change;
    if (direction === "up") add(tracking.apply(name, migration));
    add(script.statements, (index) => ({ change, index }));
    if (direction === "down") add(tracking.revert(name, migration, previous));
    else if (finishAll === undefined) add(tracking.finish?.(name, migration) ?? []);
  }
  if (finishAll !== undefined) add([finishAll(name, up)]);
  const after = expectedAfter(table, expected, changes);
  add([closing(table, after)]);
  return { statements, own, opening, after };
}
