// A write transaction that is filled with rows piece by piece, on any kind of database, with foreign keys enforced. Nothing stays that is not committed.
import type { Client, Transaction } from "@libsql/client";
import type { Send } from "../network/send.ts";
import type { TransactionResult } from "./connection.ts";
import { lostUnlessRefused, openStream } from "./hrana-stream.ts";
import { clientFailure } from "./local.ts";
import type { RemoteDatabase } from "./resolve.ts";
import type { Statement } from "./statement.ts";

export interface FillTransaction {
  /**
   * Runs statements up to the first that fails, and tells how many rows each one with arguments changed.
   * @param last with `commit` the transaction is committed behind them, in the same request; its failure has the index behind the last statement
   * @throws LostAnswerError from the request with the commit, when nobody knows whether it was committed
   */
  write(statements: readonly Statement[], last?: "commit"): Promise<TransactionResult>;
  /** Undoes what is not committed. Called at the end in any case; never throws. */
  end(): Promise<void>;
}

/** Begins a transaction; waits for another writer as long as the client or the server does. A remote one begins in the request of its first `write`. */
export type BeginFill = () => Promise<FillTransaction>;

/** Transactions of an in-memory database, through a client with a single connection. Nobody else may use the client meanwhile. */
export function memoryFills(client: Client): BeginFill {
  return async () => {
    const transaction = await client.transaction("write");
    return {
      write: (statements, last) => writeInMemory(transaction, statements, last),
      end: async () => transaction.close(),
    };
  };
}

/** Statements without arguments, and COMMIT, by sqlite3_exec: see local.ts. */
async function writeInMemory(
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
    return { ok: false, index: rowsAffected.length, ...clientFailure(problem) };
  }
}

/** Transactions of a remote database, each on a Hrana stream of its own. When another writer waits, sqld ends one that is older than 5 seconds. */
export function remoteFills(database: RemoteDatabase, send: Send): BeginFill {
  return async () => {
    const stream = openStream(database, send);
    let before: readonly Statement[] = [{ sql: "BEGIN IMMEDIATE" }];
    return {
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
      end: () => stream.close(),
    };
  };
}
