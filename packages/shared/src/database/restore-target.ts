// A write transaction that is filled piece by piece, on any kind of database. Nothing stays that is not committed.
import type { Client, Transaction } from "@libsql/client";
import type { Send } from "../network/send.ts";
import { errorMessage } from "../report/failure.ts";
import type { TransactionFailure } from "../sql/transaction-failure.ts";
import type { TransactionResult } from "./connection.ts";
import { openStream, StatementError, type Stream } from "./hrana-stream.ts";
import type { Read } from "./read.ts";
import { LostAnswerError } from "./remote.ts";
import type { Database } from "./resolve.ts";
import type { Statement } from "./statement.ts";

export interface WriteTransaction {
  /** Reads what the transaction sees. */
  readonly read: Read;
  /** Runs statements up to the first that fails. @returns its failure */
  run(statements: readonly string[]): Promise<TransactionFailure | undefined>;
  /** @throws LostAnswerError when nobody knows whether it was committed */
  commit(): Promise<void>;
  /** Undoes what is not committed. Called at the end in any case; never throws. */
  end(): Promise<void>;
}

/** Begins a transaction; waits for another writer as long as the client or the server does. */
export type BeginWrite = () => Promise<WriteTransaction>;

/** A write transaction that takes arguments, for rows. */
export interface FillTransaction extends WriteTransaction {
  /**
   * Runs statements with arguments up to the first that fails, and tells how many rows each changed.
   * @param last with `commit` the transaction is committed behind them, in the same request; its failure has the index behind the last statement
   * @throws LostAnswerError from the request with the commit, when nobody knows whether it was committed
   */
  write(statements: readonly Statement[], last?: "commit"): Promise<TransactionResult>;
}

/**
 * As `BeginWrite`.
 * @param foreignKeys whether they are enforced; not given: off. With `on` a remote transaction begins in the request of its first `write`, which then
 *   is to come before all else
 */
export type BeginFill = (foreignKeys?: "on" | "off") => Promise<FillTransaction>;

/** In KiB, of pages that need not be written before the transaction ends. SQLite's own choice, 2,000, makes filling a large table take a fifth longer. */
const CACHE_KIB = 32_000;

/** Transactions of a local database, through a client with a single connection. Nobody else may use the client meanwhile. */
export function localWrites(client: Client): BeginFill {
  return async (foreignKeys = "off") => {
    await client.execute(`PRAGMA cache_size=-${CACHE_KIB}`);
    if (foreignKeys === "off") await client.execute("PRAGMA foreign_keys=off");
    const transaction = await client.transaction("write").catch(async (fault: unknown) => {
      await client.execute("PRAGMA foreign_keys=on");
      throw fault;
    });
    return {
      read: (sql, args = []) => transaction.execute({ sql, args: [...args] }),
      run: async (statements) => {
        for (const [index, sql] of statements.entries()) {
          const failure = await transaction.executeMultiple(sql).then(() => undefined, failureOf);
          if (failure !== undefined) return { index, ...failure };
        }
        return undefined;
      },
      write: (statements, last) => writeLocally(transaction, statements, last),
      commit: () => transaction.commit(),
      end: async () => {
        transaction.close();
        await client.execute("PRAGMA foreign_keys=on");
      },
    };
  };
}

/** Transactions of a remote database, each on a Hrana stream of its own. When another writer waits, sqld ends one that is older than 5 seconds. */
export function remoteWrites(database: Database & { kind: "remote" }, send: Send): BeginFill {
  return async (foreignKeys = "off") => {
    const stream = openStream(database, send);
    if (foreignKeys === "on") return fromStream(stream, { sql: "BEGIN IMMEDIATE" });
    try {
      await stream.read("PRAGMA foreign_keys=off");
      await stream.read("BEGIN IMMEDIATE");
    } catch (fault) {
      await stream.close();
      throw fault;
    }
    return fromStream(stream);
  };
}

/** @param begin what the first `write` begins with, where that has not happened yet */
function fromStream(stream: Stream, begin?: Statement): FillTransaction {
  let before = begin === undefined ? [] : [begin];
  return {
    read: stream.read,
    run: (statements) => stream.run(statements.map((sql) => ({ sql }))),
    write: async (statements, last) => {
      const first = before;
      before = [];
      const all = [...first, ...statements];
      const result =
        last === "commit"
          ? await stream.write([...all, { sql: "COMMIT" }], "close").catch(lostUnlessRefused)
          : await stream.write(all);
      if (result.ok) return { ok: true, rowsAffected: result.rowsAffected.slice(first.length, all.length) };
      const index = (result.index ?? -1) - first.length;
      const { index: _, ...failure } = result;
      return index < 0 ? failure : { ...failure, index };
    },
    commit: async () => {
      await stream.read("COMMIT").catch(lostUnlessRefused);
    },
    end: () => stream.close(),
  };
}

function lostUnlessRefused(fault: unknown): never {
  if (fault instanceof StatementError) throw fault;
  throw new LostAnswerError(`COMMIT was sent and its answer is lost: everything or nothing is there (${errorMessage(fault)})`, {
    cause: fault,
  });
}

/** Statements without arguments, and COMMIT, by sqlite3_exec: see local.ts. */
async function writeLocally(
  transaction: Transaction,
  statements: readonly Statement[],
  last: "commit" | undefined,
): Promise<TransactionResult> {
  const rowsAffected: number[] = [];
  try {
    for (const { sql, args = [] } of statements) {
      if (args.length === 0) await transaction.executeMultiple(sql);
      rowsAffected.push(args.length === 0 ? 0 : (await transaction.execute({ sql, args: [...args] })).rowsAffected);
    }
    if (last === "commit") await transaction.executeMultiple("COMMIT");
    return { ok: true, rowsAffected };
  } catch (problem) {
    return { ok: false, index: rowsAffected.length, ...failureOf(problem) };
  }
}

function failureOf(problem: unknown): TransactionFailure {
  if (!(problem instanceof Error && "code" in problem)) throw problem;
  const code = String(problem.code);
  return { code, message: problem.message.startsWith(`${code}: `) ? problem.message.slice(code.length + 2) : problem.message };
}
