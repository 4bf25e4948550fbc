// The version of a new migration: the next number where a folder counts, the time where it has timestamps or is empty.

/** Digits of a timestamp, `20260102150405`. */
const TIMESTAMP_DIGITS = 14;

/**
 * The version after the newest of `migrations`, as wide as that one; in a folder of timestamps, or an empty one, the time in UTC.
 * It is always above the newest.
 * @param migrations in the order of their versions
 */
export function nextVersion(migrations: readonly { readonly version: string }[], now: Date): string {
  const newest = migrations.at(-1)?.version;
  const time = timestamp(now);
  if (newest === undefined) return time;
  if (newest.length === TIMESTAMP_DIGITS && BigInt(time) > BigInt(newest)) return time;
  return String(BigInt(newest) + 1n).padStart(newest.length, "0");
}

/** `20260102150405` in UTC. */
export function timestamp(now: Date): string {
  return now.toISOString().replace(/\D/g, "").slice(0, TIMESTAMP_DIGITS);
}
