// Runs the rotate action: opens the ways to the two APIs, rotates, and reports on every path.
import { githubApi } from "@libsql-actions/shared/github/api";
import { secretsApi } from "@libsql-actions/shared/github/secrets-api";
import { clientSettings, type Step } from "@libsql-actions/shared/inputs/step";
import type { Send } from "@libsql-actions/shared/network/send";
import { line } from "@libsql-actions/shared/report/log";
import { setOutputs } from "@libsql-actions/shared/report/outputs";
import { writeSummary } from "@libsql-actions/shared/report/summary";
import { platformApi } from "@libsql-actions/shared/turso/platform-api";
import { circuitBreaking, isSilence } from "../circuit.ts";
import type { RotateContext } from "./context.ts";
import type { RotateInputs } from "./inputs.ts";
import { failureOf, outputsOf, stateOf, summaryOf } from "./report.ts";
import { rotateToken } from "./rotate-token.ts";
import { newRotation, type Rotation } from "./rotation.ts";

export interface Times {
  readonly tryTimeoutMs: number;
  readonly deadlineMs: number;
  /** How long a new database, or a new signing key, may take. */
  readonly settleMs: number;
  readonly pollMs: number;
}

const TIMES: Times = { tryTimeoutMs: 15_000, deadlineMs: 60_000, settleMs: 60_000, pollMs: 1_000 };

export interface RotateStep {
  readonly step: Step;
  readonly rotation: Rotation;
  readonly now: () => number;
  /** Shorter in tests. */
  readonly times?: Times;
}

/** A step of which nothing is done. */
export function rotateStep(inputs: RotateInputs, step: Step, now: () => number): RotateStep {
  return { step, rotation: newRotation(inputs), now };
}

/** Runs the step. Outputs are set and the summary is written on every path. @throws the one error of a rotation that is not complete */
export async function run(given: RotateStep): Promise<void> {
  await rotateToken(contextOf(given));
  await publish(given);
  const failure = failureOf(given.rotation);
  if (failure !== undefined) throw failure;
  line(stateOf(given.rotation));
}

/** What the steps of the rotation work with. */
export function contextOf({ step, rotation, now, times = TIMES }: RotateStep): RotateContext {
  const { inputs } = rotation;
  const { send } = clientSettings(step, { ...times, lockTimeoutMs: 0 });
  return {
    ...{ rotation, send, now },
    platform: platformApi(send, { apiUrl: inputs.apiUrl, token: inputs.apiToken }),
    secrets: secretsApi(githubApi(impatient(send), { apiUrl: inputs.githubApiUrl, token: inputs.githubToken })),
    patience: { settleMs: times.settleMs, pollMs: times.pollMs },
    isScheduled: step.environment["GITHUB_EVENT_NAME"] === "schedule",
  };
}

/**
 * A host that says nothing is not asked again for every target in turn: after an invalidation that would be so much outage more. A write is not
 * repeated by itself, so that one that fails says little of the host.
 */
function impatient(send: Send): Send {
  const breaking = circuitBreaking(send, isSilence);
  return (url, options, read) => (options.repeatable ? breaking : send)(url, options, read);
}

/** Sets the outputs and writes the summary, as things are now. */
export async function publish({ step, rotation }: RotateStep): Promise<void> {
  setOutputs(outputsOf(rotation));
  await writeSummary(step.summaryFile, summaryOf(rotation));
}
