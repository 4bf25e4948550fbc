// Stores the new token in every target. One that fails takes nothing from the others.

import type { SecretStore } from "@libsql-actions/shared/github/secret-store";
import type { SecretsApi, StoredSecret, Visibility } from "@libsql-actions/shared/github/secrets-api";
import { explainSecretsFault } from "@libsql-actions/shared/github/secrets-fault";
import { mayBeDone } from "@libsql-actions/shared/turso/platform-error";
import type { RotateContext } from "./context.ts";
import { did, type TargetReport, warned } from "./rotation.ts";
import { sealedBox } from "./sealed-box.ts";

/** A secret by its name and its value. */
export type NamedValue = readonly [name: string, value: string];

/** What an organization's new secret is for, as `gh secret set` has it. */
const NEW_VISIBILITY: Visibility = { visibility: "private", repositories: [] };

/** Writes the secrets into all targets, one after the other: GitHub wants no writes side by side. The reports say what came of it. */
export async function storeEverywhere(context: RotateContext, values: readonly NamedValue[]): Promise<void> {
  for (const report of context.rotation.targets) {
    for (const value of values) {
      await storeOne(context, report, value);
      if (report.problem !== "") break;
    }
    if (report.problem === "") report.status = "written";
    const { target, status, updatedAt, problem } = report;
    did(context.rotation, `${target.label}: ${status}${status === "written" ? ` (${updatedAt})` : `. ${problem}`}`);
  }
}

async function storeOne(context: RotateContext, report: TargetReport, [name, value]: NamedValue): Promise<void> {
  const { secrets, rotation } = context;
  const { store } = report.target;
  let before: StoredSecret | undefined;
  let isSent = false;
  try {
    before = await secrets.find(store, name);
    const { keyId, key } = await secrets.publicKey(store);
    const visibility = store.kind === "organization" ? (before?.visibility ?? NEW_VISIBILITY) : undefined;
    isSent = true;
    report.status = "unknown";
    const outcome = await secrets.put(store, name, { keyId, encryptedValue: sealedBox(value, key) }, visibility);
    if (visibility !== undefined && before === undefined) warnOfVisibility(context, report, name, outcome);
  } catch (fault) {
    // An earlier try of it may have been carried out, whatever the last one was told.
    if (isSent && (await hasMoved(secrets, store, name, before, report))) return;
    const isLost = isSent && mayBeDone(fault);
    report.status = isLost ? "unknown" : "failed";
    report.problem = `${name}: ${explainSecretsFault(fault, store)}${isLost ? " Whether it was written is not known." : ""}`;
    return;
  }
  // 201 and 204 prove it; the time is for the report, which goes without GitHub's where it cannot be had.
  const after = await secrets.find(store, name).catch(() => undefined);
  report.updatedAt = after?.updatedAt ?? new Date(context.now()).toISOString();
  if (after !== undefined && !isSameVisibility(before?.visibility, after.visibility))
    warned(
      rotation,
      `${report.target.label}: who may use ${name} has changed while it was written: see the settings of the organization.`,
    );
}

function warnOfVisibility(
  { rotation }: RotateContext,
  { target }: TargetReport,
  name: string,
  outcome: "created" | "updated",
): void {
  const how = outcome === "created" ? "is new there and" : "was there, although GitHub had said otherwise, and now";
  warned(
    rotation,
    `${target.label}: ${name} ${how} is visible to private repositories; change that in the settings of the organization.`,
  );
}

/** Whether a secret whose answer was lost was written: its time has moved. It has whole seconds only, so that no answer is no proof of the opposite. */
async function hasMoved(
  secrets: SecretsApi,
  store: SecretStore,
  name: string,
  before: StoredSecret | undefined,
  report: TargetReport,
): Promise<boolean> {
  const after = await secrets.find(store, name).catch(() => undefined); // Then it stays unknown.
  if (after === undefined || Date.parse(after.updatedAt) <= Date.parse(before?.updatedAt ?? "1970-01-01")) return false;
  report.updatedAt = after.updatedAt;
  return true;
}

/** @param before undefined for a secret that is new, or in a store that knows no visibility */
function isSameVisibility(before: Visibility | undefined, after: Visibility | undefined): boolean {
  if (before === undefined || after === undefined) return true;
  const ids = (one: Visibility) => [...one.repositories].sort((a, b) => a - b).join();
  return before.visibility === after.visibility && ids(before) === ids(after);
}
