// Applies one migration outside of a transaction, as its file asks for: what its history can tell of it is recorded before it runs and after.
import { type Connection, LostAnswerError, type Statement } from "@libsql-actions/shared/database/connection";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import { ScriptError } from "@libsql-actions/shared/sql/script";
import { closing, type Expected, expectedAfter, fence, hasMoved } from "../history/fence.ts";
import type { HistoryTable } from "../history/history.ts";
import type { Change } from "./change.ts";
import { inDoubt } from "./doubt.ts";
import { advice } from "./failure.ts";

/**
 * Applies one change statement by statement.
 * @param onBegun is told when the history says that the change is under way: from then on it is not pending any more
 * @throws ScriptError that says how much of it was done and stays
 */
export async function applyLoose(
  db: Connection,
  change: Change,
  columns: readonly string[] | undefined,
  expected: Expected,
  table: HistoryTable,
  onBegun: () => void,
): Promise<"applied" | "moved"> {
  const { migration, script, file } = change;
  const name = quoteIdentifier(table.name);
  const begin = begun(change, table, name);
  const open = [...table.tracking.create(name, columns), fence(table, expected, [change]), ...begin];
  if ((await record(db, open, file)) === "moved") return "moved";
  if (begin.length > 0) onBegun();
  let outcome: Awaited<ReturnType<Connection["loose"]>>;
  try {
    outcome = await db.loose(script.statements);
  } catch (problem) {
    throw problem instanceof LostAnswerError ? inDoubt([file], 1, problem) : problem;
  }
  const { done, failure } = outcome;
  if (failure !== undefined) {
    const at = failure.index ?? done;
    const statement = script.statements[at];
    const failed = {
      statement: at + 1,
      total: script.statements.length,
      message: `${failure.message} (${failure.code})`,
      sql: statement?.sql ?? "",
    };
    await record(db, table.tracking.fail?.(name, migration, failed) ?? [], file);
    throw new ScriptError(file, statement, `${failed.message}${advice(failure)}. ${whatStays(done, begin.length > 0)}`);
  }
  // Where nothing was recorded before, all is now, and the history must still be what it was.
  const rest = begin.length > 0 ? [] : [fence(table, expectedNow(table, expected, columns), [change])];
  const finished = [
    ...rest,
    ...ended(change, table, name, begin.length > 0),
    closing(table, expectedAfter(table, expected, [change])),
  ];
  if ((await record(db, finished, file)) === "moved")
    throw new ScriptError(
      file,
      undefined,
      `all of it ran, but another runner has changed the history meanwhile, and it is not recorded. Look at both before you go on`,
    );
  return "applied";
}

/** What is recorded before the script runs, where the history can tell a migration that is under way. */
function begun({ migration, direction }: Change, { tracking }: HistoryTable, name: string): readonly Statement[] {
  return direction === "up" ? (tracking.begin?.(name, migration) ?? []) : [];
}

function ended(
  { migration, direction, previous }: Change,
  { tracking }: HistoryTable,
  name: string,
  isBegun: boolean,
): readonly Statement[] {
  if (direction === "down") return tracking.revert(name, migration, previous);
  return [...(isBegun ? [] : tracking.apply(name, migration)), ...(tracking.finish?.(name, migration) ?? [])];
}

/** The first transaction has made the table; beyond that nothing may have moved. */
function expectedNow(_table: HistoryTable, expected: Expected, columns: readonly string[] | undefined): Expected {
  return columns === undefined ? { ...expected, mark: undefined } : expected;
}

async function record(db: Connection, statements: readonly Statement[], file: string): Promise<"recorded" | "moved"> {
  if (statements.length === 0) return "recorded";
  try {
    const result = await db.transaction(statements);
    if (result.ok) return "recorded";
    if (hasMoved(result)) return "moved";
    throw new ScriptError(file, undefined, `the history cannot be written: ${result.message} (${result.code})`);
  } catch (problem) {
    if (problem instanceof ScriptError) throw problem;
    throw problem instanceof LostAnswerError ? inDoubt([file], 1, problem) : new Error(errorMessage(problem), { cause: problem });
  }
}

function whatStays(done: number, isBegun: boolean): string {
  const stays =
    done === 0
      ? "Nothing of the file was done"
      : `The file runs without a transaction: its first ${done} ${done === 1 ? "statement stays" : "statements stay"}`;
  const next = isBegun
    ? "Bring the database by hand to where the file leads, and run `command: repair` with its version"
    : "Take back by hand what stays, or change the file so that it can run again, before the next run";
  return `${stays}. ${next}`;
}
