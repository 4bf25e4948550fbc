// The part of the check `latency` that holds a run against an earlier one, or keeps it for later ones.
import type { HealthOptions, HealthResult } from "../health-seam.ts";
import type { Target } from "../target.ts";
import { type Baseline, rounded } from "./baseline.ts";
import { BaselineError, readBaselines, writeBaseline } from "./baseline-file.ts";
import { type Comparison, compareTimings, otherPlace, type Timing } from "./compare.ts";
import { type Measured, sound, unsound } from "./finding.ts";

const MAKE_ONE = "Run once with `update-baseline: true`, and commit or cache the file, so that later runs find it.";
const SEE_CHANGES =
  "See what has changed: the schema, the data, the server's version. Where it is meant to be so, run once with `update-baseline: true`.";

/** @returns nothing where no baseline is asked for */
export async function checkBaseline(target: Target, now: Timing, options: HealthOptions): Promise<HealthResult[]> {
  const { baselineFile: path, updateBaseline, nowMs } = options;
  if (path === undefined) return [];
  try {
    const then = (await readBaselines(path))?.get(target.urlName);
    if (updateBaseline) await writeBaseline(path, target.urlName, { ...now, measuredAt: new Date(nowMs).toISOString() });
    if (then === undefined) return [updateBaseline ? written(target) : missing(target)];
    return [compared(target, now, then, options)];
  } catch (fault) {
    if (!(fault instanceof BaselineError)) throw fault;
    return [ofFile(target, fault)];
  }
}

function written(target: Target): HealthResult {
  return sound(target, "latency", "There was no baseline of this database: this run is kept as one.", {
    baseline: { updated: true },
  });
}

function missing(target: Target): HealthResult {
  const message = "There is no baseline of this database in the file of `baseline-file` to compare with.";
  return unsound(target, "latency", { verdict: "not-checked", reason: "missing", message, fix: MAKE_ONE });
}

function ofFile(target: Target, { kind, message }: BaselineError): HealthResult {
  const fix =
    kind === "damaged"
      ? "Look whether the path is right. If it is, delete the file and run once with `update-baseline: true`."
      : "Name a file in a folder that this step may read and write.";
  return unsound(target, "latency", { verdict: "failed", reason: "malformed", message, fix });
}

function compared(target: Target, now: Timing, then: Baseline, { tolerance, updateBaseline }: HealthOptions): HealthResult {
  const comparisons = compareTimings(now, then, tolerance);
  const measured: Measured = {
    baseline: {
      "measured-at": then.measuredAt,
      updated: updateBaseline,
      tolerance,
      probes: Object.fromEntries(comparisons.map((one) => [one.probe, storedComparison(one)])),
    },
  };
  const since = `the baseline of ${then.measuredAt}`;
  const times = otherPlace(now, then);
  if (times !== undefined && !updateBaseline) {
    const message = `The round trip takes ${times.toFixed(1)} times as long as that of ${since}: over such another way the two cannot be compared.`;
    const fix = "Keep a baseline for each kind of runner and each place that a database is reached from.";
    return unsound(target, "latency", { verdict: "warning", reason: "slow", message, fix }, measured);
  }
  const slower = comparisons.filter(({ isSlower }) => isSlower);
  if (slower.length === 0 || updateBaseline) {
    const changes = comparisons.map(({ probe, change }) => `${probe} ${percent(change)}`).join(", ");
    const end = updateBaseline ? ". This run is the baseline from now on." : ", within the tolerance or the spread.";
    return sound(target, "latency", `Against ${since}: ${changes}${end}`, measured);
  }
  const list = slower.map(
    ({ probe, nowMs, expectedMs, change }) =>
      `${probe} takes ${nowMs.toFixed(2)} ms where ${expectedMs.toFixed(2)} ms were to be expected (${percent(change)})`,
  );
  const message = `Slower than ${since}: ${list.join(", ")}. The tolerance is ${percent(tolerance).replace("+", "")}.`;
  return unsound(target, "latency", { verdict: "failed", reason: "slow", message, fix: SEE_CHANGES }, measured);
}

function storedComparison({ nowMs, expectedMs, change, noise, isSlower }: Comparison): Record<string, unknown> {
  return {
    "median-ms": rounded(nowMs),
    "expected-ms": rounded(expectedMs),
    change: rounded(change),
    noise: Number.isFinite(noise) ? rounded(noise) : null,
    slower: isSlower,
  };
}

/** A share as a percentage with its sign. */
function percent(share: number): string {
  const value = Math.round(share * 1_000) / 10;
  return `${value > 0 ? "+" : ""}${value} %`;
}
