// Says why a migration failed, at its place in the file, and what to do.
import { type ScriptError, scriptError } from "@libsql-actions/shared/sql/script";
import type { TransactionFailure } from "@libsql-actions/shared/sql/transaction-failure";
import { hasTouched } from "../history/fence.ts";
import type { Change } from "./change.ts";
import { mustNotTouch } from "./touching.ts";
import type { Built } from "./transaction.ts";

/**
 * The error of a transaction that failed.
 * @param group the changes it was to make
 * @param table of the history
 */
export function failure(
  failed: TransactionFailure,
  { own, opening }: Built,
  group: readonly Change[],
  table: string,
): ScriptError {
  const place = failed.index === undefined ? undefined : own[failed.index];
  const { file, script } = place?.change ?? (group.at(-1) as Change);
  // What closes a record also fails when a migration has dropped the table.
  const isRecord = place === undefined && (failed.index ?? 0) >= opening;
  if (hasTouched(failed) || (isRecord && failed.code === "SQLITE_ERROR"))
    return scriptError(file, script.statements, {
      code: "SQLITE_CONSTRAINT",
      message: mustNotTouch(table),
    });
  return scriptError(file, script.statements, {
    ...(place === undefined ? {} : { index: place.index }),
    code: failed.code,
    message: `${failed.message}${advice(failed, place === undefined ? undefined : place.change.script.statements[place.index]?.sql)}`,
  });
}

/** What a failure means and what to do, as the end of a sentence; empty where its own words say all. */
export function advice({ code, message }: TransactionFailure, sql = ""): string {
  const found = ADVICE.find(
    (known) => (known.code ?? code) === code && (known.message?.test(message) ?? true) && (known.sql?.test(sql) ?? true),
  );
  return found === undefined ? "" : `. ${found.text}`;
}

interface Advice {
  readonly code?: string;
  readonly message?: RegExp;
  readonly sql?: RegExp;
  readonly text: string;
}

const ADVICE: readonly Advice[] = [
  { code: "SQLITE_BUSY", text: "Another writer holds the database: wait for it, or raise `lock-timeout`" },
  {
    code: "TRANSACTION_TIMEOUT",
    text: "The server ended the transaction after 5 seconds because another writer waited, and it will again: apply it in a quiet hour, split the work into chunks, or raise `txn_timeout_s` of the server",
  },
  {
    code: "RESPONSE_TOO_LARGE",
    text: "A server gives back the rows of every SELECT: take it out, or have it give fewer",
  },
  {
    code: "SQLITE_TOOBIG",
    text: "A server takes statements and values of up to 5 MB: split it, or load data with the seed action",
  },
  {
    message: /^no such column: /,
    sql: /"/,
    text: "Text in double quotes is a name here, as in libsql-server: write text in single quotes",
  },
  {
    message: /^error in (view|trigger) /,
    text: "A view or trigger uses the table that is rebuilt: drop it before, and make it again at the end",
  },
  {
    message: /^SQL logic error$/,
    sql: /^drop\s+table\b/i,
    text: "A table with a vector index that other tables refer to cannot be dropped while foreign keys are on: drop the index first",
  },
  {
    message: /no such function: /,
    text: "The database has no such function: libsql-server is built without the mathematical ones, and functions of an application are only known to it",
  },
];
