// Reads several things of a remote database as they are at one moment: in one transaction, in one request.
import type { ResultSet } from "@libsql/client";
import type { Send } from "../network/send.ts";
import { pipeline, type ServerError, type Step, toStmt } from "./hrana.ts";
import { not, ok } from "./hrana-condition.ts";
import { NO_ANSWER } from "./hrana-failure.ts";
import { RemoteError, toResultSet } from "./remote-result.ts";
import type { RemoteDatabase } from "./resolve.ts";
import type { Statement } from "./statement.ts";

/** What came of a statement. */
export type SnapshotAnswer = ResultSet | { readonly error: ServerError };

/**
 * Reads. A statement that fails takes no other along.
 * @returns undefined where they cannot be read together: the parser refuses one, or all of them are more than an answer may hold
 * @throws RemoteError when nothing may be read, or what `send` throws
 */
export type ReadSnapshot = (statements: readonly Statement[]) => Promise<SnapshotAnswer[] | undefined>;

const BEGUN = 0;

export function remoteSnapshot(database: RemoteDatabase, send: Send): ReadSnapshot {
  return async (statements) => {
    const steps: Step[] = [{ stmt: toStmt({ sql: "BEGIN TRANSACTION READONLY" }) }];
    for (const statement of [...statements, { sql: "COMMIT" }]) steps.push({ stmt: toStmt(statement), condition: ok(BEGUN) });
    const commit = steps.length - 1;
    steps.push({ stmt: toStmt({ sql: "ROLLBACK" }), condition: not(ok(commit)) });
    const [answer] = await pipeline(database, send, [steps], { repeatable: true });
    if (answer?.type !== "ok") return undefined;
    const { step_results: results, step_errors: errors } = answer.response.result;
    const refused = errors[BEGUN];
    if (refused) throw new RemoteError(refused);
    // What closes the transaction on its way, such as too many rows, is nothing that one statement is to blame for.
    if (results[commit] === null) return undefined;
    return statements.map((_, index) => {
      const result = results[index + 1];
      return result ? toResultSet(result) : { error: errors[index + 1] ?? NO_ANSWER };
    });
  };
}
