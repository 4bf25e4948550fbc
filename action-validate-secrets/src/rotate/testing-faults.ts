// Every call of both APIs × every way in which it can fail, and what must be true afterwards, whatever failed.

import type { ApiFault } from "@libsql-actions/shared/testing/api-faults";
import type { SecretsCall } from "@libsql-actions/shared/testing/github-secrets";
import type { TursoCall } from "@libsql-actions/shared/testing/turso-api";
import { expect } from "vitest";
import { CANARY_NAME } from "./canary.ts";
import { GROUP, OLD_VALUE, type Outcome, type World } from "./testing.ts";

export const FAULTS: readonly (readonly [name: string, fault: ApiFault])[] = [
  ...[401, 403, 404, 409, 422, 429, 500].map((status) => [String(status), { status }] as const),
  ["timeout", "timeout"],
  ["cut after it was carried out", "cut"],
];

/** A call, and how many of its kind are answered well before. */
export type FailingCall = (
  | { readonly api: "turso"; readonly call: TursoCall }
  | { readonly api: "github"; readonly call: SecretsCall }
) & {
  readonly after: number;
  /** Inputs without which the call is not made. */
  readonly given?: Readonly<Record<string, string>>;
};

/** One that has a secret, one with a visibility, one without a secret. */
const FEWER = ["repo:acme/app", "organization:acme", "codespaces:acme/app"];
export const FEWER_TARGETS = FEWER.join("\n");

const ofGithub = (calls: readonly (readonly [SecretsCall, number])[]): FailingCall[] =>
  calls.map(([call, after]) => ({ api: "github", call, after }));

/** What the platform is asked, for a database and for a group. */
export const MINT_CALLS: readonly FailingCall[] = [
  { api: "turso", call: "validate", after: 0 },
  { api: "turso", call: "database", after: 0 },
  { api: "turso", call: "mint", after: 0 },
  ...(["databases", "mint"] as const).map(
    (call): FailingCall => ({ api: "turso", call, after: 0, given: { database: "", group: GROUP, confirm: GROUP } }),
  ),
];

/** What is asked before anything is changed. */
export const PREFLIGHT_CALLS = ofGithub([
  ["public-key", 0],
  ["get", 0],
  ["repositories", 0],
  ["canary-put", 1],
  ["canary-delete", 0],
]);

/** What is asked when the new token is stored. */
export const STORE_CALLS = ofGithub([
  ["get", FEWER.length],
  ["get", FEWER.length + 1],
  ["public-key", FEWER.length + 1],
  ["repositories", 3],
  ["put", 0],
  ["put", 1],
]);

/** `CHAOS=full` has every call fail in every way, otherwise every fifth: each call, and each way, is among them. */
export const ALL = process.env["CHAOS"] === "full";

/** The calls that are made to fail in one of the ways. */
export function callsFor<T>(calls: readonly T[], fault: unknown): T[] {
  const way = FAULTS.findIndex(([, one]) => one === fault);
  return calls.filter((_, index) => ALL || (index + way) % 5 === 0);
}

/** Does the same for every call at once. @throws one error that names every call that it failed for */
export async function forEachCall(calls: readonly FailingCall[], act: (call: FailingCall) => Promise<void>): Promise<void> {
  const outcomes = await Promise.allSettled(calls.map(act));
  const failures = outcomes.flatMap((outcome, index) => {
    const { api, call, after } = calls[index] ?? { api: "", call: "", after: 0 };
    return outcome.status === "fulfilled" ? [] : [`${api} ${call} (${after} well before): ${outcome.reason}`];
  });
  expect(failures).toEqual([]);
}

/** Has a call fail from then on. */
export function failOn(world: World, { api, call, after }: FailingCall, fault: ApiFault, times?: number): void {
  const options = { after, ...(times === undefined ? {} : { times }) };
  if (api === "turso") world.turso.fail(call, fault, options);
  else world.github.fail(call, fault, options);
}

/** What the report says is what is true: of every target, of the tokens, and of what was left behind. */
export async function expectTruth(world: World, { rotation, statuses, outputs, error, summary }: Outcome): Promise<void> {
  const newest = world.turso.minted.at(-1) ?? "";
  const isMinted = (value: string | undefined) => value !== undefined && world.turso.minted.includes(value);
  for (const [label, status] of Object.entries(statuses)) {
    const value = world.stored(label);
    if (status === "written") expect(value, label).toBe(newest);
    else if (status !== "unknown") expect(isMinted(value), `${label} is ${status}`).toBe(false);
    else expect(value === OLD_VALUE || value === undefined || value === newest, label).toBe(true);
    if (world.stored(label, CANARY_NAME) !== undefined) expect(error, label).toContain(CANARY_NAME);
  }
  const isComplete = Object.values(statuses).every((status) => status === "written");
  expect(outputs["rotated"]).toBe(String(isComplete));
  if (!isComplete) expect(error).not.toBe("");
  if (isComplete) expect(await world.accessOf(newest)).toBe("full-access");
  if (rotation.invalidated !== "unknown")
    expect(await world.accessOf(world.oldToken)).toBe(rotation.invalidated === "no" ? "full-access" : "401");
  for (const text of [error, summary, JSON.stringify(outputs)])
    for (const token of [...world.turso.minted, world.oldToken]) expect(text).not.toContain(token.split(".")[2]);
}
