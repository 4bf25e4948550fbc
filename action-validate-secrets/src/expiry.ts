// The check `expiry`: how long a token lives by its own claims. Nothing is sent; which clock counts is the caller's choice.
import { formatDuration } from "@libsql-actions/shared/inputs/duration";
import type { Problem } from "./format-problem.ts";
import { resultsOf } from "./format-problem.ts";
import { ISSUE_AGAIN } from "./format-token.ts";
import { notChecked, type Result } from "./result.ts";
import { type Secret, tokenOf } from "./secret.ts";
import { dateOf, tokenClaims } from "./token-claims.ts";

export interface ExpiryRules {
  /** The time that tokens must outlive. */
  readonly nowMs: number;
  /** A token that has no more than this left is warned about. */
  readonly warnBeforeMs: number;
  /** A token that has no more than this left fails. */
  readonly failBeforeMs: number;
  /** Whether a token that never expires fails. */
  readonly requireExpiry: boolean;
}

/** What is to be seen of a token's life. */
export interface Expiry {
  readonly results: readonly Result[];
  /** Milliseconds since 1970; undefined where there is no end that a server knows of. */
  readonly expiresAtMs: number | undefined;
}

const DAY_MS = 86_400_000;
/** Seconds of the year 5138: above it, milliseconds are meant. */
const MAX_SECONDS = 100_000_000_000;
const ISSUE_LIMITED = "Issue one that expires (`turso db tokens create <database> --expiration 30d`), and rotate it.";

/** Makes the check. URLs without a token of their own, and secrets that are neither, have no result. */
export function checkExpiry(secret: Secret, directory: string, rules: ExpiryRules): Expiry {
  const { name, kind } = secret;
  const token = tokenOf(secret, directory);
  if (token === undefined)
    return {
      results:
        kind === "token"
          ? [notChecked(name, "expiry", secret.isOptional ? "not-needed" : "missing", "There is no token to look at.")]
          : [],
      expiresAtMs: undefined,
    };
  const claims = tokenClaims(token);
  if (claims === undefined)
    return {
      results: [notChecked(name, "expiry", "malformed", "What is no JWT says nothing of its expiry.")],
      expiresAtMs: undefined,
    };
  const { expiry, notBefore } = claims;
  const problems = [endProblem(expiry, rules), beginProblem(notBefore, rules)].filter((one) => one !== undefined);
  const endMs = isSeconds(expiry) ? expiry * 1_000 : undefined;
  const fine =
    endMs === undefined ? "It never expires." : `It expires on ${dateOf(endMs / 1_000)}, in ${inWords(endMs - rules.nowMs)}.`;
  return { results: resultsOf(name, "expiry", problems, fine), expiresAtMs: endMs };
}

/** Whole days that are left, downwards; negative for one that has expired. */
export function daysLeft(expiresAtMs: number, nowMs: number): number {
  return Math.floor((expiresAtMs - nowMs) / DAY_MS);
}

function isSeconds(expiry: unknown): expiry is number {
  return Number.isInteger(expiry) && Number(expiry) >= 0 && Number(expiry) < MAX_SECONDS;
}

/**
 * What is wrong with the end of a token. `exp` counts seconds (RFC 7519 §4.1.4); sqld reads what is above or below as no end at all.
 */
export function endProblem(
  expiry: unknown,
  { nowMs, warnBeforeMs, failBeforeMs, requireExpiry }: ExpiryRules,
): Problem | undefined {
  const endless = requireExpiry ? "failed" : "warning";
  if (expiry === undefined)
    return {
      verdict: endless,
      reason: "no-expiry",
      message: "It never expires: whoever finds it can use it until all tokens of its group are invalidated.",
      fix: ISSUE_LIMITED,
    };
  if (!Number.isInteger(expiry))
    return {
      verdict: "failed",
      reason: "malformed",
      message: "Its expiry is no whole number of seconds, which servers refuse.",
      fix: ISSUE_AGAIN,
    };
  const seconds = Number(expiry);
  if (seconds < 0)
    return {
      verdict: "failed",
      reason: "negative-exp",
      message:
        "Its expiry lies before 1970. libSQL servers misread that as a token without end, and others as one that has expired.",
      fix: ISSUE_AGAIN,
    };
  if (seconds >= MAX_SECONDS)
    return {
      verdict: endless,
      reason: "exp-in-milliseconds",
      message: "Its expiry is in milliseconds where seconds are meant, so that it practically never expires.",
      fix: `Divide by 1000 where tokens are issued. ${ISSUE_LIMITED}`,
    };
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
