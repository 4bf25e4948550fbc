// Carries out a transaction on a remote database: one HTTP request with one conditional batch, the remote twin of local.ts.
import { isUnsent, RedirectError, StatusError, TimeoutError } from "../network/fault.ts";
import type { Send } from "../network/send.ts";
import { errorMessage } from "../report/failure.ts";
import { explainFault } from "./explain-fault.ts";
import { type BatchAnswer, type Condition, pipeline, type ServerError, type Step, toStmt } from "./hrana.ts";
import type { Database } from "./resolve.ts";
import type { Statement } from "./statement.ts";
import type { Outcome, RunPlan, TransactionPlan } from "./transaction-plan.ts";

/** The request was sent and no answer came: the transaction may have been committed. Look before you send it again. */
export class LostAnswerError extends Error {
  override name = "LostAnswerError";
}

const IN_TRANSACTION: Condition = { type: "not", cond: { type: "is_autocommit" } };
/** An empty disjunction: the server parses the statement and does not run it. */
const NEVER: Condition = { type: "or", conds: [] };
/** With these the server refuses the whole request before anything runs, and does not say for which statement. */
const PARSER_CODES = new Set(["SQL_PARSE_ERROR", "SQL_NO_STATEMENT", "SQL_MANY_STATEMENTS"]);

/** More than 10 MB of rows: sqld stops there and rolls the transaction back. */
const TOO_LARGE = "RESPONSE_TOO_LARGE";
/** Statuses that are given before a request is carried out, by the server or by what stands before it. */
const UNRUN_STATUSES = new Set([400, 401, 403, 404, 405, 407, 411, 413, 414, 415, 421, 429, 431]);

const ok = (step: number): Condition => ({ type: "ok", step });
const and = (...conds: Condition[]): Condition => ({ type: "and", conds });
const not = (cond: Condition): Condition => ({ type: "not", cond });

/** Makes the function that runs transactions on `database`. */
export function remoteTransactions(database: Database & { kind: "remote" }, send: Send): RunPlan {
  const ask = (batches: readonly Step[][]) => sendOnce(database, send, batches);
  return async (plan) => {
    const { steps, first, commit, diagnosis } = layOut(plan);
    const [answer] = await ask([steps]);
    if (answer === undefined) throw new Error("a pipeline has an answer for each batch");
    if (answer.type === "error") {
      const { error } = answer;
      if (PARSER_CODES.has(error.code ?? "")) return locate(plan.statements, error, ask);
      return { ok: false, ...failure(error), diagnosis: [] };
    }
    const { step_results: results, step_errors: errors } = answer.response.result;
    if (results[commit])
      return { ok: true, rowsAffected: plan.statements.map((_, index) => results[first + index]?.affected_row_count ?? 0) };
    const failed = errors.findIndex((error) => error !== null);
    const index = failed - first;
    return {
      ok: false,
      ...(index >= 0 && index < plan.statements.length ? { index } : {}),
      ...failure(errors[failed] ?? { code: "TRANSACTION_CLOSED", message: "the transaction was closed before COMMIT" }),
      diagnosis: (results[diagnosis]?.rows ?? []).map((row) => row.map(({ value }) => value ?? null)),
    };
  };
}

/** The steps of a plan, each on the condition that the one before passed and the transaction is still open. */
function layOut({ foreignKeysOff, guards, statements, diagnosis }: TransactionPlan) {
  const steps: Step[] = [];
  const add = (statement: Statement, condition?: Condition): number =>
    steps.push({ stmt: toStmt(statement), ...(condition === undefined ? {} : { condition }) }) - 1;
  const next = (statement: Statement) => add(statement, and(ok(steps.length - 1), IN_TRANSACTION));
  if (foreignKeysOff) add({ sql: "PRAGMA foreign_keys=off" });
  const begin = add({ sql: "BEGIN IMMEDIATE" }, foreignKeysOff ? ok(0) : undefined);
  if (guards?.before !== undefined) next(guards.before);
  const first = steps.length;
  for (const statement of statements) next(statement);
  const last = Math.max(begin, steps.length - 1);
  if (guards !== undefined) next(guards.after);
  const commit = next({ sql: "COMMIT" });
  const diagnosed = add(diagnosis, and(ok(last), not(ok(commit)), IN_TRANSACTION));
  add({ sql: "ROLLBACK" }, and(not(ok(commit)), IN_TRANSACTION));
  // The setting ends with the stream; a server that keeps its connections gets it back as it was.
  if (foreignKeysOff) add({ sql: "PRAGMA foreign_keys=on" });
  return { steps, first, commit, diagnosis: diagnosed };
}

/** The parse-only pass: every statement alone in a batch that runs nothing. */
async function locate(
  statements: readonly Statement[],
  whole: ServerError,
  ask: (batches: readonly Step[][]) => Promise<BatchAnswer[]>,
): Promise<Outcome> {
  const answers = await ask(statements.map((statement) => [{ condition: NEVER, stmt: toStmt(statement) }])).catch(
    (fault: unknown) => {
      // Nothing ran before, and nothing does here: without the place, the refusal is still known.
      if (fault instanceof LostAnswerError) return [];
      throw fault;
    },
  );
  const index = answers.findIndex((answer) => answer.type === "error");
  const answer = answers[index];
  return { ok: false, ...(answer?.type === "error" ? { index, ...failure(answer.error) } : failure(whole)), diagnosis: [] };
}

/** Sends batches. @throws LostAnswerError where the server may have run them, else an error that names the host */
async function sendOnce(database: Database & { kind: "remote" }, send: Send, batches: readonly Step[][]): Promise<BatchAnswer[]> {
  try {
    return await pipeline(database, send, batches);
  } catch (fault) {
    if (surelyDidNotRun(fault)) throw explainFault(database.host, fault);
    throw new LostAnswerError(
      `${database.host} did not answer well, and the transaction may have been committed (${errorMessage(fault)})`,
      { cause: fault },
    );
  }
}

/**
 * True when the request was not sent, or was refused before anything of it ran. Everything else is a lost answer, whatever a proxy or the
 * network made of it: to take committed work for undone is the worse mistake.
 */
function surelyDidNotRun(fault: unknown): boolean {
  if (fault instanceof TimeoutError && fault.cause !== undefined) return surelyDidNotRun(fault.cause);
  if (fault instanceof StatusError) return UNRUN_STATUSES.has(fault.status);
  return fault instanceof RedirectError || isUnsent(fault);
}

/** The server's code and words as SQLite has them: it calls SQLITE_ERROR unknown and puts its own prefix before messages. */
function failure({ code, message }: ServerError): { code: string; message: string } {
  if (code === TOO_LARGE) return { code, message: "the statements give back more than 10 MB of rows, where none are needed" };
  return {
    code: code === "SQLITE_UNKNOWN" || code === "SQL_INPUT_ERROR" ? "SQLITE_ERROR" : (code ?? "UNKNOWN"),
    message: message.replace(/^SQL(ite)? (input )?error: /, "").replace(/ \(at offset \d+\)$/, ""),
  };
}
