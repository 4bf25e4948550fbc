// That a public key can be read says nothing of writing. So a secret that means nothing is written and deleted before anything else is changed.
import { randomUUID } from "node:crypto";
import type { SecretStore } from "@libsql-actions/shared/github/secret-store";
import type { SecretsApi, StorePublicKey } from "@libsql-actions/shared/github/secrets-api";
import { explainSecretsFault } from "@libsql-actions/shared/github/secrets-fault";
import { RotationError } from "./problem.ts";
import { putSecret } from "./put-secret.ts";
import { sealedBox } from "./sealed-box.ts";

/** Always the same, so that one left behind is written over and deleted by the next rotation. */
export const CANARY_NAME = "LIBSQL_ACTIONS_CANARY";

/**
 * Writes the canary and deletes it.
 * @param maxWaitMs how long GitHub may ask to wait
 * @throws what `SecretsApi` throws; RotationError where the canary may stay behind
 */
export async function proveWritable(
  secrets: SecretsApi,
  store: SecretStore,
  { keyId, key }: StorePublicKey,
  maxWaitMs: number,
): Promise<void> {
  const value = { keyId, encryptedValue: sealedBox(randomUUID(), key) };
  // No repository may use it.
  const visibility = store.kind === "organization" ? ({ visibility: "selected", repositories: [] } as const) : undefined;
  // One from an earlier rotation may be there, so that looking proves nothing; writing once more does.
  const put = await putSecret(
    () => secrets.put(store, CANARY_NAME, value, visibility),
    async () => false,
    maxWaitMs,
  );
  const left = put.status === "failed" ? undefined : await removeCanary(secrets, store);
  if (put.status === "written" && left === undefined) return;
  if (put.status === "written") throw new RotationError(left);
  throw left === undefined
    ? put.fault
    : new RotationError(`${explainSecretsFault(put.fault, store)} ${left}`, { cause: put.fault });
}

/** @returns what to say of a canary that may still be there; undefined where it is gone */
async function removeCanary(secrets: SecretsApi, store: SecretStore): Promise<string | undefined> {
  let why = "GitHub says that it is not there, and shows it.";
  try {
    if (await secrets.remove(store, CANARY_NAME)) return undefined;
  } catch (fault) {
    why = explainSecretsFault(fault, store);
  }
  // An earlier try whose answer was lost may have deleted it; or GitHub says that it is not there and means that it may not be deleted.
  try {
    if ((await secrets.find(store, CANARY_NAME)) === undefined) return undefined;
  } catch (fault) {
    why = explainSecretsFault(fault, store);
  }
  return `The secret ${CANARY_NAME}, which only tried out writing, may still be there: delete it by hand, or let the next rotation do it. ${why}`;
}
