// What the status of an answer means (libsql-server src/auth, src/namespace): 401 for the token as such, 403 for what it may do, 404 for
// whose it is.
import type { StatusError } from "@libsql-actions/shared/network/fault";
import type { Diagnosis } from "./fault.ts";
import type { Reason } from "./result.ts";

const NEW_TOKEN = "Issue a new token for this database (`turso db tokens create <database>`) and store it.";
export const CHECK_URL = "Check the URL: `turso db show <database> --url` prints the right one.";
const SEE_PLAN = "See the usage and the plan of the organization on https://app.turso.tech.";

/** What 404 of a libSQL server means. */
export const WRONG_DATABASE: Omit<Diagnosis, "message"> = {
  reason: "wrong-database",
  fix: `There is no such database, or the token is for another one. ${CHECK_URL} ${NEW_TOKEN}`,
  blame: "token",
};

/** Whose fault an answer is, and what to do. */
export function statusDiagnosis({ status, detail }: StatusError): Omit<Diagnosis, "message"> {
  const token = (reason: Reason, fix = NEW_TOKEN) => ({ reason, fix, blame: "token" as const });
  const url = (reason: Reason, fix = CHECK_URL) => ({ reason, fix, blame: "url" as const });
  if (status === 401 && /expired/i.test(detail)) return token("expired");
  if (status === 401 && /none given/i.test(detail))
    return token("missing", "Store a token for this database and hand it to this step: the server wants one, and none was sent.");
  if (status === 401) return token("rejected");
  if (status === 402 || (status === 403 && /quota|upgrade|plan limit/i.test(detail))) return url("quota", SEE_PLAN);
  if (status === 403 && /block/i.test(detail))
    return url("blocked", "See the database and its organization on https://app.turso.tech, which can block both.");
  if (status === 403)
    return token("forbidden", "Issue a token that may do this (`turso db tokens create <database>`), and store it.");
  // A database that is not there and a token for another one get the same answer.
  if (status === 404 && /namespace|database/i.test(detail)) return WRONG_DATABASE;
  if (status === 408) return url("timeout", "See whether the server is up, and run again.");
  if (status === 429) return url("rate-limited", "Run again later, and run fewer checks at once.");
  if (status >= 500)
    return url(
      "server-error",
      "The server is reached and is in trouble. See its log or https://status.turso.tech, and run again.",
    );
  return url("not-libsql");
}
