// A write transaction without foreign keys, for scripts, on any kind of database. Nothing stays that is not committed.
import type { Client } from "@libsql/client";
import type { Send } from "../network/send.ts";
import type { TransactionFailure } from "../sql/transaction-failure.ts";
import { lostUnlessRefused, openStream, type Stream } from "./hrana-stream.ts";
import { CACHE_KIB, clientFailure } from "./local.ts";
import type { Read } from "./read.ts";
import type { RemoteDatabase } from "./resolve.ts";

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

/** Transactions of a local database, through a client with a single connection. Nobody else may use the client meanwhile. */
export function localWrites(client: Client): BeginWrite {
  return async () => {
    await client.execute(`PRAGMA cache_size=-${CACHE_KIB}`);
    await client.execute("PRAGMA foreign_keys=off");
    const transaction = await client.transaction("write").catch(async (fault: unknown) => {
      await client.execute("PRAGMA foreign_keys=on");
      throw fault;
    });
    return {
      read: (sql, args = []) => transaction.execute({ sql, args: [...args] }),
      run: async (statements) => {
        for (const [index, sql] of statements.entries()) {
          const failure = await transaction.executeMultiple(sql).then(() => undefined, clientFailure);
          if (failure !== undefined) return { index, ...failure };
        }
        return undefined;
      },
      commit: () => transaction.commit(),
      end: async () => {
        transaction.close();
        await client.execute("PRAGMA foreign_keys=on");
      },
    };
  };
}

/** Transactions of a remote database, each on a Hrana stream of its own. When another writer waits, sqld ends one that is older than 5 seconds. */
export function remoteWrites(database: RemoteDatabase, send: Send): BeginWrite {
  return async () => {
    const stream = openStream(database, send);
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

function fromStream(stream: Stream): WriteTransaction {
  return {
    read: stream.read,
    run: (statements) => stream.run(statements.map((sql) => ({ sql }))),
    commit: async () => {
      await stream.read("COMMIT").catch(lostUnlessRefused);
    },
    end: () => stream.close(),
  };
}
