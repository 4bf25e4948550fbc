// The check `connect`: the database answers, and takes the token. `/health` would prove nothing of it.
import { StatusError } from "@libsql-actions/shared/network/fault";
import type { Send } from "@libsql-actions/shared/network/send";
import { diagnose } from "./fault.ts";
import { passed, type Result } from "./result.ts";
import { queryRemote, type Remote, type Session, serverVersion } from "./session.ts";
import type { Target } from "./target.ts";

const SELECT = "SELECT 1";
/** Reads the header of a file, which `SELECT 1` does not. */
const SELECT_LOCALLY = "SELECT count(*) FROM sqlite_schema";
/** What is asked after the first answer gets this part of the deadline at least. */
const LEAST_SHARE = 0.05;

/** A way to send that gives up after so many milliseconds. */
export interface Deadline {
  readonly deadlineMs: number;
  sendWithin(deadlineMs: number): Send;
}

/** What the check found, and what later checks go by. */
export interface ConnectOutcome {
  readonly results: Result[];
  readonly serverVersion: string;
  readonly isConnected: boolean;
}

/**
 * Makes the check, all of it within the deadline: one result for the URL and, where there is a connection to a server, one for the token.
 * @param session opens the session at the first call, and gives the same one from then on
 */
export async function checkConnect(
  target: Target,
  session: () => Promise<Session>,
  { deadlineMs, sendWithin }: Deadline,
): Promise<ConnectOutcome> {
  const { database, urlName, tokenName } = target;
  const started = performance.now();
  try {
    await (await session()).query(database.kind === "remote" ? SELECT : SELECT_LOCALLY);
  } catch (fault) {
    return { results: [faultOf(target, "connect", fault)], serverVersion: "", isConnected: false };
  }
  if (database.kind !== "remote")
    return { results: [passed(urlName, "connect", "The database opens.")], serverVersion: "", isConnected: true };
  const send = sendWithin(Math.max(deadlineMs * LEAST_SHARE, deadlineMs - (performance.now() - started)));
  const ofToken =
    database.token === undefined
      ? passed(tokenName, "connect", `${database.host} wants no token, and none was sent.`)
      : tokenResult(database, tokenName, send);
  const [token, version] = await Promise.all([ofToken, serverVersion(database, send)]);
  const results = [passed(urlName, "connect", `${database.host} answers.`), token];
  return { results, serverVersion: version, isConnected: true };
}

/** That a token is accepted says something only where a request without it is not. */
async function tokenResult(database: Remote, tokenName: string, send: Send): Promise<Result> {
  const { token: _, ...withoutToken } = database;
  try {
    await queryRemote(withoutToken, send, SELECT);
  } catch (fault) {
    if (fault instanceof StatusError && (fault.status === 401 || fault.status === 403))
      return passed(tokenName, "connect", `${database.host} accepts it.`);
    return passed(tokenName, "connect", `${database.host} answers with it.`);
  }
  return {
    secret: tokenName,
    check: "connect",
    verdict: "warning",
    reason: "unprotected",
    message: `${database.host} answers without a token too, so whether this one is good cannot be told.`,
    fix: "Expected of a local test server. Otherwise start the server with authentication.",
  };
}

/** The result for what went wrong, under the name of the secret that is to blame. */
export function faultOf({ database, urlName, tokenName }: Target, check: "connect" | "read", fault: unknown): Result {
  const { blame, reason, message, fix } = diagnose(fault, database.kind !== "remote");
  return { secret: blame === "token" ? tokenName : urlName, check, verdict: "failed", reason, message, fix };
}
