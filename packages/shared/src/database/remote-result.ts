// What a server's answers are in the words of @libsql/client, whose own classes are not loaded for them.
import type { ResultSet, Row } from "@libsql/client";
import { fromValue, type ServerError, type StepResult } from "./hrana.ts";

/** As @libsql/client's own error: the message begins with the code. Known by its name, since that class is not loaded. */
export class RemoteError extends Error {
  override name = "LibsqlError";
  readonly code: string;
  constructor({ code, message }: ServerError) {
    super(`${code ?? "UNKNOWN"}: ${message}`);
    this.code = code ?? "UNKNOWN";
  }
}

/** The rows of a statement, as @libsql/client gives them with `intMode: "bigint"`. */
export function toResultSet({
  cols = [],
  rows,
  affected_row_count: rowsAffected,
  last_insert_rowid: rowid,
}: StepResult): ResultSet {
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
