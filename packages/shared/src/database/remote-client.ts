// The client of a remote database. Reads are one Hrana request each; @libsql/client, which takes longer to load than a small migration to run (it brings
// its own protocol and WebSockets along) and asks the server for its version first, is loaded for everything else.
// Of a remote database only reads go through it (writes go through remote.ts); it is a whole client because `openClient` gives one type for all kinds.
import type { Client, InStatement, ResultSet, TransactionMode } from "@libsql/client";
import type { Send } from "../network/send.ts";
import { type BatchAnswer, pipeline, toStmt } from "./hrana.ts";
import { closedBefore } from "./hrana-failure.ts";
import { RemoteError, toResultSet } from "./remote-result.ts";
import type { RemoteDatabase } from "./resolve.ts";
import type { Statement } from "./statement.ts";

const CLOSED = closedBefore("this statement");

/**
 * Makes the client.
 * @param load loads @libsql/client for the same database
 */
export function remoteClient(database: RemoteDatabase, send: Send, load: () => Promise<Client>): Client {
  let loading: Promise<Client> | undefined;
  let closed = false;
  const whole = (): Promise<Client> => {
    loading ??= load();
    return loading;
  };
  return {
    protocol: "http",
    get closed() {
      return closed;
    },
    execute: async (given: InStatement, ...more: unknown[]) => {
      const statement = more.length === 0 ? plain(given) : undefined;
      if (statement === undefined) return (await whole()).execute(given, ...(more as []));
      const [answer] = await pipeline(database, send, [[{ stmt: toStmt(statement) }]], { repeatable: true });
      return readOne(answer as BatchAnswer);
    },
    batch: async (statements, mode) => (await whole()).batch(statements, mode),
    migrate: async (statements) => (await whole()).migrate(statements),
    transaction: async (mode: TransactionMode = "write") => (await whole()).transaction(mode),
    executeMultiple: async (sql) => (await whole()).executeMultiple(sql),
    sync: async () => (await whole()).sync(),
    reconnect: () => {
      closed = false;
    },
    close: () => {
      closed = true;
      // What could not be loaded was told to whoever asked for it.
      loading?.then((client) => client.close()).catch(() => undefined);
    },
  };
}

/** Undefined for arguments by name. */
function plain(given: InStatement): Statement | undefined {
  if (typeof given === "string") return { sql: given };
  const { sql, args = [] } = given;
  return Array.isArray(args) ? { sql, args } : undefined;
}

function readOne(answer: BatchAnswer): ResultSet {
  if (answer.type === "error") throw new RemoteError(answer.error);
  const { step_results: results, step_errors: errors } = answer.response.result;
  const [result, error] = [results[0], errors[0]];
  if (!result) throw new RemoteError(error ?? CLOSED);
  return toResultSet(result);
}
