// Looks at a database token, as Turso and sqld take it: a JWT signed with Ed25519. The signature itself only the server can verify.
import { quote } from "@libsql-actions/shared/inputs/quote";
import { decodeJwt, decodeProtectedHeader } from "jose";
import type { Problem } from "./format-problem.ts";

const ISSUE_AGAIN = "Issue a new token (`turso db tokens create <database>`) and store it.";
const STORE_TOKEN = "Store the token alone, whole and exactly as it was issued.";
/** An Ed25519 signature has 64 bytes (RFC 8032 §5.1.6). */
const SIGNATURE_CHARACTERS = 86;
/** What other tokens begin with. */
const OTHER_TOKENS = /^(gh[oprsu]_|github_pat_|glpat-|npm_|sk-|xox[abp]-|AKIA)/;

/**
 * What is wrong with a token; undefined for one that is good as far as can be seen.
 * @param nowMs the time that the token must outlive
 */
export function tokenProblem(value: string, nowMs: number): Problem | undefined {
  const failed = (reason: "wrong-kind" | "malformed", message: string, fix = STORE_TOKEN): Problem => ({
    verdict: "failed",
    reason,
    message,
    fix,
  });
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value))
    return failed("wrong-kind", "It is a URL, not a token. Were URL and token swapped?");
  if (OTHER_TOKENS.test(value)) return failed("wrong-kind", "It is a token of another service.", ISSUE_AGAIN);
  if (/^bearer\s/i.test(value)) return failed("malformed", "It begins with `Bearer`, which is not a part of the token.");
  if (/\s/.test(value)) return failed("malformed", "It has a space or a line break in the middle.");
  const segments = value.split(".");
  if (segments.length !== 3 || segments.some((segment) => !/^[\w-]+$/.test(segment)))
    return failed("malformed", "It is no JWT: three parts of base64url, separated by dots.");
  const { algorithm, expiry } = decode(value) ?? {};
  if (algorithm === undefined) return failed("malformed", "It looks like a JWT, but cannot be decoded. Was it cut?");
  if (algorithm !== "EdDSA")
    return failed("malformed", `It is signed with ${quote(String(algorithm))}; libSQL servers take \`EdDSA\` only.`, ISSUE_AGAIN);
  if (segments[2]?.length !== SIGNATURE_CHARACTERS)
    return failed(
      "malformed",
      `Its signature has ${segments[2]?.length} characters instead of ${SIGNATURE_CHARACTERS}. Was it cut?`,
    );
  if (expiry === undefined) return undefined;
  if (!Number.isInteger(expiry))
    return failed("malformed", "Its expiry is no whole number of seconds, which servers refuse.", ISSUE_AGAIN);
  if (expiry * 1_000 > nowMs) return undefined;
  // A server lets a token live a minute longer; a job that relies on it fails a minute later.
  return { verdict: "failed", reason: "expired", message: `It expired on ${dateOf(expiry)}.`, fix: ISSUE_AGAIN };
}

function decode(token: string): { algorithm: unknown; expiry: number | undefined } | undefined {
  try {
    const { alg = "none" } = decodeProtectedHeader(token);
    return { algorithm: alg, expiry: decodeJwt(token).exp };
  } catch {
    return undefined; // What is wrong with it would quote it.
  }
}

/** `exp` counts seconds (RFC 7519 §4.1.4); far out of range there is no date. */
function dateOf(seconds: number): string {
  const date = new Date(seconds * 1_000);
  return Number.isNaN(date.getTime()) ? "a date out of range" : date.toISOString().replace(".000Z", "Z");
}
