// The one way actions read and write a database, local or remote.
import type { Client, InValue, ResultSet } from "@libsql/client";
import type { TransactionFailure } from "../sql/transaction-failure.ts";
import { type ClientSettings, openClient } from "./client.ts";
import { explainFault, explainLocalFault } from "./explain-fault.ts";
import { type Baseline, diagnosis, guards, NO_VIOLATIONS, nameViolations, readBaseline, verdict } from "./foreign-keys.ts";
import { localTransactions } from "./local.ts";
import { remoteTransactions } from "./remote.ts";
import type { Database } from "./resolve.ts";
import { refusal, type Statement } from "./statement.ts";
import type { Outcome, RunPlan } from "./transaction-plan.ts";

export type { TransactionFailure } from "../sql/transaction-failure.ts";
export { LostAnswerError } from "./remote.ts";
export type { Statement } from "./statement.ts";

export interface Connection {
  readonly database: Database;
  /**
   * Reads. Passing faults are retried. Integers are bigint.
   * @throws the client's `LibsqlError`, whose message begins with its code
   */
  query(sql: string, args?: readonly InValue[]): Promise<ResultSet>;
  /**
   * Runs all statements as one BEGIN IMMEDIATE … COMMIT, all or nothing.
   * @throws LostAnswerError when the answer was lost, so that nobody knows whether it was committed; it is never sent again by itself
   */
  transaction(statements: readonly Statement[], options?: TransactionOptions): Promise<TransactionResult>;
  close(): void;
}

export interface TransactionOptions {
  /**
   * By default they are enforced statement by statement. `checked`: also at the end, for what SQLite does not enforce; the transaction fails
   * when it leaves violations that were not there before. `off`: only at the end.
   */
  readonly foreignKeys?: "checked" | "off";
}

export type TransactionResult =
  /** `rowsAffected` has a number for each statement: inserted, updated or deleted rows, without what triggers did. */
  { readonly ok: true; readonly rowsAffected: number[] } | ({ readonly ok: false } & TransactionFailure);

/** Opens a database. A remote one is not spoken to before the first statement. */
export async function openConnection(database: Database, settings: ClientSettings): Promise<Connection> {
  return connectionOf(await openClient(database, settings), database, settings);
}

/** The connection that works through a client of `openClient`. */
export function connectionOf(client: Client, database: Database, settings: ClientSettings): Connection {
  const run =
    database.kind === "remote"
      ? remoteTransactions(database, settings.transactionSend ?? settings.send)
      : localTransactions(client);
  const inTurn = database.kind === "remote" ? immediately : oneAtATime();
  const query: Connection["query"] = (sql, args = []) => {
    const refused = refusal({ sql, args });
    if (refused !== undefined) return Promise.reject(new Error(`${refused.code}: ${refused.message}`));
    const answer = inTurn(() => client.execute({ sql, args: [...args] }));
    return answer.catch((fault: unknown) => {
      if (database.kind !== "remote") throw explainLocalFault(database.url, fault);
      throw fault instanceof Error && fault.name === "LibsqlError" ? fault : explainFault(database.host, fault);
    });
  };
  return {
    database,
    query,
    transaction: async (statements, options) => {
      for (const [index, statement] of statements.entries()) {
        const refused = refusal(statement);
        if (refused !== undefined) return { ok: false, index, ...refused };
      }
      if (options?.foreignKeys !== undefined)
        return guarded(statements, options.foreignKeys === "off", (plan) => inTurn(() => run(plan)), query);
      return toResult(await inTurn(() => run({ foreignKeysOff: false, statements, diagnosis: diagnosis(NO_VIOLATIONS) })));
    },
    close: () => client.close(),
  };
}

type Turn = <T>(call: () => Promise<T>) => Promise<T>;

const immediately: Turn = (call) => call();

/** A local database has one connection: a read waits for the transaction that has it. */
function oneAtATime(): Turn {
  let turn: Promise<unknown> = Promise.resolve();
  return (call) => {
    const answer = turn.then(call);
    // The caller has the answer; the next in turn only waits for its end.
    turn = answer.catch(() => undefined);
    return answer;
  };
}

/** What was violated before is looked up only when the guard complains, which on a sound database is a new violation. */
async function guarded(
  statements: readonly Statement[],
  foreignKeysOff: boolean,
  run: RunPlan,
  query: Connection["query"],
): Promise<TransactionResult> {
  const attempt = (baseline: Baseline) =>
    run({ foreignKeysOff, guards: guards(baseline), statements, diagnosis: diagnosis(baseline) });
  const outcome = await attempt(NO_VIOLATIONS);
  if (outcome.ok || outcome.index !== undefined || verdict(outcome.message) === undefined) return toResult(outcome);
  const baseline = await readBaseline(query);
  const wasSound = baseline.violations === NO_VIOLATIONS.violations && baseline.unchecked === NO_VIOLATIONS.unchecked;
  return toResult(wasSound ? outcome : await attempt(baseline));
}

function toResult(outcome: Outcome): TransactionResult {
  if (outcome.ok) return outcome;
  const { diagnosis: rows, ...failure } = outcome;
  const kind = failure.index === undefined ? verdict(failure.message) : undefined;
  if (kind === "moved")
    return { ok: false, code: "SQLITE_BUSY", message: "another writer changed which foreign keys are violated; run it again" };
  const message = kind === "violated" ? "foreign keys are violated at the end" : failure.message;
  return {
    ...failure,
    ...(kind === "violated" ? { code: "SQLITE_CONSTRAINT" } : {}),
    message: rows.length === 0 ? message : `${message}: ${nameViolations(rows)}`,
  };
}
