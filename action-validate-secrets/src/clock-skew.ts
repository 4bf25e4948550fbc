// Tells the clock of this machine apart from that of the server, whose clock decides when a token ends.
import { formatDuration } from "@libsql-actions/shared/inputs/duration";
import type { TargetReport } from "./check-target.ts";
import type { Result } from "./result.ts";

/** Servers let a token live a minute longer (jsonwebtoken's leeway), for clocks that do not agree. */
const LEEWAY_MS = 60_000;

/** How far the clock of a server is ahead where that matters, in milliseconds; 0 elsewhere. */
export function skewOf({ skewMs = 0 }: TargetReport): number {
  return Math.abs(skewMs) > LEEWAY_MS ? skewMs : 0;
}

/** The warning for a server with another time. */
export function skewResult({ target }: TargetReport, skewMs: number): Result {
  const { urlName, database } = target;
  const host = database.kind === "remote" ? database.host : "the server";
  return {
    secret: urlName,
    check: "expiry",
    verdict: "warning",
    reason: "clock-skew",
    message: `The clock of ${host} is ${formatDuration(Math.abs(skewMs))} ${skewMs > 0 ? "ahead of" : "behind"} the clock of this machine. Expiries are told by the server's, which decides.`,
    fix: "Set the clock that is wrong (`timedatectl set-ntp true` on a self-hosted runner).",
  };
}
