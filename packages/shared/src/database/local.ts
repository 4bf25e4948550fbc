// Writes to a `file:` or `:memory:` database with the native client, step by step as remote.ts has a server do it.
import { setImmediate } from "node:timers/promises";
import type { Client, LibsqlError, Transaction } from "@libsql/client";
import { changesRows, classify } from "../sql/classify.ts";
import { keptBefore } from "./loose.ts";
import type { Statement } from "./statement.ts";
import type { LooseOutcome, Outcome, TransactionPlan, Writer } from "./transaction-plan.ts";

/** SQLite keeps it in 32 bits. */
const MAX_LOCK_TIMEOUT_MS = 2 ** 31 - 1;
/** In KiB, of pages that need not be written before a transaction ends. SQLite's own choice, 2,000, makes filling a large table take a fifth longer. */
export const CACHE_KIB = 32_000;

/** How long to wait for another writer, as the native library takes it. */
export function nativeTimeoutMs(lockTimeoutMs: number): number {
  return Math.min(lockTimeoutMs, MAX_LOCK_TIMEOUT_MS);
}

/**
 * Makes the writer that works through `client`, which must have a single connection: the foreign-key setting belongs to the connection and
 * cannot be changed inside of a transaction.
 */
export function localWriter(client: Client): Writer {
  return {
    run: async (plans) => {
      const outcomes: Outcome[] = [];
      for (const plan of plans) {
        // The native client never waits, and a step that is cancelled would not hear of it before the last of them.
        await setImmediate();
        const outcome = plan.foreignKeysOff
          ? await withForeignKeysKept(client, async () => {
              await client.execute("PRAGMA foreign_keys=off");
              return inTransaction(client, plan);
            })
          : await inTransaction(client, plan);
        outcomes.push(outcome);
        if (!outcome.ok) break;
      }
      return outcomes;
    },
    runLoose: (statements) => withForeignKeysKept(client, () => runLoose(client, statements)),
    // The native client waits by itself, each time it begins a transaction.
    waitForLock: () => Promise.resolve(true),
    read: (statements) =>
      Promise.all(
        statements.map(async (statement) => {
          try {
            return (await client.execute(toInStatement(statement))).rows.map((row) => Array.from(row));
          } catch (problem) {
            return clientFailure(problem);
          }
        }),
      ),
    parse: undefined,
  };
}

/** A server forgets the setting with the stream; here it must not reach the next script. */
async function withForeignKeysKept<T>(client: Client, work: () => Promise<T>): Promise<T> {
  const { rows } = await client.execute("PRAGMA foreign_keys");
  try {
    return await work();
  } finally {
    await client.execute(`PRAGMA foreign_keys=${rows[0]?.[0] === 0n ? "off" : "on"}`);
  }
}

async function runLoose(client: Client, statements: readonly Statement[]): Promise<LooseOutcome> {
  // The client gives a connection back after every call, and what is open then is rolled back: a transaction of the script's own is held.
  let own: Transaction | undefined;
  try {
    for (const [index, { sql }] of statements.entries()) {
      try {
        const kind = classify(sql);
        if (own === undefined && kind === "begin") own = await client.transaction(beginMode(sql));
        else await (own ?? client).executeMultiple(sql);
        if (own !== undefined && (kind === "commit" || kind === "rollback")) {
          own.close();
          own = undefined;
        }
      } catch (problem) {
        return { done: keptBefore(statements, index), failure: { index, ...clientFailure(problem) } };
      }
    }
    return { done: statements.length, failure: undefined };
  } finally {
    own?.close();
  }
}

function beginMode(sql: string): "write" | "deferred" {
  return /\b(immediate|exclusive)\b/i.test(sql) ? "write" : "deferred";
}

async function inTransaction(client: Client, plan: TransactionPlan): Promise<Outcome> {
  let transaction: Transaction | undefined;
  const rowsAffected: number[] = [];
  let stage: "statements" | "whole" = "whole";
  try {
    transaction = await client.transaction("write");
    if (plan.guards?.before !== undefined) await transaction.execute(toInStatement(plan.guards.before));
    stage = "statements";
    for (const statement of plan.statements) rowsAffected.push(await run(transaction, statement));
    stage = "whole";
    if (plan.guards !== undefined) await transaction.execute(toInStatement(plan.guards.after));
    // Not transaction.commit(): when it fails it gives the connection back, and the diagnosis needs the open transaction. And not execute(): a COMMIT
    // that is prepared and fails is never reset, and holds its lock until the process ends.
    await transaction.executeMultiple("COMMIT");
    return { ok: true, rowsAffected };
  } catch (problem) {
    const index = rowsAffected.length;
    const passed = stage === "whole" && index === plan.statements.length;
    return {
      ok: false,
      ...(stage === "statements" ? { index } : {}),
      ...clientFailure(problem),
      diagnosis: passed && transaction?.closed === false ? await diagnose(transaction, plan.diagnosis) : [],
    };
  } finally {
    transaction?.close();
  }
}

/** Runs one statement. @returns how many rows it changed, triggers not counted, as a server counts them */
async function run(transaction: Transaction, statement: Statement): Promise<number> {
  // Without arguments by sqlite3_exec: a row-returning statement that is prepared and left alone can lock its table against a later DROP.
  if (statement.args === undefined || statement.args.length === 0) await transaction.executeMultiple(statement.sql);
  else {
    const { columns, rowsAffected } = await transaction.execute(toInStatement(statement));
    // Of a statement that returns rows the client counts 0.
    if (columns.length === 0) return changesRows(statement.sql) ? rowsAffected : 0;
  }
  if (!changesRows(statement.sql)) return 0;
  // Not from the answer: the client counts 0 for a statement that returns rows.
  const { rows } = await transaction.execute("SELECT changes()");
  return Number(rows[0]?.[0]);
}

async function diagnose(transaction: Transaction, statement: Statement): Promise<unknown[][]> {
  try {
    const { rows } = await transaction.execute(toInStatement(statement));
    return rows.map((row) => Array.from(row));
  } catch (problem) {
    if (isDatabaseError(problem)) return []; // The failure itself is reported; what it could not be told about adds nothing.
    throw problem;
  }
}

function toInStatement({ sql, args = [] }: Statement) {
  return { sql, args: [...args] };
}

/** What a statement failed with, as the client tells it. @throws what is no failure of a statement */
export function clientFailure(problem: unknown): { code: string; message: string } {
  if (!isDatabaseError(problem)) throw problem;
  const prefix = `${problem.code}: `;
  return nativeFailure(problem.code, problem.message.startsWith(prefix) ? problem.message.slice(prefix.length) : problem.message);
}

/** The native library's code and words, with the code that servers have for what cannot be parsed. */
export function nativeFailure(code: string, message: string): { code: string; message: string } {
  const unparsable = /: syntax error$|^incomplete input$|^unrecognized token/.test(message);
  return { code: unparsable ? "SQL_PARSE_ERROR" : code, message };
}

/** By name: the class comes with a module that is loaded only when it is needed. */
function isDatabaseError(problem: unknown): problem is LibsqlError {
  return problem instanceof Error && problem.name === "LibsqlError";
}
