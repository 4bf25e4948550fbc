// Transactions of rows on a `file:` database, whose statements run on a thread of the native library while this one makes the next ones.
import type Database from "libsql/promise";
import { changesRows } from "../sql/classify.ts";
import { tokens } from "../sql/tokens.ts";
import type { TransactionFailure } from "../sql/transaction-failure.ts";
import type { BeginFill, FillTransaction } from "./fill.ts";
import { CACHE_KIB, nativeFailure, nativeTimeoutMs } from "./local.ts";
import type { Statement } from "./statement.ts";

/**
 * Where a script notes how many rows each of its statements has changed: only the connection sees it, and nothing of it is kept. By UPDATE, which leaves
 * `last_insert_rowid()` alone.
 */
const NOTES = 'temp."libsql-actions written"';
const SETTINGS = [
  `PRAGMA cache_size=-${CACHE_KIB}; PRAGMA foreign_keys=on; PRAGMA temp_store=memory`,
  `CREATE TABLE ${NOTES} (rows); INSERT INTO ${NOTES} VALUES ('')`,
].join(";");

/**
 * Makes them. Each has a connection of its own.
 * @param path of a file whose native addon is loaded
 * @param lockTimeoutMs how long to wait for another writer
 */
export function fileFills(path: string, lockTimeoutMs: number): BeginFill {
  return async () => {
    const { default: Connection } = await import("libsql/promise");
    const connection: Database = new Connection(path, { timeout: nativeTimeoutMs(lockTimeoutMs) });
    try {
      await connection.exec(`${SETTINGS}; BEGIN IMMEDIATE`);
    } catch (problem) {
      connection.close();
      throw coded(problem);
    }
    return transactionOn(connection);
  };
}

function transactionOn(connection: Database): FillTransaction {
  return {
    write: async (statements, last) => {
      const rowsAffected: number[] = [];
      try {
        for (const part of partsOf(statements)) {
          if (part.script === undefined) rowsAffected.push(await runAlone(connection, part.alone));
          else await runScript(connection, part.script, rowsAffected);
        }
        if (last === "commit") await connection.exec("COMMIT");
        return { ok: true, rowsAffected };
      } catch (problem) {
        const failure = failureOf(problem);
        // What ends the transaction takes the notes along.
        return isOpen(connection) ? { ok: false, index: rowsAffected.length, ...failure } : { ok: false, ...failure };
      }
    },
    end: async () => {
      // By itself a closed connection goes on for as long as a statement of it has not been collected. One that cannot roll back ends with the process.
      if (isOpen(connection)) await connection.exec("ROLLBACK").catch(() => undefined);
      connection.close();
    },
  };
}

/** The types of the library leave it out. */
function isOpen(connection: Database): boolean {
  return (connection as Database & { readonly inTransaction: boolean }).inTransaction;
}

/** Statements that are one script, or one that has to be run by itself. */
type Part =
  | { readonly script: readonly Statement[]; readonly alone?: undefined }
  | { readonly script?: undefined; readonly alone: Statement };

/** Only a whole script runs on the other thread, and takes no arguments: texts are written into it. Statements of others do not share one with notes. */
function partsOf(statements: readonly Statement[]): Part[] {
  const parts: Part[] = [];
  let script: Statement[] = [];
  const close = () => {
    if (script.length > 0) parts.push({ script });
    script = [];
  };
  for (const statement of statements) {
    if (fitsScript(statement)) script.push(statement);
    else {
      close();
      parts.push({ alone: statement });
    }
  }
  close();
  return parts;
}

function fitsScript({ args = [] }: Statement): boolean {
  return args.length > 0 && args.every((value) => typeof value === "string" && !value.includes("\0"));
}

/** @param done gets how many rows each statement has changed, also of those before one that fails */
async function runScript(connection: Database, statements: readonly Statement[], done: number[]): Promise<void> {
  const noted = statements.map(({ sql, args = [] }) => {
    const note = `UPDATE ${NOTES} SET rows = rows || ' ' || ${changesRows(sql) ? "changes()" : "0"}`;
    // On a line of its own: a statement may end with a comment.
    return `${withTexts(sql, args as readonly string[])}\n;${note};\n`;
  });
  try {
    await connection.exec(`UPDATE ${NOTES} SET rows = '';${noted.join("")}`);
  } finally {
    // Behind what has ended the transaction there are none.
    const notes = await connection.prepare(`SELECT rows FROM ${NOTES}`);
    const [note]: readonly { readonly rows: string }[] = await notes.all();
    done.push(...(note?.rows ?? "").split(" ").slice(1).map(Number));
  }
}

/** @returns how many rows it has changed, 0 for one without arguments */
async function runAlone(connection: Database, { sql, args = [] }: Statement): Promise<number> {
  if (args.length === 0) {
    await connection.exec(sql);
    return 0;
  }
  const prepared = await connection.prepare(sql);
  const { changes } = prepared.run([...args]);
  return changesRows(sql) ? Number(changes) : 0;
}

/** Puts texts, without NUL, in the places of a statement's parameters, all of which are `?`. */
export function withTexts(sql: string, texts: readonly string[]): string {
  let whole = "";
  let next = 0;
  for (const { kind, start, end } of tokens(sql)) {
    const token = sql.slice(start, end);
    whole += kind === "other" && token === "?" ? `'${(texts[next++] ?? "").replaceAll("'", "''")}'` : token;
  }
  if (next !== texts.length)
    throw new RangeError(`the statement has ${next} parameters, and ${texts.length} arguments are given`);
  return whole;
}

/** By the code that it has in all other places: the first word of SQLite's extended one. @throws what is no failure of a statement */
function failureOf(problem: unknown): TransactionFailure {
  const code = problem instanceof Error && "code" in problem ? /^SQLITE_[A-Z]+/.exec(String(problem.code))?.[0] : undefined;
  if (code === undefined) throw problem;
  return nativeFailure(code, (problem as Error).message);
}

/** The same as an error, as the client's own are. */
function coded(problem: unknown): Error {
  const { code, message } = failureOf(problem);
  return Object.assign(new Error(`${code}: ${message}`, { cause: problem }), { code });
}
