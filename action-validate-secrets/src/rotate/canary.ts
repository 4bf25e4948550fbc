// That a public key can be read says nothing of writing. So a secret that means nothing is written and deleted before anything else is changed.
import { randomUUID } from "node:crypto";
import type { SecretStore } from "@libsql-actions/shared/github/secret-store";
import type { SecretsApi, StorePublicKey } from "@libsql-actions/shared/github/secrets-api";
import { explainSecretsFault } from "@libsql-actions/shared/github/secrets-fault";
import { mayBeDone } from "@libsql-actions/shared/turso/platform-error";
import { RotationError } from "./problem.ts";
import { sealedBox } from "./sealed-box.ts";

/** Always the same, so that one left behind is written over and deleted by the next rotation. */
export const CANARY_NAME = "LIBSQL_ACTIONS_CANARY";

/** Writes the canary and deletes it. @throws what `SecretsApi` throws; RotationError where the canary stays behind */
export async function proveWritable(secrets: SecretsApi, store: SecretStore, { keyId, key }: StorePublicKey): Promise<void> {
  const value = { keyId, encryptedValue: sealedBox(randomUUID(), key) };
  // No repository may use it.
  const visibility = store.kind === "organization" ? ({ visibility: "selected", repositories: [] } as const) : undefined;
  try {
    await secrets.put(store, CANARY_NAME, value, visibility);
  } catch (fault) {
    const gone = await secrets.remove(store, CANARY_NAME).then(
      () => true,
      () => false, // The first fault is the one to report.
    );
    if (gone || !mayBeDone(fault)) throw fault;
    throw new RotationError(
      `${explainSecretsFault(fault, store)} The secret ${CANARY_NAME} may have been left there: delete it by hand, or let the next rotation do it.`,
    );
  }
  const stays = (why: string) =>
    new RotationError(`The secret ${CANARY_NAME}, which only tried out writing, could not be deleted; delete it by hand. ${why}`);
  const wasThere = await secrets.remove(store, CANARY_NAME).catch((fault: unknown) => {
    throw stays(explainSecretsFault(fault, store));
  });
  // Another rotation may have deleted it meanwhile; or GitHub says that it is not there and means that it may not be deleted.
  if (!wasThere && (await secrets.find(store, CANARY_NAME)) !== undefined) throw stays("GitHub says that it is not there.");
}
