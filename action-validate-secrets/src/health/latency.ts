// The check `latency`: how long small requests take, against the limits of `max-latency` and against an earlier run.
import { oneAtATime } from "@libsql-actions/shared/database/one-at-a-time";
import { StatusError } from "@libsql-actions/shared/network/fault";
import type { HealthOptions, HealthResult, HealthSession } from "../health-seam.ts";
import type { Target } from "../target.ts";
import { rounded, storedSpread } from "./baseline.ts";
import { checkBaseline } from "./baseline-check.ts";
import type { Timing } from "./compare.ts";
import { sound, stopped, unsound } from "./finding.ts";
import type { HealthLimits } from "./limits.ts";
import { measure } from "./measure.ts";
import { type MakeProbe, type Probe, probesOf, ROUND_TRIP } from "./probes.ts";
import { type Spread, spreadOf } from "./statistics.ts";

const READ_ONLY_CODES = /^SQLITE_(READONLY|AUTH|PERM|CANTOPEN)/;
const SEE_SERVER = "See what else the server and this runner are doing, and whether they are near to each other.";
const SEE_LIMITS = `${SEE_SERVER} Where the time is what you can live with, raise \`max-latency\`.`;

/** One database after the other: measured at once, each would wait for the others in this process. */
const inTurn = oneAtATime();

/** @returns a result for the limits and, with `baseline-file`, one for the comparison */
export async function checkLatency(
  target: Target,
  session: HealthSession,
  options: HealthOptions,
  limits: HealthLimits,
): Promise<HealthResult[]> {
  try {
    const times = await inTurn(() => measureAll(session, options, limits));
    if ((times.get(ROUND_TRIP)?.length ?? 0) < limits.fewestSamples) return [tooSlow(target, times)];
    const spreads = Object.fromEntries([...times].map(([probe, samples]) => [probe, spreadOf(samples)]));
    const { [ROUND_TRIP]: roundTrip, ...probes } = spreads as { readonly [ROUND_TRIP]: Spread } & Record<string, Spread>;
    const results = checkLimits(target, { roundTrip, probes }, options, times.get(ROUND_TRIP)?.length ?? 0);
    return [...results, ...(await checkBaseline(target, { roundTrip, probes }, options))];
  } catch (fault) {
    return [stopped(target, "latency", fault, SEE_SERVER)];
  }
}

/** Without the write where the database takes none. */
async function measureAll(
  session: HealthSession,
  { writable }: HealthOptions,
  limits: HealthLimits,
): Promise<Map<Probe, number[]>> {
  const { write, ...reads } = probesOf(session);
  const all = new Map<Probe, MakeProbe>(Object.entries(reads) as [Probe, MakeProbe][]);
  if (writable !== false && (await takesWrites(write))) all.set("write", write);
  return measure(all, limits);
}

/** A write that is refused for want of the right to; other faults are those of the database. */
async function takesWrites(write: MakeProbe): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (fault) {
    if (fault instanceof StatusError && fault.status === 403) return false;
    if (fault instanceof Error && "code" in fault && READ_ONLY_CODES.test(String(fault.code))) return false;
    throw fault;
  }
}

function tooSlow(target: Target, times: ReadonlyMap<Probe, readonly number[]>): HealthResult {
  const samples = times.get(ROUND_TRIP)?.length ?? 0;
  const message = `The requests take so long that only ${samples} of each could be timed.`;
  return unsound(target, "latency", { verdict: "not-checked", reason: "timeout", message, fix: SEE_SERVER });
}

function checkLimits(
  target: Target,
  { roundTrip, probes }: Timing,
  { maxLatencyMs }: HealthOptions,
  samples: number,
): HealthResult[] {
  const all = { [ROUND_TRIP]: roundTrip, ...probes };
  const entries = Object.entries(all);
  const measured = {
    probes: Object.fromEntries(entries.map(([probe, one]) => [probe, { ...storedSpread(one), samples }])),
    "max-ms": Object.fromEntries(maxLatencyMs),
  };
  const latencyMs = Object.fromEntries(entries.map(([probe, one]) => [probe, rounded(one.median)]));
  const over = [...maxLatencyMs].flatMap(([probe, limit]) => {
    const own = probes[probe];
    return own === undefined || own.median <= limit ? [] : `${probe} takes ${shown(own)} and may take ${limit} ms`;
  });
  const shownTimes = `${entries.map(([probe, one]) => `${probe} ${shown(one)}`).join(", ")} (medians of ${samples}).`;
  const message = over.length === 0 ? shownTimes : `${over.join(", ")}; ${shownTimes}`;
  const first =
    over.length === 0
      ? sound(target, "latency", message, measured)
      : unsound(target, "latency", { verdict: "failed", reason: "slow", message, fix: SEE_LIMITS }, measured);
  return [{ ...first, latencyMs }, ...(maxLatencyMs.has("write") && probes["write"] === undefined ? [noWrites(target)] : [])];
}

function noWrites(target: Target): HealthResult {
  const message = "The limit of `write` in `max-latency` is not checked: the database takes no writes.";
  const fix = "Give a token that may write, or leave `write` out of `max-latency`.";
  return unsound(target, "latency", { verdict: "not-checked", reason: "read-only", message, fix });
}

/** `12.3 ms ± 0.4`; in steps of a microsecond below 1 ms. */
function shown({ median, deviation }: Spread): string {
  const digits = median < 1 ? 3 : 1;
  return `${median.toFixed(digits)} ms ± ${deviation.toFixed(digits)}`;
}
