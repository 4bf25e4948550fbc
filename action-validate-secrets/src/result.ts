// What a check finds: a verdict with its reason, in words that never hold a value.

export const CHECKS = ["presence", "format", "connect", "read"] as const;
export type Check = (typeof CHECKS)[number];

export type Verdict = "ok" | "warning" | "failed" | "not-checked";

export type Reason =
  | "ok"
  // The value itself.
  | "missing"
  | "empty"
  | "not-needed"
  | "placeholder"
  | "quoted"
  | "space-around"
  | "newline-around"
  | "wrong-kind"
  | "wrong-scheme"
  | "malformed"
  | "plaintext-refused"
  | "expired"
  // What the server makes of the token.
  | "no-token"
  | "rejected"
  | "forbidden"
  | "wrong-database"
  | "unprotected"
  // The way to the database, and what is there.
  | "dns"
  | "unreachable"
  | "tls"
  | "timeout"
  | "redirected"
  | "not-libsql"
  | "server-error"
  | "no-file"
  | "unreadable"
  | "init-script"
  | "no-addon"
  // Why a check was not made.
  | "no-database"
  | "not-connected";

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

/** True when every check was made and none failed. A secret that is not needed counts as checked. */
export function isValid(results: readonly Result[]): boolean {
  return results.every(({ verdict, reason }) => verdict === "ok" || verdict === "warning" || reason === "not-needed");
}
