// The middle of measured times, and how far they lie around it: neither moves for the one sample that a busy machine spoils.

export interface Spread {
  readonly median: number;
  /** Half of the samples lie closer to the median than this (the median absolute deviation). */
  readonly deviation: number;
}

/** Of normally distributed samples the standard deviation is so many median absolute deviations (https://en.wikipedia.org/wiki/Median_absolute_deviation). */
const STANDARD = 1.4826;

/** The middle value, or the mean of the middle two. @throws RangeError where there are no values */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) throw new RangeError("there is no median of nothing");
  // Not (low + high) / 2: the sum of two large values is infinite.
  return low + (high - low) / 2;
}

/** @throws RangeError where there are no values */
export function spreadOf(values: readonly number[]): Spread {
  const middle = median(values);
  return { median: middle, deviation: median(values.map((value) => Math.abs(value - middle))) };
}

/**
 * The share by which a product or quotient of measured values may be off: the standard deviations of its parts, each as a share of its median, as
 * for errors that have nothing to do with each other.
 * @returns 0 for parts that do not vary; infinity where a part that varies has a median of 0
 */
export function relativeNoise(parts: readonly Spread[]): number {
  return Math.hypot(...parts.map(({ median: middle, deviation }) => (deviation === 0 ? 0 : (STANDARD * deviation) / middle)));
}
