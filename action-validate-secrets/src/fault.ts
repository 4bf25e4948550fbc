// What can go wrong with a database, as reasons with a message and a fix.
import { faultCode, isUnresolvable, RedirectError, StatusError, TimeoutError } from "@libsql-actions/shared/network/fault";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { plainLine } from "@libsql-actions/shared/report/log";
import { NotAskedError } from "./circuit.ts";
import { isNoHttp, isTlsFault } from "./fault-code.ts";
import { CHECK_URL, statusDiagnosis } from "./fault-status.ts";
import type { Reason } from "./result.ts";

/** There is a server, but not one that speaks libSQL's protocol. */
export class NotLibsqlError extends Error {
  override name = "NotLibsqlError";
}

/** The server answered that a statement failed; its words are the message. */
export class StatementError extends Error {
  override name = "StatementError";
  readonly code: string;
  constructor(code: string, words: string) {
    super(words);
    this.code = code;
  }
}

/** A `file:` URL leads to no file. */
export class NoFileError extends Error {
  override name = "NoFileError";
}

/** libSQL's native addon, without which no local database opens, is not available; why is the cause. */
export class AddonError extends Error {
  override name = "AddonError";
}

/** The script of an in-memory database (`DATABASE_INIT_SQL`) cannot be read or run; why is the message. */
export class InitScriptError extends Error {
  override name = "InitScriptError";
}

export interface Diagnosis {
  readonly reason: Reason;
  readonly message: string;
  readonly fix: string;
  /** Whose fault it is. */
  readonly blame: "url" | "token";
}

type Told = Omit<Diagnosis, "message">;

const MAX_WORDS = 500;
const SEE_SERVER = "See whether the server is up and listens there, and whether this runner can reach it.";
const SEE_TURSO = "See the database on https://app.turso.tech, and the plan of its organization.";

/**
 * The fault of a check in words. Server answers in it are one line, bounded, and hold no secret.
 * @param isLocal whether the database is on this machine, where no server can be to blame
 */
export function diagnose(fault: unknown, isLocal = false): Diagnosis {
  if (fault instanceof NotAskedError) {
    const before = diagnose(fault.cause, isLocal);
    return { ...before, message: `${plainLine(fault.message)}, since it failed before: ${before.message}` };
  }
  if (fault instanceof TimeoutError && fault.cause !== undefined && !(fault.cause instanceof TimeoutError))
    return diagnose(fault.cause, isLocal);
  const words = plainLine(errorMessage(fault));
  const message = words
    .slice(0, MAX_WORDS)
    .toWellFormed()
    .replace(/[.\s]*$/, ".");
  const told = isLocal ? localDiagnosis(fault) : fault instanceof StatusError ? statusDiagnosis(fault) : remoteDiagnosis(fault);
  return { ...told, message };
}

function url(reason: Reason, fix = CHECK_URL): Told {
  return { reason, fix, blame: "url" };
}

function remoteDiagnosis(fault: unknown): Told {
  if (fault instanceof TimeoutError) return url("timeout", SEE_SERVER);
  if (fault instanceof RedirectError) return url("redirected", `The token was not sent on. ${CHECK_URL}`);
  if (fault instanceof NotLibsqlError || isNoHttp(fault)) return url("not-libsql");
  if (fault instanceof StatementError) return statementDiagnosis(fault);
  if (isUnresolvable(fault)) return url("dns", `The host name has no address. ${CHECK_URL}`);
  if (isTlsFault(fault))
    return url(
      "tls",
      "A local server speaks plain `http://`; `libsql://` and `https://` mean TLS. Otherwise the server's certificate is not trusted here: name that of your own authority in NODE_EXTRA_CA_CERTS.",
    );
  return url("unreachable", SEE_SERVER);
}

/** The server let us in and the statement failed: with the codes of SQLite, or sqld's own. */
function statementDiagnosis({ code, message }: StatementError): Told {
  if (code === "BLOCKED") return url(/upgrade|quota|plan|limit/i.test(message) ? "quota" : "blocked", SEE_TURSO);
  if (/^SQLITE_FULL/.test(code)) return url("quota", "Make room, or raise the size that the database may have.");
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return url("corrupt", "Restore a backup (`command: restore` of action-migrate).");
  if (/^SQLITE_(BUSY|LOCKED)|TRANSACTION_TIMEOUT/.test(code))
    return url(
      "timeout",
      "Another writer holds the database. Run again when it is done, or use `write-probe: permission`, which waits for nobody.",
    );
  return url("server-error", "The server is reached and let us in, and failed by itself. See its log or status page.");
}

function localDiagnosis(fault: unknown): Told {
  if (fault instanceof NoFileError)
    return url("wrong-database", "Check the path; relative ones are relative to the workspace. A migrate step makes the file.");
  if (fault instanceof AddonError)
    return url(
      "unreachable",
      "Let the setup action run first, where the network is, or give the runner a reachable npm registry.",
    );
  if (fault instanceof InitScriptError)
    return url("malformed", "Correct the script that DATABASE_INIT_SQL names. The setup action and the migrate action write it.");
  const code = faultCode(fault) ?? "";
  if (/^SQLITE_(CANTOPEN|IOERR|PERM|AUTH|READONLY)/.test(code) || !code.startsWith("SQLITE_"))
    return url(
      "forbidden",
      "See whether this user may read the file, and write to its folder: a database in WAL mode needs that.",
    );
  if (code === "SQLITE_NOTADB") return url("not-libsql", "Check the path: the file is no SQLite database, or is encrypted.");
  if (/^SQLITE_(CORRUPT|FULL|BUSY|LOCKED)/.test(code)) return statementDiagnosis(new StatementError(code, ""));
  return url("server-error", "The database is there, and cannot be read.");
}
