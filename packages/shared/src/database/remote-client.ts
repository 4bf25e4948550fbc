// The client of a remote database. Reads are one Hrana request each; @libsql/client, which takes longer to load than a small migration to run (it brings
// Node's own HTTP stack along) and asks the server for its version first, is loaded for everything else.
// Of a remote database only reads go through it (writes go through remote.ts); it is a whole client because `openClient` gives one type for all kinds.
import type { Client, InStatement, ResultSet, Row, TransactionMode } from "@libsql/client";
import type { Send } from "../network/send.ts";
import { type BatchAnswer, fromValue, pipeline, type ServerError, type Step, type StepResult, toStmt } from "./hrana.ts";
import { not, ok } from "./hrana-condition.ts";
import { closedBefore } from "./hrana-failure.ts";
import type { Database } from "./resolve.ts";
import type { Statement } from "./statement.ts";

/** As @libsql/client's own error: the message begins with the code. Known by its name, since that class is not loaded. */
class RemoteError extends Error {
  override name = "LibsqlError";
  readonly code: string;
  constructor({ code, message }: ServerError) {
    super(`${code ?? "UNKNOWN"}: ${message}`);
    this.code = code ?? "UNKNOWN";
  }
}

/** A statement of `batch` failed, and with it the batch. */
class RemoteBatchError extends RemoteError {
  override name = "LibsqlBatchError";
  readonly statementIndex: number;
  constructor(error: ServerError, statementIndex: number) {
    super(error);
    this.statementIndex = statementIndex;
  }
}

const CLOSED = closedBefore("this statement");

/**
 * Makes the client.
 * @param load loads @libsql/client for the same database
 */
export function remoteClient(database: Database & { kind: "remote" }, send: Send, load: () => Promise<Client>): Client {
  let loading: Promise<Client> | undefined;
  let closed = false;
  const whole = (): Promise<Client> => {
    loading ??= load();
    return loading;
  };
  const ask = async (steps: Step[]): Promise<BatchAnswer> => {
    const [answer] = await pipeline(database, send, [steps], { repeatable: true });
    return answer as BatchAnswer;
  };
  return {
    protocol: "http",
    get closed() {
      return closed;
    },
    execute: async (given: InStatement, ...more: unknown[]) => {
      const statement = more.length === 0 ? plain(given) : undefined;
      if (statement === undefined) return (await whole()).execute(given, ...(more as []));
      return readOne(await ask([{ stmt: toStmt(statement) }]));
    },
    batch: async (given, mode) => {
      const statements = given.map((one) => (Array.isArray(one) ? undefined : plain(one)));
      if (mode !== "read" || !statements.every((one) => one !== undefined)) return (await whole()).batch(given, mode);
      return readAll(await ask(snapshot(statements)), statements.length);
    },
    migrate: async (statements) => (await whole()).migrate(statements),
    transaction: async (mode: TransactionMode = "write") => (await whole()).transaction(mode),
    executeMultiple: async (sql) => (await whole()).executeMultiple(sql),
    sync: async () => (await whole()).sync(),
    reconnect: () => {
      closed = false;
    },
    close: () => {
      closed = true;
      // What could not be loaded was told to whoever asked for it.
      loading?.then((client) => client.close()).catch(() => undefined);
    },
  };
}

/** Undefined for arguments by name. */
function plain(given: InStatement): Statement | undefined {
  if (typeof given === "string") return { sql: given };
  const { sql, args = [] } = given;
  return Array.isArray(args) ? { sql, args } : undefined;
}

function readOne(answer: BatchAnswer): ResultSet {
  if (answer.type === "error") throw new RemoteError(answer.error);
  const { step_results: results, step_errors: errors } = answer.response.result;
  const [result, error] = [results[0], errors[0]];
  if (!result) throw new RemoteError(error ?? CLOSED);
  return toResultSet(result);
}

/** BEGIN, the statements, each on the condition that the one before passed, COMMIT, and ROLLBACK where that did not happen. */
function snapshot(statements: readonly Statement[]): Step[] {
  const steps: Step[] = [{ stmt: toStmt({ sql: "BEGIN TRANSACTION READONLY" }) }];
  for (const statement of [...statements, { sql: "COMMIT" }])
    steps.push({ stmt: toStmt(statement), condition: ok(steps.length - 1) });
  return [...steps, { stmt: toStmt({ sql: "ROLLBACK" }), condition: not(ok(steps.length - 1)) }];
}

function readAll(answer: BatchAnswer, count: number): ResultSet[] {
  if (answer.type === "error") throw new RemoteError(answer.error);
  const { step_results: results, step_errors: errors } = answer.response.result;
  if (errors[0]) throw new RemoteError(errors[0]);
  return Array.from({ length: count }, (_, index) => {
    const [result, error] = [results[index + 1], errors[index + 1]];
    if (!result) throw new RemoteBatchError(error ?? CLOSED, index);
    return toResultSet(result);
  });
}

function toResultSet({ cols = [], rows, affected_row_count: rowsAffected, last_insert_rowid: rowid }: StepResult): ResultSet {
  const columns = cols.map(({ name }) => name ?? "");
  const set = {
    columns,
    columnTypes: cols.map(({ decltype }) => decltype ?? ""),
    rows: rows.map((values) => toRow(columns, values.map(fromValue))),
    rowsAffected,
    lastInsertRowid: rowid == null ? undefined : BigInt(rowid),
  };
  const toJSON = () => ({ ...set, rows: set.rows.map((row) => Array.from(row, asJson)), lastInsertRowid: rowid ?? null });
  return { ...set, toJSON };
}

function asJson(value: Row[number]): unknown {
  if (value instanceof ArrayBuffer) return Buffer.from(value).toString("base64");
  return typeof value === "bigint" ? String(value) : value;
}

/** Values by index and by the name of their column; only the names are seen when its properties are listed, as in a row of @libsql/client. */
function toRow(columns: readonly string[], values: readonly ReturnType<typeof fromValue>[]): Row {
  const row = Object.defineProperty({}, "length", { value: values.length });
  for (const [index, value] of values.entries()) {
    const name = columns[index] ?? "";
    Object.defineProperty(row, index, { value });
    if (!Object.hasOwn(row, name))
      Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return row as Row;
}
