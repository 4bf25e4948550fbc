// A Hrana stream that stays open over several requests, so that they share one connection of the server: a transaction that is read or written
// piece by piece. Each answer names the stream for the next request with a baton (HRANA_3_SPEC.md, "Stream"); sqld ends it after 10 idle seconds.
import { boundedBytes } from "../network/bounded-body.ts";
import type { Send } from "../network/send.ts";
import { plainLine } from "../report/log.ts";
import type { TransactionFailure } from "../sql/transaction-failure.ts";
import type { Read } from "./dump-read.ts";
import { explainFault } from "./explain-fault.ts";
import { type Condition, fromValue, MAX_ANSWER_BYTES, type ServerError, type Step, toStmt } from "./hrana.ts";
import type { Database } from "./resolve.ts";
import type { Statement } from "./statement.ts";

export interface Stream {
  /** Runs one statement and gives its rows. @throws an `Error` with `code` whose message begins with it, as the client's `LibsqlError` */
  readonly read: Read;
  /** Runs statements inside of the open transaction while each passes. @returns the failure of the first that did not */
  run(statements: readonly Statement[]): Promise<TransactionFailure | undefined>;
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

type Value = Parameters<typeof fromValue>[0];
type Remote = Database & { kind: "remote" };
type Request = { type: "execute"; stmt: Step["stmt"] } | { type: "batch"; batch: { steps: Step[] } } | { type: "close" };

const IN_TRANSACTION: Condition = { type: "not", cond: { type: "is_autocommit" } };
/** An empty disjunction. */
const NEVER: Condition = { type: "or", conds: [] };
const PARSER_CODES = new Set(["SQL_PARSE_ERROR", "SQL_NO_STATEMENT", "SQL_MANY_STATEMENTS"]);
const CLOSED: TransactionFailure = { code: "TRANSACTION_CLOSED", message: "the transaction was closed before its end" };

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
    run: (statements) =>
      inTurn(async () => {
        const [answer] = await ask([{ type: "batch", batch: { steps: statements.map(toStep) } }]);
        const refused = failureIn(answer);
        if (refused !== undefined) return PARSER_CODES.has(refused.code) ? locate(statements, refused, ask) : refused;
        const result = resultOf(answer);
        return failureOf(listOf(database, result, "step_errors"), listOf(database, result, "step_results"));
      }),
    close: () =>
      inTurn(async () => {
        if (isOver || baton === null) return;
        // What a server does not hear of now it does by itself after 10 seconds.
        await ask([{ type: "close" }]).catch(() => undefined);
        isOver = true;
      }),
  };
}

/** A step that runs when the one before it did and the transaction is still open. */
function toStep(statement: Statement, index: number): Step {
  const condition: Condition =
    index === 0 ? IN_TRANSACTION : { type: "and", conds: [{ type: "ok", step: index - 1 }, IN_TRANSACTION] };
  return { stmt: toStmt(statement), condition };
}

/** What the server's parser refuses, it refuses as a whole and says not which: every statement goes alone, on a condition that never holds. */
async function locate(
  statements: readonly Statement[],
  whole: TransactionFailure,
  ask: (requests: readonly Request[]) => Promise<unknown[]>,
): Promise<TransactionFailure> {
  const answers = await ask(
    statements.map((statement) => ({ type: "batch", batch: { steps: [{ stmt: toStmt(statement), condition: NEVER }] } })),
  );
  const failures = answers.map(failureIn);
  const index = failures.findIndex((failure) => failure !== undefined);
  return index === -1 ? whole : { index, ...(failures[index] ?? whole) };
}

function oneAtATime(): <T>(call: () => Promise<T>) => Promise<T> {
  let turn: Promise<unknown> = Promise.resolve();
  return (call) => {
    const answer = turn.then(call);
    // The caller has the answer; the next in turn only waits for its end.
    turn = answer.catch(() => undefined);
    return answer;
  };
}

/** A baton is good for one request, so none is sent twice. Another base URL that an answer may name is not followed: a token has a host. */
async function sendOnce(database: Remote, send: Send, baton: string | null, requests: readonly Request[]): Promise<unknown> {
  const options = {
    method: "POST",
    // sqld compresses 4 MB a second; on the same machine that is nine tenths of the time that an answer takes.
    headers: { "content-type": "application/json", ...(database.loopback ? { "accept-encoding": "identity" } : {}) },
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

/** The server's code and words; it calls SQLITE_ERROR unknown and puts its own prefix before messages. */
function serverFailure({ code, message }: ServerError): TransactionFailure {
  return {
    code: code === "SQLITE_UNKNOWN" || code === "SQL_INPUT_ERROR" ? "SQLITE_ERROR" : plainLine(code ?? "UNKNOWN"),
    message: message.replace(/^SQL(ite)? (input )?error: /, "").replace(/ \(at offset \d+\)$/, ""),
  };
}

function failureOf(errors: readonly unknown[], results: readonly unknown[]): TransactionFailure | undefined {
  const failed = errors.findIndex((error) => error !== null);
  if (failed !== -1) return { index: failed, ...serverFailure(errors[failed] as ServerError) };
  const skipped = results.indexOf(null);
  return skipped === -1 ? undefined : { index: Math.max(0, skipped - 1), ...CLOSED };
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
