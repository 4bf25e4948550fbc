// Says why a migration failed, at its place in the file, and what to do.
import type { TransactionFailure } from "@libsql-actions/shared/database/connection";
import { type PreparedScript, type ScriptError, scriptError } from "@libsql-actions/shared/sql/script";
import type { Migration } from "./folder/migration.ts";
import { hasTouched } from "./history.ts";

/**
 * The error of a transaction that `record` made and that failed.
 * @param offset the index of the first statement of the file
 * @param table of the history
 */
export function failure(
  { file }: Migration,
  { statements }: PreparedScript,
  { index: at = -1, code, message }: TransactionFailure,
  offset: number,
  table: string,
): ScriptError {
  // Behind its own statements comes what closes the record, which also fails when a migration has dropped the table.
  if (hasTouched({ message }) || (at >= offset + statements.length && code === "SQLITE_ERROR"))
    return scriptError(file, statements, {
      code: "SQLITE_CONSTRAINT",
      message: `a migration must not touch ${table}, the table of the history, and no trigger may: nothing of the file is applied. Take out what changes it`,
    });
  // Not of the file are the statements around its own, the lock and COMMIT.
  const isOwn = at >= offset && at < offset + statements.length;
  return scriptError(file, statements, {
    ...(isOwn ? { index: at - offset } : {}),
    code,
    message: `${message}${ADVICE[code] ?? ""}`,
  });
}

const ADVICE: Readonly<Record<string, string>> = {
  SQLITE_BUSY: ". Another writer holds the database: wait for it, or raise `lock-timeout`",
  TRANSACTION_TIMEOUT:
    ". The server ended the transaction after 5 seconds because another writer waited: apply it in a quiet hour, split it into smaller migrations, or raise `txn_timeout_s` of the server",
};
