// Asks a database what a token may do there. Nothing is written: the write stands behind a condition that never holds, and the server says no to
// it all the same when the token may not.
import { pipeline, type Step, toStmt } from "@libsql-actions/shared/database/hrana";
import { parseOnly } from "@libsql-actions/shared/database/hrana-condition";
import { parseDatabaseUrl, type RemoteUrl } from "@libsql-actions/shared/database/url";
import { StatusError } from "@libsql-actions/shared/network/fault";
import { isLoopback } from "@libsql-actions/shared/network/loopback";
import type { Send } from "@libsql-actions/shared/network/send";
import { plainLine } from "@libsql-actions/shared/report/log";
import type { Access, PlatformDatabase } from "@libsql-actions/shared/turso/platform-api";
import { RotationError } from "./problem.ts";

const READ: Step = { stmt: toStmt({ sql: "SELECT count(*) FROM sqlite_schema" }) };
const WRITE = parseOnly({ sql: "CREATE TABLE _libsql_actions_probe (x)" });
const FORBIDDEN = 403;

/** The URL of a database as clients take it. A stand-in on this machine has no TLS. */
export function databaseUrl({ hostname }: PlatformDatabase): string {
  const { hostname: name } = new URL(`http://${hostname}`);
  return `libsql://${hostname}${isLoopback(name) && /:\d+$/.test(hostname) ? "?tls=0" : ""}`;
}

/**
 * What a token may do on a database.
 * @param token undefined asks without one
 * @throws what `send` throws, with 401 for a token that is not accepted and 403 for one that may not even read; RotationError for a database
 * that answers with an error
 */
export async function accessOf(database: PlatformDatabase, token: string | undefined, send: Send): Promise<Access> {
  await ask(database, token, send, [READ]);
  try {
    await ask(database, token, send, [READ, WRITE]);
    return "full-access";
  } catch (fault) {
    if (fault instanceof StatusError && fault.status === FORBIDDEN) return "read-only";
    throw fault;
  }
}

/** Whether a token is accepted: true also for one that may do nothing here. @throws what leaves it open */
export async function isAccepted(database: PlatformDatabase, token: string | undefined, send: Send): Promise<boolean> {
  try {
    await ask(database, token, send, [READ]);
    return true;
  } catch (fault) {
    if (!(fault instanceof StatusError) || (fault.status !== 401 && fault.status !== FORBIDDEN)) throw fault;
    return fault.status === FORBIDDEN;
  }
}

async function ask(database: PlatformDatabase, token: string | undefined, send: Send, steps: Step[]): Promise<void> {
  const remote = parseDatabaseUrl(databaseUrl(database), "/") as RemoteUrl;
  const [answer] = await pipeline(token === undefined ? remote : { ...remote, token }, send, [steps], { repeatable: true });
  const problem = answer?.type === "error" ? answer.error : answer?.response.result.step_errors.find((one) => one !== null);
  if (problem) throw new RotationError(`The database ${database.name} answers with an error: ${plainLine(problem.message)}`);
}
