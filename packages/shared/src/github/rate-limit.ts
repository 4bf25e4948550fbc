// GitHub's rate limits (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api): what is waited for, and what is not.
import { setTimeout as delay } from "node:timers/promises";
import { StatusError } from "../network/fault.ts";

/** A step that only wants to tell something does not hold up a job for longer. */
const MAX_WAIT_MS = 60_000;
const MAX_TRIES = 3;

/** The answer that says so, when a fault comes from a rate limit. GitHub says 403 for both kinds of limit, or 429. */
export function rateLimitOf(fault: unknown): StatusError | undefined {
  const status = fault instanceof StatusError ? fault : fault instanceof Error ? fault.cause : undefined;
  if (!(status instanceof StatusError)) return undefined;
  const limited =
    status.status === 403 && (status.retryAfterMs !== undefined || /rate limit|abuse detection/i.test(status.detail));
  return limited || status.status === 429 ? status : undefined;
}

/**
 * Sends a request, and again once a rate limit has passed that GitHub gives a short time for. A request over the limit is not carried out, so
 * that any may be sent again. Those with 429 have been waited for by `Send`.
 */
export async function withinLimits<T>(request: () => Promise<T>): Promise<T> {
  const end = performance.now() + MAX_WAIT_MS;
  for (let tries = 1; ; tries++) {
    try {
      return await request();
    } catch (fault) {
      const limit = rateLimitOf(fault);
      if (limit?.status !== 403 || limit.retryAfterMs === undefined || tries >= MAX_TRIES) throw fault;
      if (performance.now() + limit.retryAfterMs > end) throw fault;
      await delay(limit.retryAfterMs);
    }
  }
}
