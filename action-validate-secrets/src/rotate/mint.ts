// Makes the new token and finds it good on the database before anybody is given it.
import { isUnsent, StatusError, TimeoutError } from "@libsql-actions/shared/network/fault";
import type { PlatformDatabase } from "@libsql-actions/shared/turso/platform-api";
import { PlatformError } from "@libsql-actions/shared/turso/platform-error";
import { dateOf } from "../token-claims.ts";
import { accessOf, isAccepted } from "./access.ts";
import type { Databases, RotateContext } from "./context.ts";
import { explain, RotationError } from "./problem.ts";
import { did, expiryOf, warned } from "./rotation.ts";
import { waitUntil } from "./wait-until.ts";

/** A group may hold thousands, which all have one key. */
const MAX_TRIED = 5;
/** What the platform's clock may differ by. */
const SLACK_S = 86_400;
const HALF_DAY_S = 43_200;

/** Mints a token that was found good. @returns the token, masked @throws PlatformError, RotationError */
export async function mintToken(context: RotateContext, databases: Databases): Promise<string> {
  const { rotation, platform } = context;
  const { organization, scope, access, days } = rotation.inputs;
  const token = await platform.mint(organization, scope, { access, days }).catch((fault: unknown) => {
    if (fault instanceof PlatformError && fault.mayBeDone) rotation.token = "unknown";
    throw fault;
  });
  if (token === rotation.inputs.currentToken)
    throw new RotationError("The platform answered with `current-token` itself instead of a new one: is a cache in between?");
  rotation.token = "minted";
  rotation.expiresAt = expiryOf(token);
  checkLife(context);
  did(
    rotation,
    `A new token is minted (${access}, ${rotation.expiresAt === undefined ? "never expires" : `until ${dateOf(rotation.expiresAt)}`}).`,
  );
  const tried = databases.own.slice(0, MAX_TRIED);
  for (const database of tried) await tryOn(context, database, token);
  rotation.token = "verified";
  const untried = databases.own.length - tried.length;
  const names = tried.map(({ name }) => name).join(", ");
  did(rotation, `The new token is good on ${names}${untried > 0 ? ` (of ${untried} more of the group nothing was asked)` : ""}.`);
  return token;
}

/** A token that lives longer than it was asked to would never be missed until it leaks; one that ends long before the next rotation stops its users. */
function checkLife({ rotation, now }: RotateContext): void {
  const { expiresAt, inputs } = rotation;
  if (inputs.days === undefined) {
    if (expiresAt === undefined)
      warned(rotation, "The new token never expires (`expiration: never`): it can only be ended with all others of its group.");
    return;
  }
  const wanted = now() / 1_000 + inputs.days * 86_400;
  const latest = wanted + SLACK_S;
  const earliest = wanted - inputs.days * HALF_DAY_S;
  if (expiresAt === undefined || expiresAt > latest || expiresAt < earliest)
    throw new RotationError(
      `The platform was asked for a token of ${inputs.days} days, and the new one ${expiresAt === undefined ? "never expires" : `expires on ${dateOf(expiresAt)}${expiresAt < earliest ? ", before half of that" : ""}`}. It is not stored anywhere.`,
    );
  if (expiresAt < wanted - SLACK_S)
    warned(rotation, `The new token expires on ${dateOf(expiresAt)}, before the ${inputs.days} days that were asked for.`);
}

async function tryOn({ rotation, send, patience }: RotateContext, database: PlatformDatabase, token: string): Promise<void> {
  const wanted = rotation.inputs.access;
  const mayPass = (fault: unknown) => mayComeYet(fault, rotation.invalidated !== "no");
  const found = await waitUntil(() => accessOf(database, token, send), mayPass, patience).catch((fault: unknown) => {
    throw new RotationError(`The new token is not good on ${database.name}, and is not stored anywhere: ${explain(fault)}`);
  });
  if (found !== wanted)
    throw new RotationError(`The new token is ${found} on ${database.name} instead of ${wanted}, and is not stored anywhere.`);
  if (await waitUntil(() => isAccepted(database, undefined, send), mayPass, patience))
    throw new RotationError(
      `The database ${database.name} answers without a token too, so whether the new one is good cannot be told. It is not stored anywhere.`,
    );
}

/**
 * A new database answers 404 for some seconds (tursodatabase/libsql-client-ts#346). After an invalidation the new key takes its time to reach the
 * servers, which may be down meanwhile.
 */
function mayComeYet(fault: unknown, isKeyNew: boolean): boolean {
  if (fault instanceof StatusError) return fault.status === 404 || (isKeyNew && (fault.status === 401 || fault.status >= 500));
  return isKeyNew && (fault instanceof TimeoutError || isUnsent(fault));
}
