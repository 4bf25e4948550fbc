// Writes a secret whatever becomes of the answers: one that is lost says nothing, and what a later try is told says nothing of an earlier one.
import { setTimeout as delay } from "node:timers/promises";
import { backoffMs } from "@libsql-actions/shared/network/backoff";
import { StatusError, TimeoutError } from "@libsql-actions/shared/network/fault";
import { mayBeDone } from "@libsql-actions/shared/turso/platform-error";
import { RotationError } from "./problem.ts";

export type PutOutcome =
  /** `outcome` is undefined where GitHub did not say which of the two it was. */
  | { readonly status: "written"; readonly outcome: "created" | "updated" | undefined }
  /** `failed`: surely not written. `unknown`: nobody can tell. The fault is the last one. */
  | { readonly status: "failed" | "unknown"; readonly fault: unknown };

/** Of one write, in all. */
export const MAX_TRIES = 3;
const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 5_000;

/** True where a host did not answer in time, and did not answer with an error before: the next write would hang as long. */
export function isHanging(fault: unknown): boolean {
  const last = fault instanceof RotationError ? fault.cause : fault;
  return last instanceof TimeoutError && !(last.cause instanceof StatusError);
}

/**
 * Tries up to three times, or as often as is said. Never throws.
 * @param put writes once, and is not repeated by itself where it may have been carried out
 * @param isWritten looks, after an answer that was lost; false where that cannot be told
 * @param maxWaitMs a server that asks to wait longer is not waited for
 */
export async function putSecret(
  put: () => Promise<"created" | "updated">,
  isWritten: () => Promise<boolean>,
  maxWaitMs: number,
  maxTries = MAX_TRIES,
): Promise<PutOutcome> {
  let isInDoubt = false;
  for (let tries = 1; ; tries++) {
    try {
      const outcome = await put();
      return { status: "written", outcome: isInDoubt ? undefined : outcome };
    } catch (fault) {
      const isLost = mayBeDone(fault);
      isInDoubt ||= isLost;
      if (isInDoubt && (await isWritten())) return { status: "written", outcome: undefined };
      const asked = fault instanceof StatusError ? (fault.retryAfterMs ?? 0) : 0;
      const wait = Math.max(backoffMs(tries, FIRST_BACKOFF_MS, MAX_BACKOFF_MS), asked);
      if (!isLost || tries >= maxTries || wait > maxWaitMs) return { status: isInDoubt ? "unknown" : "failed", fault };
      await delay(wait);
    }
  }
}
