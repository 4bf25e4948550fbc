// Makes a SQL script ready to run as one transaction: what frames a transaction is taken out, what cannot stand in one is refused with its place.
import { quote } from "../inputs/quote.ts";
import { altersReferences, classify } from "./classify.ts";
import { type Position, type ScriptStatement, splitScript } from "./split.ts";
import type { TransactionFailure } from "./transaction-failure.ts";

export interface PreparedScript {
  readonly statements: readonly ScriptStatement[];
  /** The script turns foreign keys off somewhere. Inside of a transaction that does nothing: it has to happen before. */
  readonly foreignKeysOff: boolean;
  /** A statement lets a column refer to another table without a look at the rows that are there. */
  readonly altersReferences: boolean;
  readonly warnings: readonly ScriptWarning[];
}

export interface ScriptWarning {
  readonly message: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

/** Something is wrong with a script. The message begins with `file:line:column`, as far as they are known. */
export class ScriptError extends Error {
  override name = "ScriptError";
  readonly file: string;
  readonly place: Pick<Position, "line" | "column"> | undefined;
  constructor(file: string, place: Pick<Position, "line" | "column"> | undefined, message: string) {
    super(`${file}${place === undefined ? "" : `:${place.line}:${place.column}`}: ${message}`);
    this.file = file;
    this.place = place;
  }
}

const REFUSED = {
  rollback: "ROLLBACK would undo the script, which runs as one transaction. Take it out, or use a savepoint.",
  attach: "a script works on one database: ATTACH and DETACH cannot run in its transaction. Take it out.",
  vacuum: "VACUUM cannot run in a transaction, and every script is one. Take it out.",
  temporary:
    "libsql-server refuses what is temporary, and elsewhere it would stay for the scripts that follow. Make an ordinary table, and drop it at the end.",
  setting:
    "libsql-server refuses to set this PRAGMA, and elsewhere it would stay set for the scripts that follow, or do nothing in a transaction. Take it out.",
};

/**
 * Prepares a script. The BEGIN and COMMIT that a dump has around it are left out, since the script runs as one transaction anyway;
 * `PRAGMA foreign_keys` is lifted out.
 * @param file the name that errors begin with
 * @throws ScriptError
 */
export function prepareScript(text: string, file: string): PreparedScript {
  const nul = text.indexOf("\0");
  if (nul !== -1)
    throw new ScriptError(
      file,
      placeOf(text, nul),
      "there is a NUL character, at which SQLite would stop reading. Is it a text file in UTF-8?",
    );
  const all = splitScript(text).statements.map((statement) => ({ ...statement, kind: classify(statement.sql) }));
  for (const statement of all) {
    const reason = REFUSED[statement.kind as keyof typeof REFUSED];
    if (reason !== undefined) throw new ScriptError(file, statement, reason);
  }
  const own = all.filter(({ kind }) => !isFrame(kind) && !isForeignKeys(kind));
  const [first, last] = [own[0]?.offset ?? Number.POSITIVE_INFINITY, own.at(-1)?.offset ?? 0];
  const inside = all.find(({ kind, offset }) => isFrame(kind) && offset > first && offset < last);
  return {
    statements: own.map(({ kind, ...statement }) => statement),
    foreignKeysOff: all.some(({ kind }) => kind === "foreign-keys-off"),
    altersReferences: own.some(({ sql }) => altersReferences(sql)),
    warnings:
      inside === undefined
        ? []
        : [
            {
              message: `${quote(inside.sql)} is left out: the whole script runs as one transaction, not as several.`,
              line: inside.line,
              column: inside.column,
            },
          ],
  };
}

const isFrame = (kind: string) => kind === "begin" || kind === "commit";
const isForeignKeys = (kind: string) => kind === "foreign-keys-off" || kind === "foreign-keys-on";

/** The error of a transaction that ran the statements of a script and failed. */
export function scriptError(file: string, statements: readonly ScriptStatement[], failure: TransactionFailure): ScriptError {
  const place = failure.index === undefined ? undefined : statements[failure.index];
  return new ScriptError(file, place, `${failure.message} (${failure.code})`);
}

function placeOf(text: string, index: number): Pick<Position, "line" | "column"> {
  const lines = text.slice(0, index).split("\n");
  return { line: lines.length, column: [...(lines.at(-1) ?? "").replace(/^\ufeff/, "")].length + 1 };
}

/** How `Connection.transaction` has to treat foreign keys: with them on, SQLite itself keeps them, but for a column that is altered to refer to another table. */
export function foreignKeysOf({ foreignKeysOff, altersReferences }: PreparedScript): {
  readonly foreignKeys?: "off" | "checked";
} {
  if (foreignKeysOff) return { foreignKeys: "off" };
  return altersReferences ? { foreignKeys: "checked" } : {};
}
