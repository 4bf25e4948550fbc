// The part of the Hrana protocol that is needed, in its JSON form (version 3 for transactions:
// https://github.com/tursodatabase/libsql/blob/main/docs/HRANA_3_SPEC.md). @libsql/hrana-client 0.10 is not used for them: it speaks version 3
// only as protobuf after one more request that negotiates it, drops the body of an error, and follows a base URL that an answer names.
import { boundedBytes } from "../network/bounded-body.ts";
import { field } from "../network/field.ts";
import type { RequestOptions, Send } from "../network/send.ts";
import type { RemoteDatabase } from "./resolve.ts";
import type { Statement } from "./statement.ts";

export type Condition =
  | { type: "ok"; step: number }
  | { type: "not"; cond: Condition }
  | { type: "and" | "or"; conds: Condition[] }
  | { type: "is_autocommit" };
type Value =
  | { type: "null" }
  | { type: "integer" | "text"; value: string }
  | { type: "float"; value: number }
  | { type: "blob"; base64: string };
export type Step = { condition?: Condition; stmt: { sql: string; args: Value[] } };
export type ServerError = { message: string; code?: string | null };
export type StepResult = {
  affected_row_count: number;
  rows: Value[][];
  cols?: { name?: string | null; decltype?: string | null }[];
  last_insert_rowid?: string | null;
};
type BatchResult = { step_results: (StepResult | null)[]; step_errors: (ServerError | null)[] };
export type BatchAnswer = { type: "ok"; response: { result: BatchResult } } | { type: "error"; error: ServerError };

/** A longer answer fits no string, and no server sends one: sqld stops at 10 MB of rows. */
export const MAX_ANSWER_BYTES = 500_000_000;

/** A statement with its arguments as the protocol writes them. */
export function toStmt({ sql, args = [] }: Statement): Step["stmt"] {
  return { sql, args: args.map(toValue) };
}

function toValue(value: NonNullable<Statement["args"]>[number]): Value {
  if (value === null) return { type: "null" };
  if (typeof value === "string") return { type: "text", value };
  if (typeof value === "bigint" || typeof value === "boolean") return { type: "integer", value: String(BigInt(value)) };
  if (typeof value === "number" || value instanceof Date) return { type: "float", value: Number(value) };
  const bytes = value instanceof ArrayBuffer ? Buffer.from(value) : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return { type: "blob", base64: bytes.toString("base64").replace(/=+$/, "") };
}

/** A value as it is in JavaScript: integers as bigint, blobs as ArrayBuffer. The server gives infinity as a float without a number. */
export function fromValue(value: Value): bigint | number | string | ArrayBuffer | null {
  switch (value.type) {
    case "integer":
      return BigInt(value.value);
    case "text":
    case "float":
      return value.value;
    case "blob": {
      const bytes = Buffer.from(value.base64, "base64");
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    }
    default:
      return null;
  }
}

/** The body of a request that runs one statement without arguments and closes the stream; versions 2 and 3 read it alike. */
export function executeBody(sql: string): string {
  return JSON.stringify({ requests: [{ type: "execute", stmt: { sql } }, { type: "close" }] });
}

/**
 * Sends batches and closes the stream, all in one request.
 * @returns one answer for each batch
 * @throws what `send` throws, SyntaxError for an answer that is not of the protocol, BodyTooLongError
 */
export async function pipeline(
  database: RemoteDatabase,
  send: Send,
  batches: readonly Step[][],
  options: Pick<RequestOptions, "repeatable" | "timeoutMs">,
): Promise<BatchAnswer[]> {
  const requests = [...batches.map((steps) => ({ type: "batch", batch: { steps } })), { type: "close" }];
  return send(
    `${database.url}/v3/pipeline`,
    {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ baton: null, requests }),
      token: database.token,
      redirects: "none",
      ...options,
    },
    async ({ body }, progress) => {
      const bytes = await boundedBytes(body, MAX_ANSWER_BYTES, progress);
      return answersOf(JSON.parse(bytes.toString("utf8")), batches);
    },
  );
}

/** Something between here and the server can answer anything: what is not of this shape says nothing of the transaction. */
function answersOf(body: unknown, batches: readonly (readonly Step[])[]): BatchAnswer[] {
  const results = field(body, "results");
  if (!Array.isArray(results) || !batches.every((steps, index) => isBatchAnswer(results[index], steps.length)))
    throw new SyntaxError("the answer is not one of the Hrana protocol");
  return results.slice(0, batches.length) as BatchAnswer[];
}

function isBatchAnswer(answer: unknown, count: number): boolean {
  if (field(answer, "type") === "error") return isServerError(field(answer, "error"));
  const result = field(field(answer, "response"), "result");
  const [results, errors] = [field(result, "step_results"), field(result, "step_errors")];
  return (
    field(answer, "type") === "ok" &&
    Array.isArray(results) &&
    Array.isArray(errors) &&
    results.length === count &&
    errors.length === count &&
    results.every((step) => step === null || isStepResult(step)) &&
    errors.every((error) => error === null || isServerError(error))
  );
}

function isStepResult(step: unknown): boolean {
  const [rows, columns] = [field(step, "rows"), field(step, "cols")];
  return (
    typeof field(step, "affected_row_count") === "number" &&
    (columns === undefined ||
      (Array.isArray(columns) && columns.every((column) => typeof column === "object" && column !== null))) &&
    Array.isArray(rows) &&
    rows.every((row) => Array.isArray(row) && row.every((value) => typeof value === "object" && value !== null))
  );
}

function isServerError(error: unknown): boolean {
  const code = field(error, "code");
  return typeof field(error, "message") === "string" && (code === undefined || code === null || typeof code === "string");
}
