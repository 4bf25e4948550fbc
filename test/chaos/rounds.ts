// Rounds of a test in which chance decides what goes wrong and when. What chance decides follows from the seed of the round, which a failure names.
import { errorMessage } from "@libsql-actions/shared/report/failure";

/** `CHAOS=full` runs all rounds, otherwise a twentieth of them or fewer. */
export const FULL = process.env["CHAOS"] === "full";
/** `CHAOS_SEED=<seed>` runs that round alone: `CHAOS_SEED=<seed> npx vitest run test/<file>`. */
const ONLY = process.env["CHAOS_SEED"];
const MAX_SHOWN = 3;

/** How many rounds are run of `full`. @param quick how many without `CHAOS=full`, if not a twentieth */
export function roundsOf(full: number, quick = Math.ceil(full / 20)): number {
  if (ONLY !== undefined) return 1;
  return FULL ? full : quick;
}

/**
 * Runs rounds one after the other, all of them also when some fail.
 * @param count as `roundsOf` gives it
 * @param round gets a number that follows from the seed too, and is another one each time
 * @returns what each round gave
 * @throws an `Error` that names the seeds of those that failed
 */
export async function runRounds<T>(count: number, round: (chance: Chance, seed: number) => Promise<T>): Promise<T[]> {
  // The full counts look for what is not known yet, on other paths each time.
  const first = ONLY !== undefined ? Number(ONLY) : FULL ? Date.now() % 1_000_000_000 : 1;
  const results: T[] = [];
  const problems: string[] = [];
  for (let index = 0; index < count; index++) {
    const seed = first + index;
    try {
      results.push(await round(chanceOf(seed), seed));
    } catch (problem) {
      problems.push(`round with ${FULL ? "CHAOS=full " : ""}CHAOS_SEED=${seed}: ${errorMessage(problem)}`);
    }
  }
  if (problems.length > 0)
    throw new Error([`${problems.length} of ${count} rounds failed`, ...problems.slice(0, MAX_SHOWN)].join("\n\n"));
  return results;
}

/** Prints how often rounds ended in which way. */
export function tell(what: string, ends: readonly string[]): void {
  const counts = [...Map.groupBy(ends, (end) => end)].map(([end, rounds]) => `${rounds.length} ${end}`).sort();
  console.info(`${what}: ${counts.join(", ")}`);
}

/** Chance that comes out alike for the same seed. */
export interface Chance {
  /** At least `from`, below `to`. */
  between(from: number, to: number): number;
  /** A whole number from 0 on, below `count`. */
  below(count: number): number;
  oneOf<const T>(choices: readonly [T, ...T[]]): T;
  /** True in so many of 1 cases. */
  is(probability: number): boolean;
}

/** @param seed a whole number */
export function chanceOf(seed: number): Chance {
  const next = mulberry32(seed);
  // Neighbouring seeds begin alike.
  for (let skipped = 0; skipped < 8; skipped++) next();
  const below = (count: number) => Math.floor(next() * count);
  return {
    between: (from, to) => from + next() * (to - from),
    below,
    oneOf: (choices) => choices[below(choices.length)] ?? choices[0],
    is: (probability) => next() < probability,
  };
}

/** Numbers from 0 to 1, by the generator of that name (Tommy Ettinger, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
