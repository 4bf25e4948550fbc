// Carries out a transaction on a `file:` or `:memory:` database with the native client, step by step as remote.ts has a server do it.
import type { Client, LibsqlError, Transaction } from "@libsql/client";
import { changesRows } from "../sql/classify.ts";
import type { Statement } from "./statement.ts";
import type { Outcome, RunPlan, TransactionPlan } from "./transaction-plan.ts";

/**
 * Makes the function that runs transactions through `client`, which must have a single connection: the foreign-key setting belongs to the
 * connection and cannot be changed inside of a transaction.
 */
export function localTransactions(client: Client): RunPlan {
  return async (plan) => {
    if (!plan.foreignKeysOff) return inTransaction(client, plan);
    const { rows } = await client.execute("PRAGMA foreign_keys");
    await client.execute("PRAGMA foreign_keys=off");
    try {
      return await inTransaction(client, plan);
    } finally {
      await client.execute(`PRAGMA foreign_keys=${rows[0]?.[0] === 0n ? "off" : "on"}`);
    }
  };
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
    // Not transaction.commit(): when it fails it gives the connection back, and the diagnosis needs the open transaction.
    await transaction.execute("COMMIT");
    return { ok: true, rowsAffected };
  } catch (problem) {
    const index = rowsAffected.length;
    const passed = stage === "whole" && index === plan.statements.length;
    return {
      ok: false,
      ...(stage === "statements" ? { index } : {}),
      ...failure(problem),
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
  else await transaction.execute(toInStatement(statement));
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

function failure(problem: unknown): { code: string; message: string } {
  if (!isDatabaseError(problem)) throw problem;
  const message = problem.message.startsWith(`${problem.code}: `)
    ? problem.message.slice(problem.code.length + 2)
    : problem.message;
  const unparsable = /: syntax error$|^incomplete input$|^unrecognized token/.test(message);
  return { code: unparsable ? "SQL_PARSE_ERROR" : problem.code, message };
}

/** By name: the class comes with a module that is loaded only when it is needed. */
function isDatabaseError(problem: unknown): problem is LibsqlError {
  return problem instanceof Error && problem.name === "LibsqlError";
}
