// Stores the new token in every target. One that fails takes nothing from the others.
import type { SecretsApi, StoredSecret, Visibility } from "@libsql-actions/shared/github/secrets-api";
import { explainSecretsFault } from "@libsql-actions/shared/github/secrets-fault";
import type { RotateContext } from "./context.ts";
import { isHanging, MAX_TRIES, putSecret } from "./put-secret.ts";
import { did, type TargetReport, warned } from "./rotation.ts";
import { sealedBox } from "./sealed-box.ts";
import type { Target } from "./targets.ts";

/** Clocks do not agree to the second. */
const RECENT_MS = 60_000;

/** A secret by its name and its value. */
export type NamedValue = readonly [name: string, value: string];

/** What came of writing a secret. */
interface Stored {
  readonly status: "written" | "failed" | "unknown";
  /** GitHub's own time of it; empty where that could not be had. */
  readonly updatedAt: string;
  /** Empty when it is written. */
  readonly problem: string;
}

/** How often a write is tried: once while the host hangs, which would cost every further target as much again. */
interface Pace {
  tries: number;
}

/** What an organization's new secret is for, as `gh secret set` has it. */
const NEW_VISIBILITY: Visibility = { visibility: "private", repositories: [] };

/**
 * Writes the token into all targets, one after the other: GitHub wants no writes side by side. The reports say what came of it.
 * @param url written beside it, where it is given; the status of a target is that of the token
 */
export async function storeEverywhere(context: RotateContext, token: NamedValue, url?: NamedValue): Promise<void> {
  const pace: Pace = { tries: MAX_TRIES };
  for (const report of context.rotation.targets) {
    const sending = () => {
      report.status = "unknown"; // The step may be cancelled while the request is on its way.
    };
    Object.assign(report, await storeOne(context, report.target, token, pace, sending));
    if (url !== undefined && report.status === "written")
      report.problem = (await storeOne(context, report.target, url, pace, () => undefined)).problem;
    did(context.rotation, shown(report));
  }
}

function shown({ target, status, updatedAt, problem }: TargetReport): string {
  return `${target.label}: ${status}${updatedAt === "" || status !== "written" ? "" : ` (${updatedAt})`}${problem === "" ? "" : `. ${problem}`}`;
}

/** @param sending called before the first request that may change something */
async function storeOne(
  context: RotateContext,
  target: Target,
  [name, value]: NamedValue,
  pace: Pace,
  sending: () => void,
): Promise<Stored> {
  const { secrets, patience } = context;
  const { store } = target;
  let before: StoredSecret | undefined;
  let put: () => Promise<"created" | "updated">;
  try {
    before = await secrets.find(store, name);
    const { keyId, key } = await secrets.publicKey(store);
    const box = { keyId, encryptedValue: sealedBox(value, key) };
    const visibility = store.kind === "organization" ? (before?.visibility ?? NEW_VISIBILITY) : undefined;
    put = () => secrets.put(store, name, box, visibility);
  } catch (fault) {
    return { status: "failed", updatedAt: "", problem: `${name}: ${explainSecretsFault(fault, store)}` };
  }
  sending();
  const written = await putSecret(put, () => hasMoved(secrets, target, name, before), patience.settleMs, pace.tries);
  pace.tries = written.status !== "written" && isHanging(written.fault) ? 1 : MAX_TRIES;
  if (written.status === "written") return confirmed(context, target, name, before, written.outcome);
  const { status, fault } = written;
  const doubt = status === "unknown" ? " Whether it was written is not known." : "";
  return { status, updatedAt: before?.updatedAt ?? "", problem: `${name}: ${explainSecretsFault(fault, store)}${doubt}` };
}

/** Whether a secret is written: its time has moved. It has whole seconds only, so that a time that stands still is no proof of the opposite. */
async function hasMoved(
  secrets: SecretsApi,
  { store }: Target,
  name: string,
  before: StoredSecret | undefined,
): Promise<boolean> {
  const after = await secrets.find(store, name).catch(() => undefined); // Then it stays in doubt.
  return after !== undefined && Date.parse(after.updatedAt) > Date.parse(before?.updatedAt ?? "1970-01-01");
}

/** What is to be said of a secret that is written. That is proved by now; what cannot be had any more is left out. */
async function confirmed(
  { rotation, secrets, now }: RotateContext,
  { label, store }: Target,
  name: string,
  before: StoredSecret | undefined,
  outcome: "created" | "updated" | undefined,
): Promise<Stored> {
  if (store.kind === "organization" && before === undefined) {
    const how = outcome === "updated" ? "was there, although GitHub had said otherwise, and now" : "is new there and";
    warned(
      rotation,
      `${label}: ${name} ${how} is visible to private repositories; change that in the settings of the organization.`,
    );
  }
  const after = await secrets.find(store, name).catch(() => undefined);
  // Times have whole seconds: those of one that was just written before may be equal.
  if (before !== undefined && after?.updatedAt === before.updatedAt && now() - Date.parse(before.updatedAt) > RECENT_MS)
    warned(
      rotation,
      `${label}: GitHub says that ${name} is written, and shows the time of before. See whether it has the new value.`,
    );
  if (!isSameVisibility(before?.visibility, after?.visibility))
    warned(rotation, `${label}: who may use ${name} has changed while it was written: see the settings of the organization.`);
  return { status: "written", updatedAt: after?.updatedAt ?? "", problem: "" };
}

/** True also where one of them is not known: a secret that is new, or a store that knows no visibility. */
function isSameVisibility(before: Visibility | undefined, after: Visibility | undefined): boolean {
  if (before === undefined || after === undefined) return true;
  const ids = (one: Visibility) => [...one.repositories].sort((a, b) => a - b).join();
  return before.visibility === after.visibility && ids(before) === ids(after);
}
