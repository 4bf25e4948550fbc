// What can go wrong with Turso's platform API, told apart by who is to blame: the token, what it may do, what was asked for, or the API itself.
import { isUnsent, RedirectError, StatusError, TimeoutError } from "../network/fault.ts";
import { errorMessage } from "../report/failure.ts";
import { plainLine } from "../report/log.ts";

/**
 * `token`: not valid or expired. `permission`: valid, and may not do it. `not-found`: no such organization, group or database, or the token does
 * not reach it. `refused`: the API does not take the request. `rate-limited`; `api`: unreachable, in trouble, or no such API.
 */
export type PlatformFault = "token" | "permission" | "not-found" | "refused" | "rate-limited" | "api";

/** The message holds the API's own words; `fix` says what to do. */
export class PlatformError extends Error {
  override name = "PlatformError";
  readonly kind: PlatformFault;
  readonly fix: string;
  /** Whether the request may have been carried out all the same. */
  readonly mayBeDone: boolean;
  constructor(kind: PlatformFault, message: string, fix: string, cause: unknown) {
    super(message, { cause });
    this.kind = kind;
    this.fix = fix;
    this.mayBeDone = mayBeDone(cause);
  }
}

const FIXES: Record<PlatformFault, string> = {
  token:
    "The platform token is not valid or has expired: mint a new one (`turso auth api-tokens mint <name> --org <organization>`).",
  permission:
    "The platform token is good, and may not do this: it needs the scopes `read` and `db:mint-token` (`group:mint-token` for a group), and to invalidate `db:rotate-creds` or `group:rotate-creds`.",
  "not-found":
    "Check `api-url`, the names of the organization and of the database or group, and that the platform token is for that organization.",
  refused: "See the API's words.",
  "rate-limited": "The platform token is not to blame: run again later.",
  api: "The platform token is not to blame: see https://status.turso.tech and whether this runner reaches the API, then run again.",
};

/** What a fault of a request means. @param doing completes "could not …" */
export function platformError(fault: unknown, doing: string): PlatformError {
  if (fault instanceof PlatformError) return fault;
  const status = fault instanceof StatusError ? fault : fault instanceof Error ? fault.cause : undefined;
  const kind = status instanceof StatusError ? kindOf(status.status) : "api";
  const words = plainLine(errorMessage(fault)).replace(/[.\s]*$/, "");
  return new PlatformError(kind, `Could not ${doing}: ${words}${words.endsWith("?") ? "" : "."}`, FIXES[kind], fault);
}

/** https://docs.turso.tech/api-reference/response-codes */
function kindOf(status: number): PlatformFault {
  if (status === 401) return "token";
  if (status === 403) return "permission";
  if (status === 404) return "not-found";
  if (status === 429) return "rate-limited";
  return status >= 500 || status === 408 ? "api" : "refused";
}

/** After a clear no, nothing was done; after a server error, a timeout or a cut nobody knows. */
export function mayBeDone(fault: unknown): boolean {
  // Given up while it waited to try again: what the last try was told counts.
  if (fault instanceof TimeoutError && fault.cause !== undefined) return mayBeDone(fault.cause);
  if (fault instanceof StatusError) return fault.status >= 500 || fault.status === 408;
  // It was answered with another address, to which it was not sent.
  return !(fault instanceof RedirectError) && !isUnsent(fault);
}
