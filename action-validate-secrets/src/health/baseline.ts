// The form in which a baseline stands in its file: times by probe, for each database under the name of the secret that holds its URL.
import type { Timing } from "./compare.ts";
import { ROUND_TRIP } from "./probes.ts";
import type { Spread } from "./statistics.ts";

/** The latency of an earlier run. */
export interface Baseline extends Timing {
  /** ISO 8601. */
  readonly measuredAt: string;
}

/** By the name of a secret. */
export type Baselines = ReadonlyMap<string, Baseline>;

/** Of the form. */
const VERSION = 1;
/** Times are kept to the microsecond. */
const DECIMALS = 1_000;

/**
 * Reads the text of a file.
 * @throws an `Error` that says what of it is no baseline, as the end of a sentence
 */
export function parseBaselines(text: string): Baselines {
  const { version, databases } = objectOf(parsed(text), "its content");
  if (version !== VERSION) throw new Error(`its \`version\` is not ${VERSION}`);
  const entries = Object.entries(objectOf(databases, "`databases`"));
  return new Map(entries.map(([name, stored]) => [name, baselineOf(stored)]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    throw new Error("it is not JSON");
  }
}

function baselineOf(stored: unknown): Baseline {
  const { "measured-at": measuredAt, probes } = objectOf(stored, "a database");
  if (typeof measuredAt !== "string" || Number.isNaN(Date.parse(measuredAt))) throw new Error("a `measured-at` is no time");
  const all = Object.entries(objectOf(probes, "`probes`")).map(([probe, times]): [string, Spread] => [probe, spreadOf(times)]);
  const roundTrip = all.find(([probe]) => probe === ROUND_TRIP)?.[1];
  if (roundTrip === undefined) throw new Error(`\`probes\` of a database have no \`${ROUND_TRIP}\``);
  return { measuredAt, roundTrip, probes: Object.fromEntries(all.filter(([probe]) => probe !== ROUND_TRIP)) };
}

function spreadOf(times: unknown): Spread {
  const { "median-ms": median, "deviation-ms": deviation } = objectOf(times, "a probe");
  if (!isTime(median) || !isTime(deviation)) throw new Error("the times of a probe are no milliseconds");
  return { median, deviation };
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function objectOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error(`${name} is no object`);
  return value as Record<string, unknown>;
}

/** What the file holds of baselines, sorted by name, so that a new one changes the lines of its database only. */
export function storedBaselines(baselines: Baselines): Record<string, unknown> {
  const sorted = [...baselines].sort(([a], [b]) => (a < b ? -1 : 1));
  return { version: VERSION, databases: Object.fromEntries(sorted.map(([name, one]) => [name, stored(one)])) };
}

function stored({ measuredAt, roundTrip, probes }: Baseline): Record<string, unknown> {
  const all = Object.entries({ [ROUND_TRIP]: roundTrip, ...probes });
  return { "measured-at": measuredAt, probes: Object.fromEntries(all.map(([probe, one]) => [probe, storedSpread(one)])) };
}

/** As the file and the report hold the times of a probe. */
export function storedSpread({ median, deviation }: Spread): { "median-ms": number; "deviation-ms": number } {
  return { "median-ms": rounded(median), "deviation-ms": rounded(deviation) };
}

/** Milliseconds to the microsecond. */
export function rounded(ms: number): number {
  return Math.round(ms * DECIMALS) / DECIMALS;
}
