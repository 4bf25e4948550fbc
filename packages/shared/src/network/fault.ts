// What can go wrong between here and a server, and which of it may pass by itself.

/** Codes of faults in which the request surely never reached the server. */
const UNSENT_CODES = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);
/** Codes of faults that cut a connection: the request may have been carried out. */
const CUT_CODES = new Set([
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "UND_ERR_SOCKET",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
]);
/** 429 is answered before a request is carried out; behind the others it may have been. */
const PASSING_STATUSES = new Set([408, 429, 500, 502, 503, 504]);

/** A server answered with a status that means failure. `detail` holds its own words, bounded and without control characters. */
export class StatusError extends Error {
  override name = "StatusError";
  readonly status: number;
  readonly detail: string;
  /** Milliseconds that the server asks to wait, from `Retry-After`. */
  readonly retryAfterMs: number | undefined;
  constructor(host: string, status: number, detail: string, retryAfterMs: number | undefined) {
    super(`${host} answered ${status}${detail === "" ? "" : `: ${detail}`}`);
    this.status = status;
    this.detail = detail;
    this.retryAfterMs = retryAfterMs;
  }
}

/** A try or the whole request took longer than allowed. */
export class TimeoutError extends Error {
  override name = "TimeoutError";
}

/** The code of the innermost system error, such as `ECONNREFUSED`; undefined where there is none. */
export function faultCode(thrown: unknown): string | undefined {
  for (let error: unknown = thrown; error instanceof Error; error = error.cause) {
    const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
    if (code !== undefined) return code;
    const first = error instanceof AggregateError ? faultCode(error.errors[0]) : undefined;
    if (first !== undefined) return first;
  }
  return undefined;
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
  if (thrown instanceof StatusError) return repeatable ? PASSING_STATUSES.has(thrown.status) : thrown.status === 429;
  const code = faultCode(thrown) ?? "";
  return UNSENT_CODES.has(code) || (repeatable && (thrown instanceof TimeoutError || CUT_CODES.has(code)));
}
