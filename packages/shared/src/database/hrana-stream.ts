// A Hrana stream that stays open over several requests, so that they share one connection of the server: a transaction that is read or written
// piece by piece. Each answer names the stream for the next request with a baton (HRANA_3_SPEC.md, "Stream"); sqld ends it after 10 idle seconds.
import { boundedBytes } from "../network/bounded-body.ts";
import { field } from "../network/field.ts";
import type { Send } from "../network/send.ts";
import { errorMessage } from "../report/failure.ts";
import { classify } from "../sql/classify.ts";
import type { TransactionFailure } from "../sql/transaction-failure.ts";
import type { TransactionResult } from "./connection.ts";
import { explainFault } from "./explain-fault.ts";
import { fromValue, MAX_ANSWER_BYTES, type ServerError, type Step, toStmt } from "./hrana.ts";
import { and, IN_TRANSACTION, ok, parseOnly } from "./hrana-condition.ts";
import { closedBefore, firstRefused, isParserRefusal, serverFailure } from "./hrana-failure.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import type { Read } from "./read.ts";
import { LostAnswerError } from "./remote.ts";
import type { RemoteDatabase } from "./resolve.ts";
import type { Statement } from "./statement.ts";

export interface Stream {
  /** Runs one statement and gives its rows. @throws an `Error` with `code` whose message begins with it, as the client's `LibsqlError` */
  readonly read: Read;
  /** Runs statements inside of the open transaction while each passes. @returns the failure of the first that did not */
  run(statements: readonly Statement[]): Promise<TransactionFailure | undefined>;
  /**
   * The same, with how many rows each statement changed; the first may be BEGIN.
   * @param last with `close` the stream ends in the same request, and what is not committed then is rolled back
   */
  write(statements: readonly Statement[], last?: "close"): Promise<TransactionResult>;
  /** Ends the stream; what is not committed is rolled back. Never throws. */
  close(): Promise<void>;
}

/** A server refused a statement. */
export class StatementError extends Error {
  override name = "StatementError";
  readonly code: string;
  constructor({ code, message }: TransactionFailure) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** For what a request with a COMMIT fails with. @throws LostAnswerError, or the refusal itself */
export function lostUnlessRefused(fault: unknown): never {
  if (fault instanceof StatementError) throw fault;
  throw new LostAnswerError(`COMMIT was sent and its answer is lost: everything or nothing is there (${errorMessage(fault)})`, {
    cause: fault,
  });
}

type Value = Parameters<typeof fromValue>[0];
type Remote = RemoteDatabase;
type Request = { type: "execute"; stmt: Step["stmt"] } | { type: "batch"; batch: { steps: Step[] } } | { type: "close" };

/** Opens a stream with the first request. Requests go one after the other. */
export function openStream(database: Remote, send: Send): Stream {
  let baton: string | null = null;
  let isOver = false;
  const ask = async (requests: readonly Request[]): Promise<unknown[]> => {
    // Without a baton the server would open another stream, which knows nothing of the transaction.
    if (isOver) throw new StatementError({ code: "STREAM_EXPIRED", message: `${database.host} has ended the connection` });
    isOver = true;
    const body = await sendOnce(database, send, baton, requests);
    const next = field(body, "baton");
    baton = typeof next === "string" ? next : null;
    isOver = baton === null;
    return listOf(database, body, "results");
  };
  const inTurn = oneAtATime();
  return {
    read: (sql, args = []) =>
      inTurn(async () => {
        const [answer] = await ask([{ type: "execute", stmt: toStmt({ sql, args }) }]);
        const rows = listOf(database, resultOf(answer), "rows") as Value[][];
        return { rows: rows.map((row) => row.map(fromValue)) };
      }),
    run: async (statements) => {
      const { ok: passed, ...failure } = await inTurn(() => write(database, ask, statements));
      return passed ? undefined : (failure as TransactionFailure);
    },
    write: (statements, last) => inTurn(() => write(database, ask, statements, last)),
    close: () =>
      inTurn(async () => {
        if (isOver || baton === null) return;
        // What a server does not hear of now it does by itself after 10 seconds.
        await ask([{ type: "close" }]).catch(() => undefined);
        isOver = true;
      }),
  };
}

type Ask = (requests: readonly Request[]) => Promise<unknown[]>;

async function write(database: Remote, ask: Ask, statements: readonly Statement[], last?: "close"): Promise<TransactionResult> {
  const batch: Request = { type: "batch", batch: { steps: statements.map(toStep) } };
  const [answer] = await ask(last === "close" ? [batch, { type: "close" }] : [batch]);
  const refused = failureIn(answer);
  if (refused !== undefined) {
    const isLocated = isParserRefusal(refused) && last !== "close";
    return { ok: false, ...(isLocated ? await locate(statements, refused, ask) : refused) };
  }
  const result = resultOf(answer);
  const results = listOf(database, result, "step_results");
  const failure = failureOf(listOf(database, result, "step_errors"), results);
  if (failure !== undefined) return { ok: false, ...failure };
  return { ok: true, rowsAffected: results.map((step) => Number(field(step, "affected_row_count"))) };
}

/** A step that runs when the one before it did and the transaction is still open. */
function toStep(statement: Statement, index: number): Step {
  const stmt = toStmt(statement);
  if (index > 0) return { stmt, condition: and(ok(index - 1), IN_TRANSACTION) };
  return classify(statement.sql) === "begin" ? { stmt } : { stmt, condition: IN_TRANSACTION };
}

/** What the server's parser refuses, it refuses as a whole and says not which: every statement goes alone, on a condition that never holds. */
async function locate(statements: readonly Statement[], whole: TransactionFailure, ask: Ask): Promise<TransactionFailure> {
  const answers = await ask(statements.map((statement) => ({ type: "batch", batch: { steps: [parseOnly(statement)] } })));
  return firstRefused(answers.map(failureIn), whole);
}

/** A baton is good for one request, so none is sent twice. Another base URL that an answer may name is not followed: a token has a host. */
async function sendOnce(database: Remote, send: Send, baton: string | null, requests: readonly Request[]): Promise<unknown> {
  const options = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ baton, requests }),
    token: database.token,
    redirects: "none",
    repeatable: false,
  } as const;
  return send(`${database.url}/v3/pipeline`, options, async ({ body }, progress) =>
    JSON.parse((await boundedBytes(body, MAX_ANSWER_BYTES, progress)).toString("utf8")),
  ).catch((fault: unknown) => {
    throw explainFault(database.host, fault);
  });
}

/** The result of an answer. @throws StatementError */
function resultOf(answer: unknown): unknown {
  const failure = failureIn(answer);
  if (failure !== undefined) throw new StatementError(failure);
  return field(field(answer, "response"), "result");
}

function failureIn(answer: unknown): TransactionFailure | undefined {
  const error = field(answer, "error");
  return typeof field(error, "message") === "string" ? serverFailure(error as ServerError) : undefined;
}

/** Something between here and the server can answer anything. */
function listOf(database: Remote, value: unknown, name: string): unknown[] {
  const list = field(value, name);
  if (!Array.isArray(list)) throw new Error(`${database.host} gives an answer that is not of the Hrana protocol`);
  return list;
}

function failureOf(errors: readonly unknown[], results: readonly unknown[]): TransactionFailure | undefined {
  const failed = errors.findIndex((error) => error !== null);
  if (failed !== -1) return { index: failed, ...serverFailure(errors[failed] as ServerError) };
  const skipped = results.indexOf(null);
  return skipped === -1 ? undefined : { index: Math.max(0, skipped - 1), ...closedBefore("its end") };
}
