// The check `expiry`: how long a token lives by its own claims. Nothing is sent; which clock counts is the caller's choice.
import { formatDuration } from "@libsql-actions/shared/inputs/duration";
import { checkFormat, reasonOfNothing } from "./format.ts";
import type { Problem } from "./format-problem.ts";
import { resultsOf } from "./format-problem.ts";
import { ISSUE_AGAIN } from "./format-token.ts";
import { notChecked, type Reason, type Result } from "./result.ts";
import { type Secret, tokenOf } from "./secret.ts";
import { dateOf, endOf, MAX_SECONDS, tokenClaims } from "./token-claims.ts";

export interface ExpiryRules {
  /** The time that tokens must outlive. */
  readonly nowMs: number;
  /** A token that has no more than this left is warned about. */
  readonly warnBeforeMs: number;
  /** A token that has no more than this left fails. */
  readonly failBeforeMs: number;
  /** Whether a token that never expires fails. */
  readonly requireExpiry: boolean;
  /** The value of `api-token`, which is no database token. */
  readonly apiToken?: string | undefined;
}

/** What is to be seen of a token's life. */
export interface Expiry {
  readonly results: readonly Result[];
  /** Undefined where there is no end that a server knows of. */
  readonly end: TokenEnd | undefined;
}

/** When a token ends, and the time by the clock that decides it; both in milliseconds since 1970. */
export interface TokenEnd {
  readonly expiresAtMs: number;
  readonly nowMs: number;
}

const DAY_MS = 86_400_000;
/** The seconds that sqld 0.24.32 takes: of the years that its library for times knows, the last is 262142. Others it refuses. */
const MOST_SECONDS = 8_210_266_876_799;
const ISSUE_LIMITED = "Issue one that expires (`turso db tokens create <database> --expiration 30d`), and rotate it.";

/** Makes the check. URLs without a token of their own, and secrets that are neither, have no result. */
export function checkExpiry(secret: Secret, directory: string, rules: ExpiryRules): Expiry {
  const { name, kind } = secret;
  const token = tokenOf(secret, directory);
  if (token === undefined)
    return {
      results: kind === "token" ? [notChecked(name, "expiry", reasonOfNothing(secret), "There is no token to look at.")] : [],
      end: undefined,
    };
  const claims = tokenClaims(token);
  if (claims === undefined)
    return {
      results: [notChecked(name, "expiry", reasonOfForm(secret, directory, rules), "What is no JWT says nothing of its expiry.")],
      end: undefined,
    };
  const { expiry, notBefore } = claims;
  const problems = [endProblem(expiry, rules), beginProblem(notBefore, rules)].filter((one) => one !== undefined);
  const seconds = endOf(expiry);
  if (seconds === undefined) return { results: resultsOf(name, "expiry", problems, "It never expires."), end: undefined };
  const end = { expiresAtMs: seconds * 1_000, nowMs: rules.nowMs };
  const fine = `It expires on ${dateOf(seconds)}, in ${inWords(end.expiresAtMs - end.nowMs)}.`;
  return { results: resultsOf(name, "expiry", problems, fine), end };
}

/** What the check `format` calls it. */
function reasonOfForm(secret: Secret, directory: string, { apiToken }: ExpiryRules): Reason {
  const failed = checkFormat(secret, { allowPlaintext: true, directory, apiToken }).find(({ verdict }) => verdict === "failed");
  return failed?.reason ?? "malformed";
}

/** Whole days that are left, downwards; negative for one that has expired. */
export function daysLeft({ expiresAtMs, nowMs }: TokenEnd): number {
  return Math.floor((expiresAtMs - nowMs) / DAY_MS);
}

/**
 * What is wrong with the end of a token. `exp` counts seconds (RFC 7519 §4.1.4).
 * @param expiry undefined for none
 */
export function endProblem(expiry: unknown, rules: ExpiryRules): Problem | undefined {
  const endless = rules.requireExpiry ? "failed" : "warning";
  if (expiry === undefined)
    return {
      verdict: endless,
      reason: "no-expiry",
      message: "It never expires: whoever finds it can use it until all tokens of its group are invalidated.",
      fix: ISSUE_LIMITED,
    };
  const seconds = endOf(expiry);
  return seconds === undefined ? misreadProblem(expiry, endless) : timeProblem(seconds, rules);
}

/** Of an end that servers refuse, or read as none. */
function misreadProblem(expiry: unknown, endless: Problem["verdict"]): Problem {
  if (!Number.isInteger(expiry) || Math.abs(Number(expiry)) > MOST_SECONDS)
    return {
      verdict: "failed",
      reason: "malformed",
      message: "Its expiry is no whole number of seconds, or one beyond all times, which servers refuse.",
      fix: ISSUE_AGAIN,
    };
  if (Number(expiry) >= MAX_SECONDS)
    return {
      verdict: endless,
      reason: "exp-in-milliseconds",
      message: "Its expiry is in milliseconds where seconds are meant, so that it practically never expires.",
      fix: `Divide by 1000 where tokens are issued. ${ISSUE_LIMITED}`,
    };
  return {
    verdict: "failed",
    reason: "negative-exp",
    message:
      "Its expiry lies before 1970. libSQL servers misread that as a token without end, and others as one that has expired.",
    fix: ISSUE_AGAIN,
  };
}

function timeProblem(seconds: number, { nowMs, warnBeforeMs, failBeforeMs }: ExpiryRules): Problem | undefined {
  const left = seconds * 1_000 - nowMs;
  // A server lets a token live a minute longer; a job that relies on it fails a minute later.
  if (left <= 0) return { verdict: "failed", reason: "expired", message: `It expired on ${dateOf(seconds)}.`, fix: ISSUE_AGAIN };
  if (left > Math.max(warnBeforeMs, failBeforeMs)) return undefined;
  return {
    verdict: left <= failBeforeMs ? "failed" : "warning",
    reason: "expires-soon",
    message: `It expires on ${dateOf(seconds)}, in ${inWords(left)}.`,
    fix: `${ISSUE_AGAIN} The action \`rotate\` does both.`,
  };
}

function beginProblem(notBefore: unknown, { nowMs }: ExpiryRules): Problem | undefined {
  if (typeof notBefore !== "number" || notBefore * 1_000 <= nowMs) return undefined;
  return {
    verdict: "warning",
    reason: "not-yet-valid",
    message: `It says that it is not valid before ${dateOf(notBefore)}. libSQL servers do not look at that; others may.`,
    fix: "Wait until then, or issue one that is valid from now on.",
  };
}

function inWords(milliseconds: number): string {
  const days = Math.floor(milliseconds / DAY_MS);
  if (days >= 2) return `${days} days`;
  const hours = Math.floor(milliseconds / 3_600_000);
  return hours >= 2 ? `${hours} hours` : formatDuration(milliseconds);
}
