// Lets reads that are asked for at the same time travel in one request: a request to a database far away takes as long as all the rest.
import type { Client, ResultSet } from "@libsql/client";
import type { Queryable } from "../schema/introspect.ts";
import { type ClientSettings, openClient } from "./client.ts";
import type { Connection, Statement } from "./connection.ts";
import { explainFault } from "./explain-fault.ts";
import type { StepDatabase } from "./memory.ts";

interface Waiting {
  readonly statements: readonly Statement[];
  /** Reads it without the others, and settles it. */
  readonly alone: () => Promise<void>;
  readonly answer: (results: readonly ResultSet[]) => void;
  readonly reject: (problem: unknown) => void;
}

/** The same database with its reads together; a local one as it is, since it has no requests. */
export async function readingTogether(db: StepDatabase, settings: ClientSettings): Promise<StepDatabase & Queryable> {
  if (db.database.kind !== "remote") return db;
  const client = await openClient(db.database, settings);
  return {
    ...db,
    ...readTogether(db, client),
    close: () => {
      client.close();
      db.close();
    },
  };
}

/**
 * The reads of `db`, a remote one. Those that are asked for before the next answer of the outside world are read in one transaction, in one request.
 * @param client a client of the same database
 */
export function readTogether(
  db: Connection,
  client: Pick<Client, "batch">,
): Pick<Connection, "query" | "reads"> & Required<Pick<Queryable, "joinsQueries">> {
  const host = db.database.kind === "remote" ? db.database.host : "the database";
  let waiting: Waiting[] = [];
  const flush = async () => {
    const turn = waiting;
    waiting = [];
    if (turn.length === 1) return settleAlone(turn);
    try {
      const statements = turn.flatMap((one) => one.statements).map(({ sql, args = [] }) => ({ sql, args: [...args] }));
      const results = await client.batch(statements, "read");
      let first = 0;
      for (const one of turn) {
        one.answer(results.slice(first, first + one.statements.length));
        first += one.statements.length;
      }
    } catch (problem) {
      // One statement that fails takes all others along; alone, each gives its rows or its own error.
      if (isAnswer(problem)) return settleAlone(turn);
      for (const { reject } of turn) reject(explainFault(host, problem));
    }
  };
  const join = <T>(
    statements: readonly Statement[],
    alone: () => Promise<T>,
    toAnswer: (results: readonly ResultSet[]) => T,
  ): Promise<T> =>
    new Promise((resolve, reject) => {
      const one: Waiting = {
        statements,
        alone: () => alone().then(resolve, reject),
        answer: (results) => resolve(toAnswer(results)),
        reject,
      };
      // After everything that goes on without an answer from outside: what several parts of the step ask next comes together here.
      if (waiting.push(one) === 1) setImmediate(() => void flush());
    });
  return {
    joinsQueries: true,
    query: (sql, args = []) =>
      join(
        [{ sql, args }],
        () => db.query(sql, args),
        ([result]) => {
          if (result === undefined) throw new Error("The database answers fewer statements than it was asked");
          return result;
        },
      ),
    reads: (statements) =>
      join(
        statements,
        () => db.reads(statements),
        (results) => results.map(({ rows }) => rows.map((row) => Array.from(row))),
      ),
  };
}

async function settleAlone(turn: readonly Waiting[]): Promise<void> {
  for (const { alone } of turn) await alone();
}

/** The database refused something; everything else is a fault on the way to it. */
function isAnswer(problem: unknown): boolean {
  return problem instanceof Error && /^Libsql(Batch)?Error$/.test(problem.name);
}
