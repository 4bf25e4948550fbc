// Writes a secret whatever becomes of the answers: one that is lost says nothing, and what a later try is told says nothing of an earlier one.
import { setTimeout as delay } from "node:timers/promises";
import { backoffMs } from "@libsql-actions/shared/network/backoff";
import { StatusError } from "@libsql-actions/shared/network/fault";
import { mayBeDone } from "@libsql-actions/shared/turso/platform-error";

export type PutOutcome =
  /** `outcome` is undefined where GitHub did not say which of the two it was. */
  | { readonly status: "written"; readonly outcome: "created" | "updated" | undefined }
  /** `failed`: surely not written. `unknown`: nobody can tell. The fault is the last one. */
  | { readonly status: "failed" | "unknown"; readonly fault: unknown };

const MAX_TRIES = 3;
const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 5_000;

/**
 * Tries up to three times. Never throws.
 * @param put writes once, and is not repeated by itself where it may have been carried out
 * @param isWritten looks, after an answer that was lost; false where that cannot be told
 * @param maxWaitMs a server that asks to wait longer is not waited for
 */
export async function putSecret(
  put: () => Promise<"created" | "updated">,
  isWritten: () => Promise<boolean>,
  maxWaitMs: number,
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
      if (!isLost || tries >= MAX_TRIES || wait > maxWaitMs) return { status: isInDoubt ? "unknown" : "failed", fault };
      await delay(wait);
    }
  }
}
