// The token that is replaced: when it ends by itself, and whether it still works.
import { setTimeout as delay } from "node:timers/promises";
import type { PlatformDatabase } from "@libsql-actions/shared/turso/platform-api";
import { dateOf, tokenClaims } from "../token-claims.ts";
import { isAccepted } from "./access.ts";
import type { Databases, RotateContext } from "./context.ts";
import { explain, RotationError } from "./problem.ts";
import { did, warned } from "./rotation.ts";

/** A token that was made so short ago may be the one that an earlier try has just stored. */
const FRESH_S = 3_600;

/** Says when the old token ends by itself. */
export function reportExpiry({ rotation, now }: RotateContext): void {
  const { inputs, oldExpiresAt } = rotation;
  const { currentToken, mode } = inputs;
  if (currentToken === undefined) return;
  if (oldExpiresAt !== undefined) {
    const hasEnded = oldExpiresAt * 1_000 <= now();
    did(rotation, `The old token ${hasEnded ? "has expired on" : "works on until"} ${dateOf(oldExpiresAt)}.`);
  } else if (tokenClaims(currentToken) === undefined)
    warned(rotation, "`current-token` is no database token (a JWT): when it expires cannot be told.");
  else if (mode === "soft")
    warned(
      rotation,
      "The old token never expires, and no token of Turso can be revoked alone. To end it, rotate once with `mode: leaked`, when a short outage of all databases of the group does not hurt.",
    );
}

/**
 * Whether the old token still works somewhere: on `false` an earlier try has invalidated it, and that must not be done again.
 * @throws RotationError where it cannot be told, or where it looks like the very token that an earlier try has stored
 */
export async function oldTokenWorks(context: RotateContext, { own, group }: Databases): Promise<boolean> {
  const { rotation, now } = context;
  const { currentToken = "" } = rotation.inputs;
  const [database] = own;
  if (database === undefined) throw new RotationError("There is no database to try the old token on.");
  const works = await isAcceptedAtLast(context, database, currentToken).catch((fault: unknown) => {
    throw new RotationError(
      `Nothing was invalidated: whether \`current-token\` still works on ${database.name} cannot be told, and a rerun must not end the token that an earlier try has stored. ${explain(fault)}`,
    );
  });
  if (!works) return false;
  const issuedAt = tokenClaims(currentToken)?.issuedAt;
  const age = typeof issuedAt === "number" ? now() / 1_000 - issuedAt : Number.POSITIVE_INFINITY;
  if (age < FRESH_S)
    throw new RotationError(
      `Nothing was invalidated: \`current-token\` was issued ${Math.max(0, Math.round(age / 60))} min ago, so it is likely the one that an earlier try has stored. Where that try did not reach every target, run with \`mode: soft\`, which writes all of them and ends nothing. Where this very token has leaked, end it with \`turso ${group === undefined ? `db tokens invalidate ${database.name}` : `group tokens invalidate ${group}`}\` and run this again: it sees that, and ends nothing more.`,
    );
  return true;
}

/** A server that has just started may refuse a good token once: only a second refusal counts. */
async function isAcceptedAtLast({ send, patience }: RotateContext, database: PlatformDatabase, token: string): Promise<boolean> {
  if (await isAccepted(database, token, send)) return true;
  await delay(patience.pollMs);
  return isAccepted(database, token, send);
}
