// Waits for what takes its time: a database that was just created, or a new signing key that has not reached its servers.
import { setTimeout as delay } from "node:timers/promises";

export interface Patience {
  /** How long in all. */
  readonly settleMs: number;
  /** Between two tries. */
  readonly pollMs: number;
}

/**
 * Tries until it succeeds, up to the last try before the time is over.
 * @param mayPass whether the fault may pass by itself
 * @throws what the last try threw
 */
export async function waitUntil<T>(
  attempt: () => Promise<T>,
  mayPass: (fault: unknown) => boolean,
  patience: Patience,
): Promise<T> {
  const end = performance.now() + patience.settleMs;
  for (;;) {
    try {
      return await attempt();
    } catch (fault) {
      if (!mayPass(fault) || performance.now() + patience.pollMs >= end) throw fault;
      await delay(patience.pollMs);
    }
  }
}
