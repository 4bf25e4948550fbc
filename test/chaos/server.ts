// A server whose database is emptied between rounds, that can be killed and comes back with its data at the same address.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import type { Place } from "./complete.ts";
import { finishLoose, readState } from "./doubling.ts";

const WAIT_MS = 20_000;

export interface ChaosServer extends Place {
  readonly port: number;
  /** Reads. */
  rows(sql: string): Promise<unknown[][]>;
  /** Drops everything in the database. */
  clear(): Promise<void>;
  /** SIGKILL. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again on its data and port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one. */
export async function startServer(): Promise<ChaosServer> {
  const directory = await mkdtemp(join(tmpdir(), "chaos-sqld-"));
  let sqld: Sqld = await startSqld({ directory });
  const { url, port } = sqld;
  const db = await openConnection(parseDatabaseUrl(url, "/"), testSettings());
  return {
    url,
    port,
    look: async () => {
      if (!(await db.waitForLock(WAIT_MS))) throw new Error(`a transaction does not end in ${WAIT_MS} ms`);
      return readState(db);
    },
    rows: async (sql) => (await db.query(sql)).rows.map((row) => Array.from(row)),
    finishLoose: () => finishLoose(db),
    clear: async () => {
      const { rows } = await db.query(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite%'",
      );
      const drops = rows.map((row) => ({ sql: `DROP TABLE ${quoteIdentifier(String(row[0]))}` }));
      const result = await db.transaction(drops, { foreignKeys: "off" });
      if (!result.ok) throw new Error(`cannot be emptied: ${result.message}`);
    },
    kill: () => {
      process.kill(sqld.pid, "SIGKILL");
      return sqld.stop();
    },
    restart: async () => {
      sqld = await startSqld({ directory, port });
    },
    stop: async () => {
      db.close();
      await sqld.stop();
      await rm(directory, { recursive: true });
    },
  };
}

/** Another client that holds the write lock of a server, which takes it away after 5 s when somebody waits. */
export async function holdLock(url: string): Promise<{ release(): Promise<void> }> {
  const ask = async (baton: string | null, ...sqls: readonly string[]): Promise<HranaAnswer> => {
    const requests = sqls.map((sql) => ({ type: "execute", stmt: { sql } }));
    const answer = await fetch(`${url}/v3/pipeline`, { method: "POST", body: JSON.stringify({ baton, requests }) });
    return (await answer.json()) as HranaAnswer;
  };
  const { baton, results } = await ask(null, "BEGIN IMMEDIATE");
  if (results[0]?.type !== "ok") throw new Error(`the lock cannot be held: ${JSON.stringify(results)}`);
  return { release: async () => void (await ask(baton, "ROLLBACK")) };
}

interface HranaAnswer {
  readonly baton: string | null;
  readonly results: readonly { readonly type: string }[];
}
