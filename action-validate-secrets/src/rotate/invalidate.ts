// `mode: leaked`: ends every token of the group before a new one is made. All that can be proved beforehand is.
import { warn } from "@libsql-actions/shared/report/log";
import { PlatformError } from "@libsql-actions/shared/turso/platform-error";
import { isAccepted } from "./access.ts";
import type { Databases, RotateContext } from "./context.ts";
import { oldTokenWorks } from "./old-token.ts";
import { explain, RotationError } from "./problem.ts";
import { did, warned } from "./rotation.ts";
import { waitUntil } from "./wait-until.ts";

const MAX_NAMED = 50;

/** Ends the old token unless that is done already. @throws PlatformError, RotationError; `rotation.invalidated` then says what is known */
export async function invalidate(context: RotateContext, databases: Databases): Promise<void> {
  const { rotation, platform } = context;
  const { organization, scope, isDryRun, access, confirm } = rotation.inputs;
  if (!(await oldTokenWorks(context, databases))) {
    rotation.invalidated = "earlier";
    return reportRefused(context);
  }
  const outage = `Invalidation ends every token of ${databases.group === undefined ? `the database ${scope.name}` : `the group ${databases.group}`}: that of ${named(databases.hit)}. Until the new token is stored and those who use it have it, they are refused. Jobs that run already keep the old one.`;
  if (isDryRun && confirm !== scope.name)
    warned(rotation, "`confirm` is not the name of the database or group: a run with `dry-run: false` is refused until it is.");
  if (isDryRun) return did(rotation, `The old token still works. A run with \`dry-run: false\` invalidates first. ${outage}`);
  warn(outage);
  // Nothing may be ended before it is sure that there will be something in its place. This token ends with the others.
  await platform.mint(organization, scope, { access, days: 1 });
  rotation.hasTrial = true;
  did(rotation, "The platform token may mint: a trial token was made, which the invalidation ends.");
  await end(context, databases);
  rotation.invalidated = "yes";
  did(rotation, `The invalidation of all tokens is accepted. It is for ${named(databases.hit)}.`);
}

/** A token that is refused may have been ended by an earlier try, or may never have been one of this database: only its expiry is sure. */
function reportRefused({ rotation, now }: RotateContext): void {
  const { oldExpiresAt } = rotation;
  const hasExpired = oldExpiresAt !== undefined && oldExpiresAt * 1_000 <= now();
  if (hasExpired) did(rotation, "The old token has expired and is refused. Nothing is invalidated.");
  else
    warned(
      rotation,
      "The database refuses `current-token` already, so nothing is invalidated: an earlier run has ended it, or it never was a token of this database. If it is not the very token that has leaked, give that one and run again.",
    );
}

async function end({ rotation, platform, send, patience }: RotateContext, { own, group }: Databases): Promise<void> {
  const { organization, scope, currentToken } = rotation.inputs;
  // From here on, until the answer is there; a step may be cancelled meanwhile.
  rotation.invalidated = "unknown";
  try {
    await platform.invalidate(organization, group === undefined ? scope : { kind: "group", name: group });
  } catch (fault) {
    if (!(fault instanceof PlatformError) || !fault.mayBeDone) {
      rotation.invalidated = "no";
      throw fault;
    }
    // Whoever says nothing may have done it: the old token tells.
    const [database] = own;
    const isDead = async () => {
      if (database !== undefined && (await isAccepted(database, currentToken, send))) throw new RotationError("it still works");
    };
    await waitUntil(isDead, () => true, patience).catch((last: unknown) => {
      throw new RotationError(
        `Whether the tokens were invalidated is not known: ${explain(fault)} The old token, asked for ${Math.round(patience.settleMs / 1_000)} s: ${explain(last)}.`,
      );
    });
    rotation.isOldRefused = true;
  }
}

/** Says whether the old token is refused now. @throws RotationError when it is not */
export async function proveOldTokenDead({ rotation, send, patience }: RotateContext, { own }: Databases): Promise<void> {
  const works = new RotationError(
    "The old token still works on the database, although all tokens were invalidated: see whether `current-token` belongs to this group, and ask Turso's support.",
  );
  for (const database of own.slice(0, 1)) {
    const isDead = async () => {
      rotation.isOldRefused = !(await isAccepted(database, rotation.inputs.currentToken, send));
      if (!rotation.isOldRefused) throw works;
    };
    await waitUntil(isDead, () => true, patience).catch((fault: unknown) => {
      if (fault !== works) rotation.isOldRefused = undefined;
      throw fault === works ? works : new RotationError(`Whether the old token is refused could not be seen: ${explain(fault)}`);
    });
  }
  did(rotation, "The old token is refused.");
}

/** Of a rotation that ended early: what is true of the old token then. The server may still be on its way to the new key. */
export async function seeOldToken({ rotation, send }: RotateContext, { own }: Databases): Promise<void> {
  const [database] = own;
  if (rotation.invalidated !== "yes" || database === undefined) return;
  // What cannot be seen is said to be unseen.
  const isWorking = await isAccepted(database, rotation.inputs.currentToken, send).catch(() => undefined);
  rotation.isOldRefused = isWorking === undefined ? undefined : !isWorking;
}

function named(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return `${names.slice(0, MAX_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
