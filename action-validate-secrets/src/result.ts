// What a check finds: a verdict with its reason, in words that never hold a value.

/** The checks, in the order in which they are reported. */
export const CHECKS = [
  "presence",
  "format",
  "expiry",
  "connect",
  "read",
  "write",
  "latency",
  "integrity",
  "capacity",
  "schema",
  "replication",
] as const;
export type Check = (typeof CHECKS)[number];

/** Those that `health/` makes. */
export const HEALTH_CHECKS = ["latency", "integrity", "capacity", "schema", "replication"] as const satisfies readonly Check[];
export type HealthCheck = (typeof HEALTH_CHECKS)[number];

/** What is checked where the input `checks` is not given. */
export const DEFAULT_CHECKS: readonly Check[] = ["presence", "format", "expiry", "connect", "read", "write"];

export type Verdict = "ok" | "warning" | "failed" | "not-checked";

/** Every reason there is. A check that could not be made has the reason of what stood in its way. */
export const REASONS = [
  "ok",
  // The value itself.
  "missing",
  "empty",
  "not-needed",
  "placeholder",
  "quoted",
  "space-around",
  "newline-around",
  "wrong-kind",
  "wrong-scheme",
  "malformed",
  "padded",
  "plaintext-refused",
  // What a token says of itself.
  "expired",
  "expires-soon",
  "no-expiry",
  "exp-in-milliseconds",
  "negative-exp",
  "not-yet-valid",
  "bad-access-claim",
  "clock-skew",
  // What the server makes of the token.
  "rejected",
  "forbidden",
  "wrong-database",
  "read-only",
  "over-privileged",
  "unprotected",
  "blocked",
  "quota",
  "rate-limited",
  // The way to the database, and what is there.
  "unreachable",
  "dns",
  "tls",
  "timeout",
  "redirected",
  "not-libsql",
  "server-error",
  "slow",
  "corrupt",
] as const;
export type Reason = (typeof REASONS)[number];

/** The keys stand in this order in the output `results`. */
export interface Result {
  /** The name of the variable or input. */
  readonly secret: string;
  readonly check: Check;
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly message: string;
  /** What to do; empty where there is nothing to do. */
  readonly fix: string;
}

/** A finding that the check passes with. */
export function passed(secret: string, check: Check, message: string): Result {
  return { secret, check, verdict: "ok", reason: "ok", message, fix: "" };
}

/** A check that was not made. @param reason of what stood in its way */
export function notChecked(secret: string, check: Check, reason: Reason, message: string): Result {
  return { secret, check, verdict: "not-checked", reason, message, fix: "" };
}

/** True when every check was made and none failed. A secret that is not needed counts as checked. */
export function isValid(results: readonly Result[]): boolean {
  return results.every(({ verdict, reason }) => verdict === "ok" || verdict === "warning" || reason === "not-needed");
}
