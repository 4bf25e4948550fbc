// How long to wait before something is tried again.

/**
 * Exponential back-off with full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 * @param tries how many have failed, at least 1
 * @param firstMs what the wait after the first is below; it doubles with every further one, up to `maxMs`
 */
export function backoffMs(tries: number, firstMs: number, maxMs: number): number {
  return Math.random() * Math.min(maxMs, firstMs * 2 ** (tries - 1));
}
