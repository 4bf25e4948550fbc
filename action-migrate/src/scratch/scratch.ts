// A throwaway database on the engine that the real one runs on: where migrations are tried before they count.
import type { ClientSettings } from "@libsql-actions/shared/database/client";
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import type { Database } from "@libsql-actions/shared/database/resolve";
import { findProgram } from "@libsql-actions/shared/processes/find-program";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { readServerVersion, type ScratchServer, type ScratchServerRequest, startScratchServer } from "./scratch-server.ts";

export interface ScratchRequest {
  /** The kind of the real database; undefined where there is none, which means a server. */
  readonly target: Database["kind"] | undefined;
  /** The step's: `PATH` says where sqld is. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where a server's folder is made: RUNNER_TEMP. */
  readonly temporary: string;
  readonly settings: ClientSettings;
  /** Told when the engine is another than the real one's because nothing better was installed, and what that means. */
  readonly note: (message: string) => void;
  /** Told when it is another although something better is installed. */
  readonly warn: (message: string) => void;
}

export interface Scratch {
  readonly engine: "sqld" | "memory";
  /** The database in use, empty at first. Nobody need close it. */
  readonly db: Connection;
  /**
   * Puts a new, empty database on the same engine into the place of the one in use, which is gone then.
   * @throws when a server cannot be started again: another engine would give other answers
   */
  fresh(): Promise<Connection>;
  /** Ends and removes everything. */
  close(): Promise<void>;
}

const MEMORY: Database = { kind: "memory", url: ":memory:" };
const WEAKER =
  "an in-memory database takes its place: what libsql-server refuses and SQLite does not (such as VACUUM or most PRAGMAs) is not found";

/**
 * Opens a throwaway database. A local one (`file:`, `:memory:`) is stood for by memory, which is its own engine; a remote one by the sqld on PATH.
 * Where that is missing, or cannot be started, memory takes its place, and that is said.
 */
export async function openScratch(request: ScratchRequest): Promise<Scratch> {
  if (request.target !== undefined && request.target !== "remote") return scratchInMemory(request);
  const sqld = await findProgram("sqld", request.environment["PATH"]);
  if (sqld === undefined) {
    request.note(`There is no sqld on PATH, so ${WEAKER}. The setup action with \`backend: turso-local\` installs one.`);
    return scratchInMemory(request);
  }
  try {
    const version = await readServerVersion(sqld, request.environment);
    return await scratchOnServer({ ...request, sqld, version }, request.settings);
  } catch (problem) {
    request.warn(`${sqld} cannot be started (${errorMessage(problem)}), so ${WEAKER}.`);
    return scratchInMemory(request);
  }
}

async function scratchInMemory({ settings }: ScratchRequest): Promise<Scratch> {
  let db = await openConnection(MEMORY, settings);
  return {
    engine: "memory",
    get db() {
      return db;
    },
    fresh: async () => {
      db.close();
      db = await openConnection(MEMORY, settings);
      return db;
    },
    close: async () => db.close(),
  };
}

/** Each database has a server of its own, which comes up in about 20 ms: emptying one would leave what the server keeps beside the data. */
async function scratchOnServer(request: ScratchServerRequest, settings: ClientSettings): Promise<Scratch> {
  let current = await openOnServer(request, settings);
  const end = async (): Promise<void> => {
    current.db.close();
    await current.server.stop();
  };
  return {
    engine: "sqld",
    get db() {
      return current.db;
    },
    fresh: async () => {
      await end();
      current = await openOnServer(request, settings);
      return current.db;
    },
    close: end,
  };
}

async function openOnServer(request: ScratchServerRequest, settings: ClientSettings) {
  const server = await startScratchServer(request);
  try {
    const { host } = new URL(server.url);
    const database: Database = { kind: "remote", url: server.url, host, loopback: true, encrypted: false };
    return { server, db: watched(await openConnection(database, settings), server) };
  } catch (problem) {
    await server.stop();
    throw problem;
  }
}

/** A server that is gone shows as a refused connection or a lost answer; this says what it was. */
function watched(db: Connection, server: ScratchServer): Connection {
  const explain = async (problem: unknown): Promise<never> => {
    const log = await server.lost();
    if (log === undefined) throw problem;
    throw new Error(`The scratch database is lost: its sqld ended while it was in use. Its log ends with:\n${log}`, {
      cause: problem,
    });
  };
  const watch =
    <A extends unknown[], T>(call: (...args: A) => Promise<T>) =>
    (...args: A): Promise<T> =>
      call(...args).catch(explain);
  return {
    database: db.database,
    query: watch(db.query),
    reads: watch(db.reads),
    transaction: watch(db.transaction),
    transactions: watch(db.transactions),
    loose: watch(db.loose),
    waitForLock: watch(db.waitForLock),
    parse: watch(db.parse),
    close: () => db.close(),
  };
}
