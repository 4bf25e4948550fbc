// What a server's errors mean, in the words of SQLite.
import { plainLine } from "../report/log.ts";
import type { TransactionFailure } from "../sql/transaction-failure.ts";
import type { ServerError } from "./hrana.ts";

/** With these the server refuses the whole request before anything runs, and does not say for which statement. */
const PARSER_CODES = new Set(["SQL_PARSE_ERROR", "SQL_NO_STATEMENT", "SQL_MANY_STATEMENTS"]);

/** Whether a server's parser refused something, and with it all that stood in the same batch. */
export function isParserRefusal({ code }: Pick<ServerError, "code">): boolean {
  return PARSER_CODES.has(code ?? "");
}

/** The server's code and words as SQLite has them: it calls SQLITE_ERROR unknown and puts its own prefix before messages. */
export function serverFailure({ code, message }: ServerError): { code: string; message: string } {
  return {
    code: code === "SQLITE_UNKNOWN" || code === "SQL_INPUT_ERROR" ? "SQLITE_ERROR" : plainLine(code ?? "UNKNOWN"),
    message: message.replace(/^SQL(ite)? (input )?error: /, "").replace(/ \(at offset \d+\)$/, ""),
  };
}

/** For a statement of which an answer says nothing. */
export const NO_ANSWER: ServerError = { code: "UNKNOWN", message: "the server gave neither rows nor an error" };

/** A step has neither rows nor an error: the transaction it stands in was over. @param what it did not come to */
export function closedBefore(what: string): { code: string; message: string } {
  return { code: "TRANSACTION_CLOSED", message: `the transaction was closed before ${what}` };
}

/**
 * The statement that the parser refused, where it refused a batch as a whole.
 * @param alone what it says of each statement alone
 * @param whole what it said of the batch, for where it now refuses none
 */
export function firstRefused(alone: readonly (TransactionFailure | undefined)[], whole: TransactionFailure): TransactionFailure {
  const index = alone.findIndex((refused) => refused !== undefined);
  const refused = alone[index];
  return refused === undefined ? whole : { ...refused, index };
}
