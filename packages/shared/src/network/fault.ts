// What can go wrong between here and a server, and which of it may pass by itself.

/** Codes of faults in which the request surely never reached the server. */
const UNSENT_CODES = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "CONNECT_TIMEOUT",
  "UND_ERR_CONNECT_TIMEOUT",
]);
/** Codes of faults that cut a connection: the request may have been carried out. */
const CUT_CODES = new Set(["ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT", "UND_ERR_SOCKET"]);
/** Of the server errors, those that the same request will always get: not implemented, HTTP version, log in to the network first. */
const LASTING_STATUSES = new Set([501, 505, 511]);
/** Deeper causes than this are a circle. */
const MAX_CAUSES = 8;

/** A server answered with a status that means failure. `detail` holds its own words, bounded and without control characters. */
export class StatusError extends Error {
  override name = "StatusError";
  readonly status: number;
  readonly detail: string;
  /** Milliseconds that the server asks to wait, from `Retry-After`. */
  readonly retryAfterMs: number | undefined;
  /** Of the answer, where there were any. */
  readonly headers: Pick<Headers, "get"> | undefined;
  constructor(host: string, status: number, detail: string, retryAfterMs: number | undefined, headers?: Pick<Headers, "get">) {
    super(`${host} answered ${status}${detail === "" ? "" : `: ${detail}`}`);
    this.status = status;
    this.detail = detail;
    this.retryAfterMs = retryAfterMs;
    this.headers = headers;
  }
}

/** A server sends elsewhere with a redirect that must not, or cannot, be followed. */
export class RedirectError extends Error {
  override name = "RedirectError";
}

/** A try or the whole request took longer than allowed. */
export class TimeoutError extends Error {
  override name = "TimeoutError";
}

/** No connection was made, so nothing of the request was sent. The cause says why. */
export class ConnectionError extends Error {
  override name = "ConnectionError";
  constructor(cause: Error) {
    // OpenSSL ends its messages with a line feed.
    super(cause.message.trim(), { cause });
  }
}

/** A host took too long to open a connection. */
export class ConnectTimeoutError extends Error {
  override name = "ConnectTimeoutError";
  readonly code = "CONNECT_TIMEOUT";
}

/** The code of the innermost system error, such as `ECONNREFUSED`; undefined where there is none. */
export function faultCode(thrown: unknown): string | undefined {
  let found: string | undefined;
  for (const error of causes(thrown)) if ("code" in error && typeof error.code === "string") found = error.code;
  return found;
}

/** An error and its causes, the outermost first. */
function causes(thrown: unknown): Error[] {
  const all: Error[] = [];
  for (let error = thrown; error instanceof Error && all.length < MAX_CAUSES; ) {
    all.push(error);
    // Node reports a host with several addresses as one error with an error for each.
    error = error instanceof AggregateError ? error.errors[0] : error.cause;
  }
  return all;
}

/** True when the request surely never left: no connection was made for it. A handshake that fails for the certificate ends before anything of the request is sent. */
export function isUnsent(thrown: unknown): boolean {
  if (causes(thrown).some((cause) => cause instanceof ConnectionError)) return true;
  const code = faultCode(thrown) ?? "";
  if (UNSENT_CODES.has(code) || code === "ERR_SSL_WRONG_VERSION_NUMBER") return true;
  return /CERT|SELF_SIGNED|^UNABLE_TO_/.test(code);
}

/** True when the host has no address: waiting does not help. `EAI_AGAIN` is a resolver that could not be reached. */
export function isUnresolvable(thrown: unknown): boolean {
  return ["ENOTFOUND", "EAI_AGAIN"].includes(faultCode(thrown) ?? "");
}

/**
 * True when the same request may succeed if it is sent again.
 * @param repeatable whether carrying the request out twice is harmless; when it is not, only faults from before that count
 */
export function isPassing(thrown: unknown, repeatable: boolean): boolean {
  if (isUnresolvable(thrown)) return false;
  if (thrown instanceof StatusError) return isPassingStatus(thrown.status, repeatable);
  const code = faultCode(thrown) ?? "";
  if (UNSENT_CODES.has(code) || (CUT_CODES.has(code) && isUnsent(thrown))) return true;
  return repeatable && (thrown instanceof TimeoutError || CUT_CODES.has(code));
}

/** 429 is answered before a request is carried out; behind the others it may have been. */
function isPassingStatus(status: number, repeatable: boolean): boolean {
  return status === 429 || (repeatable && (status === 408 || (status >= 500 && !LASTING_STATUSES.has(status))));
}
