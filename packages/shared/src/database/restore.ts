// Runs a dump into an empty database while it is read, in one transaction: it is there as a whole or not at all.
import { ScriptError } from "../sql/script.ts";
import { StatementError } from "./hrana-stream.ts";
import { violatedForeignKeys } from "./restore-check.ts";
import { emptyTarget } from "./restore-clear.ts";
import { withoutFrames } from "./restore-frames.ts";
import { type PlacedStatement, scriptStatements } from "./restore-statements.ts";
import type { BeginWrite, WriteTransaction } from "./restore-target.ts";

export interface RestoreOptions {
  /** What errors call the script. */
  readonly file: string;
  /** Whether what is in the database may go. Otherwise one that is not empty is refused. */
  readonly replace: boolean;
}

export interface Restored {
  readonly statements: number;
  /** 1, or how many it took on a server where another writer waited for too long: see `restore`. */
  readonly transactions: number;
  /** Which foreign keys are violated, or cannot be checked; empty when none. A database can hold such, and its backup then does too. */
  readonly violations: string;
}

/** What goes to a database at once: on a server a request, which has to be done long before a transaction is 5 seconds old. */
const MAX_CHARACTERS_AT_ONCE = 250_000;
const MAX_STATEMENTS_AT_ONCE = 500;
const TRANSACTION_TIMEOUT = "TRANSACTION_TIMEOUT";

/**
 * Restores. Foreign keys are off until the end, and what frames the script's own transaction is left out.
 *
 * A server ends a transaction that is older than 5 seconds while another writer waits; nothing of it stays. A database that was empty is then filled
 * in several transactions instead, and when one of them fails the error says how far it came. One that was to be replaced is left as it is.
 * @param script called for each attempt; what it throws at the script's end undoes everything
 * @throws ScriptError for a statement that fails or a script that was cut off, LostAnswerError, or an `Error` that says why nothing was changed
 */
export async function restore(
  script: () => AsyncIterable<string>,
  begin: BeginWrite,
  options: RestoreOptions,
): Promise<Restored> {
  let wasEmpty = false;
  const transaction = await begin();
  try {
    wasEmpty = await emptyTarget(transaction, options.replace);
    let statements = 0;
    for await (const part of parts(script(), options.file)) {
      await runPart(transaction, part, options.file);
      statements += part.length;
    }
    const violations = await violatedForeignKeys(transaction.read);
    await transaction.commit();
    return { statements, transactions: 1, violations };
  } catch (problem) {
    if (!isTimeout(problem)) throw problem;
    if (!wasEmpty)
      throw new Error(
        "another writer waited for too long, so the server ended the restore, and nothing was changed. Restore when nobody writes",
        {
          cause: problem,
        },
      );
  } finally {
    await transaction.end();
  }
  return inParts(script, begin, options);
}

async function inParts(script: () => AsyncIterable<string>, begin: BeginWrite, options: RestoreOptions): Promise<Restored> {
  let [statements, transactions] = [0, 0];
  let reached = "";
  const inTransaction = async <T>(work: (transaction: WriteTransaction) => Promise<T>): Promise<T> => {
    const transaction = await begin();
    try {
      const result = await work(transaction);
      await transaction.commit();
      return result;
    } finally {
      await transaction.end();
    }
  };
  try {
    for await (const part of parts(script(), options.file)) {
      await inTransaction((transaction) => runPart(transaction, part, options.file));
      statements += part.length;
      transactions++;
      reached = `${options.file}:${part.at(-1)?.line}`;
    }
    return { statements, transactions, violations: await inTransaction(({ read }) => violatedForeignKeys(read)) };
  } catch (problem) {
    if (reached === "") throw problem;
    throw new Error(`the database now holds a part of the script, up to ${reached}; restore again and let it be replaced`, {
      cause: problem,
    });
  }
}

/** The statements to run, in parts of a bounded length. */
async function* parts(script: AsyncIterable<string>, file: string): AsyncGenerator<PlacedStatement[]> {
  let part: PlacedStatement[] = [];
  let characters = 0;
  for await (const statement of withoutFrames(scriptStatements(withoutNul(script, file)), file)) {
    part.push(statement);
    characters += statement.sql.length;
    if (characters < MAX_CHARACTERS_AT_ONCE && part.length < MAX_STATEMENTS_AT_ONCE) continue;
    yield part;
    [part, characters] = [[], 0];
  }
  if (part.length > 0) yield part;
}

async function* withoutNul(script: AsyncIterable<string>, file: string): AsyncGenerator<string> {
  for await (const piece of script) {
    if (piece.includes("\0"))
      throw new ScriptError(file, undefined, "there is a NUL character, at which SQLite would stop reading");
    yield piece;
  }
}

async function runPart(transaction: WriteTransaction, part: readonly PlacedStatement[], file: string): Promise<void> {
  const failure = await transaction.run(part.map(({ sql }) => sql));
  if (failure === undefined) return;
  const cause = new ScriptError(file, part[failure.index ?? 0], `${failure.message} (${failure.code})`);
  throw failure.code === TRANSACTION_TIMEOUT ? new TransactionTimeoutError(cause.message, { cause }) : cause;
}

/** The server gave the write lock to somebody who waited for it. */
class TransactionTimeoutError extends Error {
  override name = "TransactionTimeoutError";
}

function isTimeout(problem: unknown): boolean {
  return (
    problem instanceof TransactionTimeoutError || (problem instanceof StatementError && problem.code === TRANSACTION_TIMEOUT)
  );
}
