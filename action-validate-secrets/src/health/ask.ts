// How the checks of health ask a database: faults of a remote one come as they are, for `diagnose`, and what takes long ends with its budget.
import type { InValue, ResultSet } from "@libsql/client";
import { remoteClient } from "@libsql-actions/shared/database/remote-client";
import { RemoteError } from "@libsql-actions/shared/database/remote-result";
import { remoteSnapshot } from "@libsql-actions/shared/database/remote-snapshot";
import { TimeoutError } from "@libsql-actions/shared/network/fault";
import type { Send } from "@libsql-actions/shared/network/send";
import { plainLine } from "@libsql-actions/shared/report/log";
import { NotLibsqlError, StatementError } from "../fault.ts";
import type { HealthSession } from "../health-seam.ts";
import { withoutUrl } from "../session.ts";
import type { Budget } from "./limits.ts";

export interface Ask {
  /** Integers are bigint. @throws StatementError, NotLibsqlError, TimeoutError, or what the network or the native client says */
  query(sql: string, args?: readonly InValue[]): Promise<ResultSet>;
  /** Runs the same read so often, in one request where there are requests. @throws as `query` */
  repeat(sql: string, times: number): Promise<void>;
}

const MAX_WORDS = 500;

/** Asks over `send`, which decides what is tried again. */
export function askOver({ database: opened }: HealthSession, send: Send): Ask {
  const { database } = opened;
  if (database.kind !== "remote")
    return {
      query: (sql, args) => opened.query(sql, args).catch((fault: unknown) => Promise.reject(withoutUrl(fault))),
      repeat: async (sql, times) => {
        const answers = await opened.reads(Array.from({ length: times }, () => ({ sql })));
        const failed = answers.find((answer) => !Array.isArray(answer));
        if (failed !== undefined && !Array.isArray(failed)) throw new StatementError(failed.code, failed.message);
      },
    };
  const snapshot = remoteSnapshot(database, send);
  const client = remoteClient(database, send, () => Promise.reject(new Error("only reads with arguments by place are asked")));
  return {
    query: (sql, args = []) => client.execute({ sql, args: [...args] }).catch(rethrow),
    repeat: async (sql, times) => {
      const answers = await snapshot(Array.from({ length: times }, () => ({ sql }))).catch(rethrow);
      if (answers === undefined)
        throw new NotLibsqlError("The server does not answer the same read several times in one request.");
      for (const answer of answers) if ("error" in answer) rethrow(new RemoteError(answer.error));
    },
  };
}

/** The same, once and never again, and not past the budget: what takes long must not be asked for a second time while the first still runs. */
export function askWithin(session: HealthSession, send: Send, budget: Budget): Ask {
  const once: Send = (url, options, read) =>
    send(url, { ...options, repeatable: false, timeoutMs: Math.max(1, budget.leftMs()) }, read);
  const ask = askOver(session, once);
  const inTime = () => {
    if (budget.leftMs() <= 0) throw new TimeoutError("the time of the check is used up");
  };
  return {
    query: async (sql, args) => {
      inTime();
      return ask.query(sql, args);
    },
    repeat: async (sql, times) => {
      inTime();
      return ask.repeat(sql, times);
    },
  };
}

/** What the client makes of a refused statement, and of an answer of another protocol, as the faults of this action. */
export function rethrow(fault: unknown): never {
  if (fault instanceof Error && fault.name === "LibsqlError") {
    const code = "code" in fault ? String(fault.code) : "";
    throw new StatementError(code, plainLine(fault.message).slice(0, MAX_WORDS).toWellFormed());
  }
  if (fault instanceof SyntaxError) throw new NotLibsqlError("The answer is not that of a libSQL server.");
  throw fault;
}
