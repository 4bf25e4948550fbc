// Looks at a database token, as Turso and sqld take it: a JWT signed with Ed25519. The signature itself only the server can verify.
import { quote } from "@libsql-actions/shared/inputs/quote";
import type { Problem } from "./format-problem.ts";
import { isDatabaseToken, tokenClaims } from "./token-claims.ts";

export const ISSUE_AGAIN = "Issue a new token (`turso db tokens create <database>`) and store it.";
const STORE_TOKEN = 'Store the token alone, whole and exactly as it was issued: `printf %s "$TOKEN" | gh secret set NAME`.';
const STORE_DATABASE_TOKEN = "Store a token of the database: `turso db tokens create <database>`.";
/** An Ed25519 signature has 64 bytes (RFC 8032 §5.1.6). */
const SIGNATURE_CHARACTERS = 86;
/** Longer than any token, and than a header may be for many servers. */
const MAX_TOKEN_CHARACTERS = 65_536;
/** What other tokens begin with. */
const OTHER_TOKENS = /^(gh[oprsu]_|github_pat_|glpat-|npm_|sk-|xox[abp]-|AKIA)/;
/** Algorithms of the tokens by which a person logs in to Turso's platform, and of other services. */
const OTHER_ALGORITHMS = /^(RS|PS|ES)\d{3}$/;

/**
 * What is wrong with the form of a token; undefined for one that is good as far as can be seen.
 * @param apiToken the platform token of the step, which people store in its place
 */
export function tokenProblem(value: string, apiToken?: string): Problem | undefined {
  return strangerProblem(value, apiToken) ?? claimProblem(value);
}

/** Why a value is no database token, whatever it claims: no JWT, not signed as they are, or the platform token. */
export function strangerProblem(value: string, apiToken?: string): Problem | undefined {
  return spelling(value, apiToken) ?? structure(value);
}

function failed(reason: Problem["reason"], message: string, fix = STORE_TOKEN): Problem {
  return { verdict: "failed", reason, message, fix };
}

function spelling(value: string, apiToken: string | undefined): Problem | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value))
    return failed("wrong-kind", "It is a URL, not a token. Were URL and token swapped?");
  if (OTHER_TOKENS.test(value)) return failed("wrong-kind", "It is a token of another service.", STORE_DATABASE_TOKEN);
  if (apiToken !== undefined && value === apiToken && !isDatabaseToken(value))
    return failed(
      "wrong-kind",
      "It is the platform token of `api-token`, which opens the account and no database.",
      STORE_DATABASE_TOKEN,
    );
  if (/^bearer\s/i.test(value)) return failed("malformed", "It begins with `Bearer`, which is not a part of the token.");
  if (/\s/.test(value)) return failed("malformed", "It has a space or a line break in the middle.");
  if (value.length > MAX_TOKEN_CHARACTERS) return failed("malformed", "It is longer than any token.");
  const segments = value.split(".");
  if (segments.length === 3 && segments.some((segment) => /=$/.test(segment)) && segments.every((one) => /^[\w-]+=*$/.test(one)))
    return failed("padded", "Its base64 is padded with `=`, which servers refuse.", ISSUE_AGAIN);
  if (segments.length !== 3 || segments.some((segment) => !/^[\w-]+$/.test(segment)))
    return failed("malformed", "It is no JWT: three parts of base64url, separated by dots.");
  return undefined;
}

function structure(value: string): Problem | undefined {
  const claims = tokenClaims(value);
  if (claims === undefined) return failed("malformed", "It looks like a JWT, but cannot be decoded. Was it cut?");
  const { algorithm } = claims;
  if (typeof algorithm === "string" && OTHER_ALGORITHMS.test(algorithm))
    return failed(
      "wrong-kind",
      `It is signed with ${algorithm}, as the tokens of Turso's platform and of other services are, and is no database token.`,
      STORE_DATABASE_TOKEN,
    );
  if (algorithm === undefined)
    return failed("malformed", "It does not say how it is signed; libSQL servers take `EdDSA` only.", ISSUE_AGAIN);
  if (algorithm !== "EdDSA")
    return failed(
      "malformed",
      `It is signed with ${quote(typeof algorithm === "string" ? algorithm : JSON.stringify(algorithm))}; libSQL servers take \`EdDSA\` only.`,
      ISSUE_AGAIN,
    );
  const { length } = value.slice(value.lastIndexOf(".") + 1);
  if (length !== SIGNATURE_CHARACTERS)
    return failed("malformed", `Its signature has ${length} characters instead of ${SIGNATURE_CHARACTERS}. Was it cut?`);
  return undefined;
}

/** Claims by which sqld refuses a token, without saying that they are why. */
function claimProblem(value: string): Problem | undefined {
  const { access, audience, badPlace } = tokenClaims(value) ?? {};
  if (audience !== undefined)
    return failed(
      "wrong-kind",
      "It names whom it is for (`aud`), as tokens of other services do; libSQL servers refuse it.",
      ISSUE_AGAIN,
    );
  if (access !== undefined && access !== "rw" && access !== "ro")
    return failed("bad-access-claim", "Its access (`a`) is neither `rw` nor `ro`, so servers refuse it.", ISSUE_AGAIN);
  if (badPlace !== undefined)
    return failed(
      "malformed",
      `Its claim \`${badPlace}\`, which says what it is for, is of a form that servers refuse.`,
      ISSUE_AGAIN,
    );
  return undefined;
}
