// Decodes a database token as far as anybody can without the key: algorithm and claims (libsql-server src/auth/user_auth_strategies/jwt.rs).
import { decodeJwt, decodeProtectedHeader } from "jose";

/** What a token says of itself. Anything may stand in each claim; null is none, as servers read it. */
export interface TokenClaims {
  /** `alg` of the header; undefined where it has none. */
  readonly algorithm: unknown;
  /** `exp`: the end of the token, in seconds since 1970. */
  readonly expiry: unknown;
  /** `nbf`: its beginning, which libSQL servers do not look at. */
  readonly notBefore: unknown;
  /** `iat`: when it was issued, in seconds since 1970. */
  readonly issuedAt: unknown;
  /** `a`: `rw` or `ro`; not given: both reading and writing. */
  readonly access: unknown;
  /** `aud`: whom a token is for. No database token has one. */
  readonly audience: unknown;
  /** Ids of the databases and groups that it is for, as they stand in it: `id`, `gid`, and the names in `p`. */
  readonly places: readonly string[];
  /** The claim among `id` and `p` whose form no server reads; undefined where both are good. */
  readonly badPlace: "id" | "p" | undefined;
}

/** Seconds of the year 5138: above it, milliseconds are meant. */
export const MAX_SECONDS = 100_000_000_000;
/** The rights that `p` grants. */
const RIGHTS = ["ro", "rw", "roa", "rwa", "ddl"];
/** The ids of all grants together that are told. */
const MAX_PLACES = 5;

/** What a token says; undefined for what is no JWT. Its signature is not looked at. */
export function tokenClaims(token: string): TokenClaims | undefined {
  try {
    const { alg } = decodeProtectedHeader(token);
    const claims: Readonly<Record<string, unknown>> = decodeJwt(token);
    return {
      algorithm: alg,
      expiry: claims["exp"] ?? undefined,
      notBefore: claims["nbf"] ?? undefined,
      issuedAt: claims["iat"] ?? undefined,
      access: claims["a"] ?? undefined,
      audience: claims["aud"] ?? undefined,
      places: [...new Set([claims["id"], claims["gid"], ...grantedPlaces(claims["p"])])]
        .filter((place) => typeof place === "string")
        .slice(0, MAX_PLACES),
      badPlace: typeof (claims["id"] ?? "") !== "string" ? "id" : areGrants(claims["p"] ?? {}) ? undefined : "p",
    };
  } catch {
    return undefined; // What is wrong with it would quote it.
  }
}

/** True for what only a database token says: what it may do, or which databases and groups it is for. */
export function isDatabaseToken(token: string): boolean {
  const claims = tokenClaims(token);
  return claims !== undefined && (claims.access !== undefined || claims.places.length > 0);
}

/** `p` grants rights by kind: `{"ro": {"ns": ["a"], "tags": ["b"]}}`. */
function grantedPlaces(grants: unknown): unknown[] {
  return valuesOf(grants).flatMap((grant) => valuesOf(grant).flatMap((names) => (Array.isArray(names) ? names : [])));
}

/** Each right with lists of names: `{"ns": ["a"], "tags": ["b"]}`. sqld 0.24.32 reads null as none and passes over names that it does not know. */
function areGrants(grants: unknown): boolean {
  if (!isObject(grants)) return false;
  const known = RIGHTS.map((right) => grants[right] ?? {});
  return known.every((grant) => isObject(grant) && [grant["ns"], grant["tags"]].every((names) => Array.isArray(names ?? [])));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/**
 * The end of a token as a server knows of it, in seconds since 1970; undefined where there is none: sqld reads what lies before 1970, or so far
 * ahead that milliseconds must be meant, as no end at all.
 */
export function endOf(expiry: unknown): number | undefined {
  return Number.isInteger(expiry) && Number(expiry) >= 0 && Number(expiry) < MAX_SECONDS ? Number(expiry) : undefined;
}

function valuesOf(value: unknown): unknown[] {
  return isObject(value) ? Object.values(value) : [];
}

/** Seconds since 1970 as ISO 8601; empty where there are none, or more than a date can hold. */
export function isoTime(seconds: number | undefined): string {
  const date = new Date((seconds ?? Number.NaN) * 1_000);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().replace(".000Z", "Z");
}

/** The same for a sentence. */
export function dateOf(seconds: number): string {
  return isoTime(seconds) || "a date out of range";
}
