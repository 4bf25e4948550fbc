// Lets reads that are asked for at the same time travel in one request: a request to a database far away takes as long as all the rest.
import type { ResultSet } from "@libsql/client";
import type { Queryable } from "../schema/introspect.ts";
import type { ClientSettings } from "./client.ts";
import type { Connection, Statement } from "./connection.ts";
import { explainFault } from "./explain-fault.ts";
import { serverFailure } from "./hrana-failure.ts";
import type { StepDatabase } from "./memory.ts";
import { RemoteError } from "./remote-result.ts";
import { type ReadSnapshot, remoteSnapshot, type SnapshotAnswer } from "./remote-snapshot.ts";

interface Waiting {
  readonly statements: readonly Statement[];
  /** Reads it without the others, and settles it. */
  readonly alone: () => Promise<void>;
  readonly answer: (answers: readonly SnapshotAnswer[]) => void;
  readonly reject: (problem: unknown) => void;
}

/** The same database with its reads together; a local one as it is, since it has no requests. */
export function readingTogether(db: StepDatabase, { send }: ClientSettings): StepDatabase & Queryable {
  return db.database.kind === "remote" ? { ...db, ...readTogether(db, remoteSnapshot(db.database, send)) } : db;
}

/** The reads of `db`, a remote one. Those that are asked for before the next answer of the outside world are read in one transaction, in one request. */
export function readTogether(
  db: Connection,
  snapshot: ReadSnapshot,
): Pick<Connection, "query" | "reads"> & Required<Pick<Queryable, "joinsQueries">> {
  const host = db.database.kind === "remote" ? db.database.host : "the database";
  let waiting: Waiting[] = [];
  const flush = async () => {
    const turn = waiting;
    waiting = [];
    if (turn.length === 1) return settleAlone(turn);
    try {
      const answers = await snapshot(turn.flatMap((one) => one.statements));
      if (answers === undefined) return settleAlone(turn);
      let first = 0;
      for (const one of turn) {
        one.answer(answers.slice(first, first + one.statements.length));
        first += one.statements.length;
      }
    } catch (problem) {
      const told = problem instanceof RemoteError ? problem : explainFault(host, problem);
      for (const { reject } of turn) reject(told);
    }
  };
  const join = <T>(
    statements: readonly Statement[],
    alone: () => Promise<T>,
    toAnswer: (answers: readonly SnapshotAnswer[]) => T,
  ): Promise<T> =>
    new Promise((resolve, reject) => {
      const one: Waiting = {
        statements,
        alone: () => alone().then(resolve, reject),
        answer: (answers) => {
          try {
            resolve(toAnswer(answers));
          } catch (problem) {
            reject(problem);
          }
        },
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
        ([answer]) => rowsOf(answer),
      ),
    reads: (statements) =>
      join(
        statements,
        () => db.reads(statements),
        (answers) =>
          answers.map((answer) => ("error" in answer ? serverFailure(answer.error) : answer.rows.map((row) => Array.from(row)))),
      ),
  };
}

/** @throws RemoteError */
function rowsOf(answer: SnapshotAnswer | undefined): ResultSet {
  if (answer === undefined) throw new Error("The database answers fewer statements than it was asked");
  if ("error" in answer) throw new RemoteError(answer.error);
  return answer;
}

async function settleAlone(turn: readonly Waiting[]): Promise<void> {
  for (const { alone } of turn) await alone();
}
