// Compares the latency of a run with that of an earlier one. Each time is held against the round trip of its own run, so that a slower network or
// runner, which slows `SELECT 1` as well, is not taken for a slower database.
import { relativeNoise, type Spread } from "./statistics.ts";

/** The times of a run in milliseconds. */
export interface Timing {
  readonly roundTrip: Spread;
  /** By probe, without the round trip. */
  readonly probes: Readonly<Record<string, Spread>>;
}

export interface Comparison {
  readonly probe: string;
  readonly nowMs: number;
  /** What the probe would take if it stood to the round trip as it did then. */
  readonly expectedMs: number;
  /** How much longer it takes than expected, as a share; negative where it is faster. */
  readonly change: number;
  /** The share that the spread of all four measurements explains. */
  readonly noise: number;
  readonly isSlower: boolean;
}

/**
 * So many standard deviations of a sample a median must lie off. Measured on two cores under a load of 9, each of 12 to 40 runs against each other: with 2,
 * at most 1.2 of 100 comparisons of an unchanged probe fail (with 1: 5), and 47 to 88 of 100 with times made three times as long (with 1: 50 to 99).
 */
const DEVIATIONS = 2;
/** Below it a difference is one of the scheduler. */
const SMALLEST_MS = 0.1;
/** A clock without a finer step than a millisecond gives 0 for what is quick. */
const LEAST_MS = 0.001;
/** Beyond it in either direction the runs were made over different ways, and how a probe stands to the round trip says nothing of the database. */
const OTHER_PLACE = 4;

/** @param tolerance a share: 0.1 for 10 % */
export function compareTimings(now: Timing, then: Timing, tolerance: number): Comparison[] {
  return Object.entries(now.probes).flatMap(([probe, own]) => {
    const before = Object.hasOwn(then.probes, probe) ? then.probes[probe] : undefined;
    return before === undefined ? [] : compareProbe(probe, [own, now.roundTrip, before, then.roundTrip], tolerance);
  });
}

function compareProbe(probe: string, spreads: readonly [Spread, Spread, Spread, Spread], tolerance: number): Comparison {
  const [own, trip, before, tripBefore] = spreads;
  const [nowMs, expectedMs] = [own.median, (atLeast(before) * atLeast(trip)) / atLeast(tripBefore)];
  const [change, noise] = [nowMs / expectedMs - 1, DEVIATIONS * relativeNoise(spreads.map(withMedian))];
  const isSlower = change > tolerance && change > noise && nowMs - expectedMs > SMALLEST_MS;
  return { probe, nowMs, expectedMs, change, noise, isSlower };
}

/** How many times the round trip of then the one of now is, where that is too many, or too few, to compare the runs; undefined otherwise. */
export function otherPlace(now: Timing, then: Timing): number | undefined {
  const times = atLeast(now.roundTrip) / atLeast(then.roundTrip);
  return times > OTHER_PLACE || times < 1 / OTHER_PLACE ? times : undefined;
}

function atLeast({ median }: Spread): number {
  return Math.max(median, LEAST_MS);
}

function withMedian(spread: Spread): Spread {
  return { median: atLeast(spread), deviation: spread.deviation };
}
