// The one way actions read and write a database, local or remote.
import type { Client, InValue, ResultSet } from "@libsql/client";
import type { TransactionFailure } from "../sql/transaction-failure.ts";
import { type ClientSettings, openClient } from "./client.ts";
import { explainFault, explainLocalFault } from "./explain-fault.ts";
import {
  type Baseline,
  diagnosis,
  guards,
  NO_VIOLATIONS,
  nameViolations,
  readBaseline,
  type Scope,
  verdict,
} from "./foreign-keys.ts";
import { localWriter } from "./local.ts";
import { oneAtATime, type Turn } from "./one-at-a-time.ts";
import { remoteWriter } from "./remote.ts";
import type { Database } from "./resolve.ts";
import { refusal, type Statement } from "./statement.ts";
import type { LooseOutcome, Outcome, TransactionPlan } from "./transaction-plan.ts";

export type { TransactionFailure } from "../sql/transaction-failure.ts";
export { LostAnswerError } from "./remote.ts";
export type { Statement } from "./statement.ts";
export type { LooseOutcome } from "./transaction-plan.ts";

export interface Connection {
  readonly database: Database;
  /**
   * Reads. Passing faults are retried. Integers are bigint.
   * @throws the client's `LibsqlError`, whose message begins with its code
   */
  query(sql: string, args?: readonly InValue[]): Promise<ResultSet>;
  /**
   * Runs several reads in one request, where there are requests. Each gives its rows (integers are bigint), or why it failed; a failure does not keep
   * the others from running.
   */
  reads(statements: readonly Statement[]): Promise<(unknown[][] | TransactionFailure)[]>;
  /**
   * Runs all statements as one BEGIN IMMEDIATE … COMMIT, all or nothing.
   * @throws LostAnswerError when the answer was lost, so that nobody knows whether it was committed; it is never sent again by itself
   */
  transaction(statements: readonly Statement[], options?: TransactionOptions): Promise<TransactionResult>;
  /**
   * Runs lists of statements, each as such a transaction of its own; remote ones travel in one request. The transactions behind one that failed may
   * run all the same: each must look by itself whether it still may (see `guard`).
   * @returns what came of each, up to the first that failed
   * @throws LostAnswerError as `transaction` does: any number of them, from the first on, may have been committed
   */
  transactions(lists: readonly (readonly Statement[])[]): Promise<TransactionResult[]>;
  /**
   * Runs statements outside of any transaction, in order, up to the first that fails. What they set for the connection ends with the call.
   * @throws LostAnswerError when nobody knows how many of them ran
   */
  loose(statements: readonly Statement[]): Promise<LooseOutcome>;
  /** Waits until nobody else holds the write lock; false when that takes longer. Waiting harms nobody's writes. */
  waitForLock(timeoutMs: number): Promise<boolean>;
  /**
   * What the server's parser says of each statement, which it does not run: why it refuses it, or undefined. A database without a server has
   * none: the result is undefined.
   */
  parse(statements: readonly Statement[]): Promise<(TransactionFailure | undefined)[] | undefined>;
  close(): void;
}

export interface TransactionOptions {
  /**
   * By default they are enforced statement by statement. `checked`: also at the end, for what SQLite does not enforce; the transaction fails
   * when it leaves violations that were not there before. `off`: only at the end.
   */
  readonly foreignKeys?: "checked" | "off";
  /** Only foreign keys of these tables, and those that refer to them, are checked at the end: folded names, see `foldIdentifier`. Not given: all. */
  readonly touched?: Scope;
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
  const writer =
    database.kind === "remote" ? remoteWriter(database, settings.transactionSend ?? settings.send) : localWriter(client);
  // A local database has one connection: a read waits for the transaction that has it.
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
    transaction: async (statements, options = {}) => {
      const refused = firstRefusal(statements);
      if (refused !== undefined) return refused;
      const run: RunOne = async (plan) => only(await inTurn(() => writer.run([plan])));
      return options.foreignKeys === undefined
        ? toResult(await run(plainPlan(statements)))
        : guarded(statements, options, run, query);
    },
    transactions: async (lists) => {
      for (const [index, statements] of lists.entries()) {
        const refused = firstRefusal(statements);
        if (refused === undefined) continue;
        const before = index === 0 ? [] : await inTurn(() => writer.run(lists.slice(0, index).map(plainPlan)));
        const failed = before.some(({ ok }) => !ok);
        return [...before.map(toResult), ...(failed ? [] : [refused])];
      }
      return (await inTurn(() => writer.run(lists.map(plainPlan)))).map(toResult);
    },
    loose: async (statements) => {
      for (const [index, statement] of statements.entries()) {
        const refused = refusal(statement, { transaction: false });
        if (refused !== undefined) return { done: 0, failure: { index, ...refused } };
      }
      return inTurn(() => writer.runLoose(statements));
    },
    reads: (statements) => inTurn(() => writer.read(statements)),
    waitForLock: (timeoutMs) => writer.waitForLock(timeoutMs),
    parse: async (statements) => writer.parse?.(statements),
    close: () => client.close(),
  };
}

const immediately: Turn = (call) => call();

type RunOne = (plan: TransactionPlan) => Promise<Outcome>;

function only(outcomes: readonly Outcome[]): Outcome {
  const [outcome] = outcomes;
  if (outcome === undefined) throw new Error("a plan that was run has an outcome");
  return outcome;
}

function plainPlan(statements: readonly Statement[]): TransactionPlan {
  return { foreignKeysOff: false, statements, diagnosis: diagnosis(NO_VIOLATIONS) };
}

function firstRefusal(statements: readonly Statement[]): ({ ok: false } & TransactionFailure) | undefined {
  for (const [index, statement] of statements.entries()) {
    const refused = refusal(statement);
    if (refused !== undefined) return { ok: false, index, ...refused };
  }
  return undefined;
}

/** What was violated before is looked up only when the guard complains, which on a sound database is a new violation. */
async function guarded(
  statements: readonly Statement[],
  { foreignKeys, touched }: TransactionOptions,
  run: RunOne,
  query: Connection["query"],
): Promise<TransactionResult> {
  const attempt = (baseline: Baseline) =>
    run({
      foreignKeysOff: foreignKeys === "off",
      guards: guards(baseline, touched),
      statements,
      diagnosis: diagnosis(baseline, touched),
    });
  const outcome = await attempt(NO_VIOLATIONS);
  if (outcome.ok || outcome.index !== undefined || verdict(outcome.message) === undefined) return toResult(outcome);
  const baseline = await readBaseline(query, touched);
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
