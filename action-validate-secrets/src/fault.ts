// What can go wrong with a database, as reasons with a message and a fix.
import { faultCode, isUnresolvable, RedirectError, StatusError, TimeoutError } from "@libsql-actions/shared/network/fault";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { plainLine } from "@libsql-actions/shared/report/log";
import type { Reason } from "./result.ts";

/** There is a server, but not one that speaks libSQL's protocol. */
export class NotLibsqlError extends Error {}
/** The server answered that the statement failed; its words are the message. */
export class StatementError extends Error {}
/** A `file:` URL leads to no file. */
export class NoFileError extends Error {}
/** libSQL's native addon, without which no local database opens, is not available; why is the cause. */
export class AddonError extends Error {}

/** The script of an in-memory database (`DATABASE_INIT_SQL`) cannot be read or run; why is the message. */
export class InitScriptError extends Error {}

export interface Diagnosis {
  readonly reason: Reason;
  readonly message: string;
  readonly fix: string;
  /** Whose fault it is. */
  readonly blame: "url" | "token";
}

const MAX_WORDS = 500;
const NEW_TOKEN = "Issue a new token for this database (`turso db tokens create <database>`) and store it.";
const CHECK_URL = "Check the URL: `turso db show <database> --url` prints the right one.";

/**
 * The fault of a check in words. Server answers in it are one line, bounded, and hold no secret.
 * @param isLocal whether the database is on this machine, where no server can be to blame
 */
export function diagnose(fault: unknown, isLocal = false): Diagnosis {
  if (fault instanceof TimeoutError && fault.cause !== undefined && !(fault.cause instanceof TimeoutError))
    return diagnose(fault.cause, isLocal);
  const words = plainLine(errorMessage(fault)).replace(/^fetch failed: /, "");
  const message = words
    .slice(0, MAX_WORDS)
    .toWellFormed()
    .replace(/[.\s]*$/, ".");
  const url = (reason: Reason, fix = CHECK_URL): Diagnosis => ({ reason, message, fix, blame: "url" });
  if (fault instanceof StatusError) return diagnoseStatus(fault, message);
  if (fault instanceof TimeoutError) return url("timeout", "See whether the server is up, and whether this runner can reach it.");
  if (fault instanceof RedirectError) return url("redirected", `The token was not sent on. ${CHECK_URL}`);
  if (fault instanceof NotLibsqlError) return url("not-libsql");
  if (fault instanceof StatementError)
    return url("server-error", "The server is reached and let us in, and failed by itself. See its log or status page.");
  if (fault instanceof NoFileError)
    return url("no-file", "Check the path; relative ones are relative to the workspace. A migrate step makes the file.");
  if (fault instanceof AddonError)
    return url("no-addon", "Let the setup action run first, where the network is, or give the runner a reachable npm registry.");
  if (fault instanceof InitScriptError)
    return url(
      "init-script",
      "Correct the script that DATABASE_INIT_SQL names. The setup action and the migrate action write it.",
    );
  const code = faultCode(fault) ?? "";
  if (isLocal && (/^SQLITE_(CANTOPEN|IOERR|PERM|AUTH|READONLY)/.test(code) || !code.startsWith("SQLITE_")))
    return url(
      "unreadable",
      "See whether this user may read the file, and write to its folder: a database in WAL mode needs that.",
    );
  return diagnoseCode(code, isUnresolvable(fault), url);
}

function diagnoseCode(code: string, unresolvable: boolean, url: (reason: Reason, fix?: string) => Diagnosis): Diagnosis {
  if (unresolvable) return url("dns", `The host name has no address. ${CHECK_URL}`);
  if (/^HPE_/.test(code) || code === "SQLITE_NOTADB") return url("not-libsql");
  if (/SSL|TLS|CERT|SELF_SIGNED|UNABLE_TO|EPROTO|HOSTNAME/.test(code))
    return url(
      "tls",
      "A local server speaks plain `http://`; `libsql://` and `https://` mean TLS. Otherwise the server's certificate is not trusted here.",
    );
  if (code.startsWith("SQLITE_")) return url("server-error", "The database is there, and cannot be read.");
  return url("unreachable", "See whether the server is up and listens there, and whether this runner can reach it.");
}

/** What sqld's answers mean (libsql-server src/auth, src/namespace): 401 for the token as such, 403 for what it may do, 404 for whose it is. */
function diagnoseStatus({ status, detail }: StatusError, message: string): Diagnosis {
  const token = (reason: Reason, fix = NEW_TOKEN): Diagnosis => ({ reason, message, fix, blame: "token" });
  const url = (reason: Reason, fix = CHECK_URL): Diagnosis => ({ reason, message, fix, blame: "url" });
  if (status === 401 && /expired/i.test(detail)) return token("expired");
  if (status === 401 && /none given/i.test(detail))
    return token(
      "no-token",
      "Store a token for this database and hand it to this step: the server wants one, and none was sent.",
    );
  if (status === 401) return token("rejected");
  if (status === 403)
    return token("forbidden", "Issue a token that may read this database. A blocked database or organization answers so too.");
  if (status === 404 && /namespace/i.test(detail))
    return token("wrong-database", `The token is for another database. ${NEW_TOKEN}`);
  if (status >= 500 || status === 429)
    return url("server-error", "The server is reached and is in trouble. See its log or status page, and run again.");
  return url("not-libsql");
}
