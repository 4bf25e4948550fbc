// Writes to a remote database: transactions as conditional batches, several in one HTTP request; the remote twin of local.ts.
import { setTimeout as delay } from "node:timers/promises";
import { backoffMs } from "../network/backoff.ts";
import { isUnsent, RedirectError, StatusError, TimeoutError } from "../network/fault.ts";
import type { Send } from "../network/send.ts";
import { errorMessage } from "../report/failure.ts";
import type { TransactionFailure } from "../sql/transaction-failure.ts";
import { explainFault } from "./explain-fault.ts";
import { type BatchAnswer, type Condition, fromValue, pipeline, type ServerError, type Step, toStmt } from "./hrana.ts";
import { and, IN_TRANSACTION, not, ok, parseOnly } from "./hrana-condition.ts";
import { closedBefore, firstRefused, isParserRefusal, NO_ANSWER, serverFailure } from "./hrana-failure.ts";
import { keptBefore } from "./loose.ts";
import type { RemoteDatabase } from "./resolve.ts";
import type { Statement } from "./statement.ts";
import type { LooseOutcome, Outcome, TransactionPlan, Writer } from "./transaction-plan.ts";

/** The request was sent and no answer came: the transaction may have been committed. Look before you send it again. */
export class LostAnswerError extends Error {
  override name = "LostAnswerError";
}

/** More than 10 MB of rows: sqld stops there and rolls the transaction back. */
const TOO_LARGE = "RESPONSE_TOO_LARGE";
/** Statuses that are given before a request is carried out, by the server or by what stands before it. */
const UNRUN_STATUSES = new Set([400, 401, 403, 404, 405, 407, 411, 413, 414, 415, 421, 429, 431]);

const BUSY: ServerError = { code: "SQLITE_BUSY", message: "another writer holds the database" };
const FIRST_WAIT_MS = 50;
const MAX_WAIT_MS = 1_000;

type Ask = (batches: readonly Step[][]) => Promise<BatchAnswer[]>;

/** Makes the writer of `database`. */
export function remoteWriter(database: RemoteDatabase, send: Send): Writer {
  const ask: Ask = (batches) => sendOnce(database, send, batches);
  return {
    run: async (plans) => {
      const layouts = plans.map(layOut);
      const answers = await ask(layouts.map(({ steps }) => steps));
      const outcomes: Outcome[] = [];
      for (const [index, plan] of plans.entries()) {
        const outcome = await outcomeOf(plan, layouts[index] as Layout, answers[index] as BatchAnswer, ask);
        outcomes.push(outcome);
        if (!outcome.ok) break;
      }
      return outcomes;
    },
    runLoose: (statements) => runLoose(statements, ask),
    waitForLock: (timeoutMs) => waitForLock(database, send, timeoutMs),
    parse: (statements) => parse(statements, ask),
    read: async (statements) => {
      const steps = statements.map((statement): Step => ({ stmt: toStmt(statement) }));
      const [answer] = await pipeline(database, send, [steps], { repeatable: true }).catch((fault: unknown) => {
        throw explainFault(database.host, fault);
      });
      if (answer?.type !== "ok") throw new Error(`${database.host}: ${answer?.error.message}`);
      const { step_results: results, step_errors: errors } = answer.response.result;
      return statements.map(
        (_, index) => results[index]?.rows.map((row) => row.map(fromValue)) ?? failure(errors[index] ?? NO_ANSWER),
      );
    },
  };
}

async function outcomeOf(
  plan: TransactionPlan,
  { first, commit, diagnosis }: Layout,
  answer: BatchAnswer,
  ask: Ask,
): Promise<Outcome> {
  if (answer.type === "error") {
    const { error } = answer;
    if (isParserRefusal(error)) return { ok: false, ...(await locate(plan.statements, error, ask)), diagnosis: [] };
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
    ...failure(errors[failed] ?? closedBefore("COMMIT")),
    diagnosis: (results[diagnosis]?.rows ?? []).map((row) => row.map(fromValue)),
  };
}

type Layout = ReturnType<typeof layOut>;

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

/** Where the parser refused a transaction as a whole: which statement it was. */
async function locate(statements: readonly Statement[], whole: ServerError, ask: Ask): Promise<TransactionFailure> {
  const alone = await parse(statements, ask).catch((fault: unknown) => {
    // Nothing ran before, and nothing does here: without the place, the refusal is still known.
    if (fault instanceof LostAnswerError) return [];
    throw fault;
  });
  return firstRefused(alone, failure(whole));
}

/** The parse-only pass: every statement alone in a batch that runs nothing. An answer holds about 100 bytes a statement. */
async function parse(statements: readonly Statement[], ask: Ask): Promise<(TransactionFailure | undefined)[]> {
  const answers = await ask(statements.map((statement) => [parseOnly(statement)])).catch((fault: unknown) => {
    if (!isForbidden(fault)) throw fault;
    // With a read-only token. The parser comes before the rights, which nobody looks at behind what it refuses.
    return ask(statements.map((statement) => [parseOnly(statement), parseOnly({ sql: "" })]));
  });
  return answers.map((answer, index) =>
    answer.type === "error" && answer.error.code !== EMPTY ? { index, ...failure(answer.error) } : undefined,
  );
}

/** What the parser says of no statement. */
const EMPTY = "SQL_NO_STATEMENT";

function isForbidden(fault: unknown): boolean {
  return fault instanceof Error && fault.cause instanceof StatusError && fault.cause.status === 403;
}

async function runLoose(statements: readonly Statement[], ask: Ask): Promise<LooseOutcome> {
  const steps = statements.map(
    (statement, index): Step => ({
      stmt: toStmt(statement),
      ...(index === 0 ? {} : { condition: ok(index - 1) }),
    }),
  );
  const [answer] = await ask([steps]);
  if (answer?.type === "error") {
    const refused = isParserRefusal(answer.error) ? await locate(statements, answer.error, ask) : failure(answer.error);
    return { done: 0, failure: { index: 0, ...refused } };
  }
  const errors = answer?.response.result.step_errors ?? [];
  const index = errors.findIndex((error) => error !== null);
  const error = errors[index];
  if (!error) return { done: statements.length, failure: undefined };
  return { done: keptBefore(statements, index), failure: { index, ...failure(error) } };
}

/** Takes the lock and gives it back. Cutting such a request off harms nothing, unlike one that writes. */
async function waitForLock(database: RemoteDatabase, send: Send, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  const steps: Step[] = [{ stmt: toStmt({ sql: "BEGIN IMMEDIATE" }) }, { stmt: toStmt({ sql: "ROLLBACK" }), condition: ok(0) }];
  for (let tries = 1; ; tries++) {
    const left = Math.max(1, deadline - performance.now());
    const error = await sendOnce(database, send, [steps], left).then(
      ([answer]) => (answer?.type === "ok" ? answer.response.result.step_errors[0] : answer?.error),
      (fault: unknown) => {
        if (fault instanceof LostAnswerError && performance.now() < deadline) return BUSY;
        if (fault instanceof LostAnswerError && fault.cause instanceof TimeoutError) return BUSY;
        throw fault;
      },
    );
    if (!error) return true;
    if (error.code !== BUSY.code) throw new Error(`${database.host}: ${failure(error).message} (${failure(error).code})`);
    const wait = backoffMs(tries, FIRST_WAIT_MS, MAX_WAIT_MS);
    if (performance.now() + wait >= deadline) return false;
    await delay(wait);
  }
}

/** Sends batches. @throws LostAnswerError where the server may have run them, else an error that names the host */
async function sendOnce(
  database: RemoteDatabase,
  send: Send,
  batches: readonly Step[][],
  timeoutMs?: number,
): Promise<BatchAnswer[]> {
  try {
    return await pipeline(database, send, batches, { repeatable: false, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
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

/** What the server says of a write, whose rows nobody needs. */
function failure(error: ServerError): { code: string; message: string } {
  if (error.code !== TOO_LARGE) return serverFailure(error);
  return { code: TOO_LARGE, message: "the statements give back more than 10 MB of rows, where none are needed" };
}
