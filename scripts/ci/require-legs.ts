// A job that did not run must not pass for one that did.
import type { Leg } from "./legs.ts";

/** The legs as they are. @throws when one of the names, or a leg that nobody expects, says that something else ran than was meant to */
export function requireLegs(legs: readonly Leg[], names: readonly string[]): Leg[] {
  const ran = legs.map(({ name }) => name);
  const missing = names.filter((name) => !ran.includes(name));
  const unknown = ran.filter((name) => !names.includes(name));
  if (missing.length > 0 || unknown.length > 0)
    throw new Error(
      `These jobs did not run: ${missing.join(", ") || "none"}. These did and were not expected: ${unknown.join(", ") || "none"}`,
    );
  return [...legs];
}

/** The leg, failed for a reason that its steps could not know. */
export function failedLeg(leg: Leg, reason: string): Leg {
  return { ...leg, passed: false, log: [...leg.log, reason] };
}
