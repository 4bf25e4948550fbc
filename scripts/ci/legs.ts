// Reads what `act --json` prints: which jobs ran, leg by leg of their matrix, and how each ended.

/** One job, one leg of a job's matrix, or what else is counted as one. `milliseconds` is what its steps took together. */
export interface Leg {
  name: string;
  passed: boolean;
  milliseconds: number;
  log: string[];
}

interface Event {
  job?: string;
  matrix?: Record<string, unknown>;
  jobResult?: string;
  stepResult?: string;
  executionTime?: number;
  msg?: string;
  /** A step printed it, not act. */
  raw_output?: boolean;
}

/** What act says just before it reports the failure of a step with `continue-on-error`. */
const GOES_ON = "Failed but continue next step";
const NANOSECONDS_PER_MILLISECOND = 1e6;

/**
 * The legs in the order in which they began. One that never reported its end has failed. Whether the others did is told by their
 * steps: a leg's `jobResult` is that of the whole job, so that a leg seems to fail when an earlier one has.
 */
export function readLegs(output: string): Leg[] {
  const legs = new Map<string, Leg & { ended: boolean; broken: boolean; goesOn: boolean }>();
  for (const line of output.split("\n")) {
    const { job, matrix = {}, jobResult, stepResult = "success", executionTime = 0, msg = "", raw_output } = readEvent(line);
    if (job === undefined) continue;
    // act numbers the legs of a matrix: `ci/dogfood (file)-1      `.
    const name = Object.keys(matrix).length > 0 ? job.trim().replace(/-\d+$/, "") : job.trim();
    const leg = legs.get(name) ?? { name, passed: false, milliseconds: 0, log: [], ended: false, broken: false, goesOn: false };
    legs.set(name, leg);
    leg.milliseconds += executionTime / NANOSECONDS_PER_MILLISECOND;
    leg.log.push(msg.trimEnd());
    leg.ended ||= jobResult !== undefined;
    leg.broken ||= !leg.goesOn && !["success", "skipped"].includes(stepResult);
    leg.goesOn = msg === GOES_ON && raw_output !== true;
  }
  return [...legs.values()].map(({ ended, broken, goesOn: _, ...leg }) => ({ ...leg, passed: ended && !broken }));
}

function readEvent(line: string): Event {
  try {
    return JSON.parse(line) ?? {};
  } catch {
    // act prints its own errors as plain text.
    return {};
  }
}
