// Decodes a database token as far as anybody can without the key: algorithm and claims (libsql-server src/auth/user_auth_strategies/jwt.rs).
import { decodeJwt, decodeProtectedHeader } from "jose";

/** What a token says of itself. Anything may stand in each claim. */
export interface TokenClaims {
  /** `alg` of the header; `none` where it has none. */
  readonly algorithm: unknown;
  /** `exp`: the end of the token, in seconds since 1970. */
  readonly expiry: unknown;
  /** `nbf`: its beginning, which libSQL servers do not look at. */
  readonly notBefore: unknown;
  /** `a`: `rw` or `ro`; not given: both reading and writing. */
  readonly access: unknown;
  /** `aud`: whom a token is for. No database token has one. */
  readonly audience: unknown;
  /** Ids of the databases and groups that it is for, as they stand in it: `id`, `gid`, and the names in `p`. */
  readonly places: readonly string[];
}

/** The ids of all grants together that are told. */
const MAX_PLACES = 5;

/** What a token says; undefined for what is no JWT. Its signature is not looked at. */
export function tokenClaims(token: string): TokenClaims | undefined {
  try {
    const { alg = "none" } = decodeProtectedHeader(token);
    const claims: Readonly<Record<string, unknown>> = decodeJwt(token);
    return {
      algorithm: alg,
      expiry: claims["exp"],
      notBefore: claims["nbf"],
      access: claims["a"],
      audience: claims["aud"],
      places: [...new Set([claims["id"], claims["gid"], ...grantedPlaces(claims["p"])])]
        .filter((place) => typeof place === "string")
        .slice(0, MAX_PLACES),
    };
  } catch {
    return undefined; // What is wrong with it would quote it.
  }
}

/** `p` grants rights by kind: `{"ro": {"ns": ["a"], "tags": ["b"]}}`. */
function grantedPlaces(grants: unknown): unknown[] {
  return valuesOf(grants).flatMap((grant) => valuesOf(grant).flatMap((names) => (Array.isArray(names) ? names : [])));
}

function valuesOf(value: unknown): unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}

/** Seconds since 1970 as a date; far out of range there is none. */
export function dateOf(seconds: number): string {
  const date = new Date(seconds * 1_000);
  return Number.isNaN(date.getTime()) ? "a date out of range" : date.toISOString().replace(".000Z", "Z");
}

/** Payload and signature of a JWT, which are secret by themselves; nothing for what is none. */
export function jwtParts(text: string): string[] {
  return /^ey[\w-]+=*\.([\w-]+=*)\.([\w-]*=*)$/.exec(text)?.slice(1) ?? [];
}
