// The check `connect`: the database answers, and takes the token. `/health` would prove nothing of it.
import type { ClientSettings } from "@libsql-actions/shared/database/client";
import { StatusError } from "@libsql-actions/shared/network/fault";
import { diagnose } from "./fault.ts";
import { passed, type Result } from "./result.ts";
import { queryRemote, type Remote, type Session, serverVersion } from "./session.ts";
import type { Target } from "./target.ts";

const SELECT = "SELECT 1";

/** What the check found, and what later checks go by. */
export interface ConnectOutcome {
  readonly results: Result[];
  readonly serverVersion: string;
  readonly isConnected: boolean;
}

/**
 * Makes the check: one result for the URL and, where there is a connection to a server, one for the token.
 * @param session opens the session at the first call, and gives the same one from then on
 */
export async function checkConnect(
  target: Target,
  session: () => Promise<Session>,
  settings: ClientSettings,
): Promise<ConnectOutcome> {
  const { database, urlName, tokenName } = target;
  try {
    await (await session()).query(SELECT);
  } catch (fault) {
    return { results: [faultOf(target, "connect", fault)], serverVersion: "", isConnected: false };
  }
  if (database.kind !== "remote")
    return { results: [passed(urlName, "connect", "The database opens.")], serverVersion: "", isConnected: true };
  const results = [passed(urlName, "connect", `${database.host} answers.`)];
  if (database.token !== undefined) results.push(await tokenResult(database, tokenName, settings));
  else results.push(passed(tokenName, "connect", `${database.host} wants no token, and none was sent.`));
  return { results, serverVersion: await serverVersion(database, settings.send), isConnected: true };
}

/** That a token is accepted says something only where a request without it is not. */
async function tokenResult(database: Remote, tokenName: string, settings: ClientSettings): Promise<Result> {
  const { token: _, ...withoutToken } = database;
  try {
    await queryRemote(withoutToken, settings.send, SELECT);
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
export function faultOf({ urlName, tokenName }: Target, check: "connect" | "read", fault: unknown): Result {
  const { blame, reason, message, fix } = diagnose(fault);
  return { secret: blame === "token" ? tokenName : urlName, check, verdict: "failed", reason, message, fix };
}
