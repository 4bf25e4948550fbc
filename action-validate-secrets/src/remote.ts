// Asks a server in single requests of our own: the client throws away why a server said no
// (https://github.com/tursodatabase/libsql/blob/main/docs/HTTP_V2_SPEC.md).

import type { Condition, Step } from "@libsql-actions/shared/database/hrana";
import type { RemoteDatabase } from "@libsql-actions/shared/database/resolve";
import { BodyTooLongError, boundedBytes } from "@libsql-actions/shared/network/bounded-body";
import { field } from "@libsql-actions/shared/network/field";
import type { Send } from "@libsql-actions/shared/network/send";
import { plainLine } from "@libsql-actions/shared/report/log";
import { NotLibsqlError, StatementError } from "./fault.ts";

export type Remote = RemoteDatabase;

/** What a server says of itself. */
export interface ServerIdentity {
  /** On one line; empty where it says nothing. */
  readonly version: string;
  /** Its clock, in milliseconds since 1970, to the second; undefined where it does not tell. */
  readonly dateMs: number | undefined;
}

/** A request of the protocol. */
type Request =
  | { readonly type: "execute"; readonly stmt: { readonly sql: string } }
  | { readonly type: "batch"; readonly batch: { readonly steps: readonly Step[] } };

/** More than the answer to any statement of the checks. */
const MAX_ANSWER_BYTES = 65_536;
const MAX_WORDS = 500;
const NOT_OURS = "The answer is not that of a libSQL server.";

/**
 * Runs statements in one request. Their rows do not matter; that there are answers does.
 * @param timeoutMs for the request with all its tries
 * @throws NotLibsqlError, StatementError, or what `send` throws
 */
export async function queryRemote(
  database: Remote,
  send: Send,
  statements: readonly string[],
  timeoutMs?: number,
): Promise<void> {
  await ask(
    database,
    send,
    statements.map((sql) => ({ type: "execute", stmt: { sql } })),
    timeoutMs,
  );
}

/**
 * Runs a batch. Carrying it out twice must be harmless.
 * @returns for each step whether it ran; one whose condition does not hold does not
 * @throws as `queryRemote`; a step that fails is a StatementError
 */
export async function batchRemote(database: Remote, send: Send, steps: readonly Step[]): Promise<boolean[]> {
  const [response] = await ask(database, send, [{ type: "batch", batch: { steps } }]);
  const result = field(response, "result");
  const [results, errors] = [field(result, "step_results"), field(result, "step_errors")];
  if (!Array.isArray(results) || !Array.isArray(errors) || results.length !== steps.length) throw new NotLibsqlError(NOT_OURS);
  const failed: unknown = errors.find((error) => error !== null);
  if (failed !== undefined) throw statementError(failed);
  return results.map((one) => one !== null);
}

/** A step of a batch. */
export function step(sql: string, condition?: Condition): Step {
  return { stmt: { sql, args: [] }, ...(condition === undefined ? {} : { condition }) };
}

/** @returns the response of each request */
async function ask({ url, token }: Remote, send: Send, requests: readonly Request[], timeoutMs?: number): Promise<unknown[]> {
  const body = JSON.stringify({ requests: [...requests, { type: "close" }] });
  const headers = { "content-type": "application/json" };
  const options = { method: "POST", headers, body, token, redirects: "none", repeatable: true } as const;
  const text = await send(
    `${url}/v2/pipeline`,
    timeoutMs === undefined ? options : { ...options, timeoutMs },
    (response, progress) => boundedText(response.body, progress),
  );
  const results = parseResults(text);
  return requests.map((_, index) => {
    const result = results[index];
    if (field(result, "type") === "ok") return field(result, "response");
    throw statementError(field(result, "error"));
  });
}

function parseResults(text: string): unknown[] {
  try {
    const results = field(JSON.parse(text), "results");
    if (Array.isArray(results)) return results;
  } catch {
    // Not JSON, or JSON of another form: the same to us.
  }
  throw new NotLibsqlError(NOT_OURS);
}

function statementError(error: unknown): Error {
  const [message, given] = [field(error, "message"), field(error, "code")];
  if (typeof message !== "string") return new NotLibsqlError(NOT_OURS);
  const code = typeof given === "string" ? given : "";
  return new StatementError(code, plainLine(code === "" ? message : `${code}: ${message}`).slice(0, MAX_WORDS));
}

/** A body as text, up to more than any answer of the checks. */
async function boundedText(body: AsyncIterable<unknown>, progress: () => void): Promise<string> {
  try {
    return (await boundedBytes(body, MAX_ANSWER_BYTES, progress)).toString("utf8");
  } catch (problem) {
    throw problem instanceof BodyTooLongError ? new NotLibsqlError(problem.message) : problem;
  }
}

/** What the server says of itself. No token is sent, none is needed. That it says nothing is no fault of the secrets. */
export async function serverIdentity({ url }: Remote, send: Send, timeoutMs: number): Promise<ServerIdentity> {
  const options = { redirects: "none", repeatable: true, timeoutMs } as const;
  const read: Parameters<typeof send<ServerIdentity>>[2] = async ({ headers, body }, progress) => {
    const date = Date.parse(headers.get("date") ?? "");
    const text = await boundedText(body, progress);
    return {
      version: text.trimStart().startsWith("<") ? "" : plainLine(text).trim().slice(0, MAX_WORDS).toWellFormed(),
      dateMs: Number.isNaN(date) ? undefined : date,
    };
  };
  return send(new URL("/version", url).href, options, read).catch(() => ({ version: "", dateMs: undefined }));
}
