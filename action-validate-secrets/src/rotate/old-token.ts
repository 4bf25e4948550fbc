// The token that is replaced: when it ends by itself, and whether it still works.
import { decodeJwt } from "jose";
import { isAccepted } from "./access.ts";
import type { Databases, RotateContext } from "./context.ts";
import { explain, RotationError } from "./problem.ts";
import { did, isoTime, warned } from "./rotation.ts";

/** What a token says of itself; nothing of it is verified. Seconds since 1970. */
export interface Claims {
  readonly expiresAt: number | undefined;
  readonly issuedAt: number | undefined;
}

/** A token that was made so short ago may be the one that an earlier try has just stored. */
const FRESH_S = 3_600;

/** The claims of a token; undefined for what is no JWT. */
export function claimsOf(token: string): Claims | undefined {
  try {
    const { exp, iat } = decodeJwt(token);
    return { expiresAt: typeof exp === "number" ? exp : undefined, issuedAt: typeof iat === "number" ? iat : undefined };
  } catch {
    return undefined; // What is wrong with it would quote it.
  }
}

/** Says when the old token ends by itself. */
export function reportExpiry({ rotation, now }: RotateContext): void {
  const { currentToken, mode } = rotation.inputs;
  const claims = currentToken === undefined ? undefined : claimsOf(currentToken);
  rotation.oldExpiresAt = claims?.expiresAt;
  if (currentToken === undefined) return;
  if (claims === undefined) warned(rotation, "`current-token` is no database token (a JWT): when it expires cannot be told.");
  else if (claims.expiresAt !== undefined) {
    const hasEnded = claims.expiresAt * 1_000 <= now();
    const end = isoTime(claims.expiresAt) || "a date out of range";
    did(rotation, `The old token ${hasEnded ? "has expired on" : "works on until"} ${end}.`);
  } else if (mode === "soft")
    warned(
      rotation,
      "The old token never expires, and no token of Turso can be revoked alone. To end it, rotate once with `mode: leaked`, when a short outage of all databases of the group does not hurt.",
    );
}

/**
 * Whether the old token still works somewhere: on `false` an earlier try has invalidated it, and that must not be done again.
 * @throws RotationError where it cannot be told, or where it looks like the very token that an earlier try has stored
 */
export async function oldTokenWorks({ rotation, send, now }: RotateContext, { own, group }: Databases): Promise<boolean> {
  const { currentToken = "" } = rotation.inputs;
  const [database] = own;
  if (database === undefined) throw new RotationError("There is no database to try the old token on.");
  const works = await isAccepted(database, currentToken, send).catch((fault: unknown) => {
    throw new RotationError(
      `Nothing was invalidated: whether \`current-token\` still works on ${database.name} cannot be told, and a rerun must not end the token that an earlier try has stored. ${explain(fault)}`,
    );
  });
  if (!works) return false;
  const { issuedAt } = claimsOf(currentToken) ?? {};
  const age = now() / 1_000 - (issuedAt ?? Number.NEGATIVE_INFINITY);
  if (age < FRESH_S)
    throw new RotationError(
      `Nothing was invalidated: \`current-token\` was issued ${Math.max(0, Math.round(age / 60))} min ago, so it is likely the one that an earlier try has stored. Where that try did not reach every target, run with \`mode: soft\`, which writes all of them and ends nothing. Where this very token has leaked, end it with \`turso ${group === undefined ? `db tokens invalidate ${database.name}` : `group tokens invalidate ${group}`}\` and run this again: it sees that, and ends nothing more.`,
    );
  return true;
}
