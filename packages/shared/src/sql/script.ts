// Makes a SQL script ready to run: what frames a transaction is taken out where the script is one, what cannot run is refused with its place.
import { quote } from "../inputs/quote.ts";
import { altersReferences, isFrame, isSent, needsOwnTransaction } from "./classify.ts";
import { type ReadScript, readScript } from "./script-problems.ts";
import type { Place, ScriptStatement } from "./split.ts";
import type { TransactionFailure } from "./transaction-failure.ts";

export interface PreparedScript {
  readonly statements: readonly ScriptStatement[];
  /** False for a script that runs statement by statement, as it is written. */
  readonly transaction: boolean;
  /** The script turns foreign keys off somewhere. Inside of a transaction that does nothing: it has to happen before. */
  readonly foreignKeysOff: boolean;
  /** A statement lets a column refer to another table without a look at the rows that are there. */
  readonly altersReferences: boolean;
  /** The script must be the only one in its transaction, if it has one at all. */
  readonly alone: boolean;
  /** All words and names of its statements, folded, each once: among them every table that they touch by themselves, not by triggers. */
  readonly identifiers: readonly string[];
  readonly warnings: readonly ScriptWarning[];
}

type KnownStatement = ReadScript["statements"][number];

export interface ScriptWarning extends Place {
  readonly message: string;
}

/** Something is wrong with a script. The message begins with `file:line:column`, as far as they are known. */
export class ScriptError extends Error {
  override name = "ScriptError";
  readonly file: string;
  readonly place: Place | undefined;
  /** The message without the place. */
  readonly reason: string;
  constructor(file: string, place: Place | undefined, reason: string) {
    super(`${file}${place === undefined ? "" : `:${place.line}:${place.column}`}: ${reason}`);
    this.file = file;
    this.place = place;
    this.reason = reason;
  }
}

/**
 * Prepares a script. One that runs as a transaction loses the BEGIN and COMMIT that a dump has around it, since it is one anyway, and
 * `PRAGMA foreign_keys` is lifted out. Without a transaction all statements stay as they are.
 * @param file the name that errors begin with
 * @throws ScriptError for the first of its problems
 */
export function prepareScript(text: string, file: string, { transaction = true } = {}): PreparedScript {
  return prepareRead(readScript(text, transaction), file, transaction);
}

/** `prepareScript` of a script that was read for such a run already. */
export function prepareRead(
  { statements: all, problems, identifiers }: ReadScript,
  file: string,
  transaction: boolean,
): PreparedScript {
  const [problem] = problems;
  if (problem !== undefined) throw new ScriptError(file, problem, problem.message);
  const own = all.filter(({ kind }) => isSent(kind, transaction));
  const foreignKeysOff = transaction && all.some(({ kind }) => kind === "foreign-keys-off");
  const alters = own.some(({ sql }) => altersReferences(sql));
  return {
    statements: own.map(({ kind, ...statement }) => statement),
    transaction,
    foreignKeysOff,
    altersReferences: alters,
    alone: !transaction || foreignKeysOff || alters || own.some(({ sql }) => needsOwnTransaction(sql)),
    identifiers,
    warnings: transaction ? warnOfFrame(all) : [],
  };
}

/**
 * The first BEGIN or COMMIT inside of a script that runs as one transaction: one around the whole script changes nothing when it is left out, one inside
 * would have made several transactions.
 */
export function frameInside<T extends KnownStatement>(statements: readonly T[]): T | undefined {
  const isOwn = ({ kind }: T) => isSent(kind, true);
  const [first, last] = [statements.findIndex(isOwn), statements.findLastIndex(isOwn)];
  return statements.slice(first + 1, last).find(({ kind }) => isFrame(kind));
}

function warnOfFrame(statements: readonly KnownStatement[]): ScriptWarning[] {
  const inside = frameInside(statements);
  if (inside === undefined) return [];
  const message = `${quote(inside.sql)} is left out: the whole script runs as one transaction, not as several.`;
  return [{ message, line: inside.line, column: inside.column }];
}

/** The error of a transaction that ran the statements of a script and failed. */
export function scriptError(file: string, statements: readonly ScriptStatement[], failure: TransactionFailure): ScriptError {
  const place = failure.index === undefined ? undefined : statements[failure.index];
  return new ScriptError(file, place, `${failure.message} (${failure.code})`);
}

/** How `Connection.transaction` has to treat foreign keys: with them on, SQLite itself keeps them, but for a column that is altered to refer to another table. */
export function foreignKeysOf({ foreignKeysOff, altersReferences }: PreparedScript): {
  readonly foreignKeys?: "off" | "checked";
} {
  if (foreignKeysOff) return { foreignKeys: "off" };
  return altersReferences ? { foreignKeys: "checked" } : {};
}
