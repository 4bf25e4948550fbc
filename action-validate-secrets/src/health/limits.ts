// How long the checks of health may take, and how much they may look at. Tests give shorter times, and clocks of their own.

export interface HealthLimits {
  /** Milliseconds of a clock that only goes forward. */
  readonly clock: () => number;
  /** How often each probe is made before its times count: the first ones connect, and fill caches. */
  readonly warmUps: number;
  readonly samples: number;
  /** Fewer samples say nothing. */
  readonly fewestSamples: number;
  /** After it no further samples are taken. */
  readonly latencyMs: number;
  /** For all of the integrity check of one database. */
  readonly integrityMs: number;
  /** For all counts of rows of one database. */
  readonly countMs: number;
  /** Up to this size the integrity check compares indexes with their tables too: 64 MB take 1.2 s, and the check without it a twentieth. */
  readonly fullCheckBytes: number;
  /** Above this size a file is not read through: its client cannot be stopped, and reads about 1 GB a second, or a tenth of it from a slow disk. */
  readonly scannedFileBytes: number;
}

export const LIMITS: HealthLimits = {
  clock: () => performance.now(),
  warmUps: 3,
  samples: 15,
  fewestSamples: 5,
  latencyMs: 30_000,
  integrityMs: 60_000,
  countMs: 15_000,
  fullCheckBytes: 64 * 1024 ** 2,
  scannedFileBytes: 8 * 1024 ** 3,
};

/** How much of a time is left. */
export interface Budget {
  leftMs(): number;
}

/** A budget that begins now. */
export function budgetOf(ms: number, clock: () => number): Budget {
  const end = clock() + ms;
  return { leftMs: () => end - clock() };
}
