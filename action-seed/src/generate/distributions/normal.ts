// The normal distribution, cut to limits: most values near the mean, two thirds of them within one deviation of it.
import { type Draw, drawn, TWO_32 } from "../address.ts";
import { DEVIATIONS, HALVINGS, NODES } from "./normal-table.ts";

const HALF = 0.5;

/**
 * Draws from the part of a normal distribution that lies between two limits. What is drawn is taken from that part alone, so one draw is enough, however
 * little of the distribution the limits leave.
 * @param mean, deviation of the distribution before it is cut; the deviation is above 0
 * @returns a number between the limits, off by at most 0.0002 deviations from what the distribution has for the draw
 */
export function normal(
  minimum: number,
  maximum: number,
  mean: number,
  deviation: number,
): (draw: Draw, ordinal: number) => number {
  const [lowest, highest] = [shareBelow((minimum - mean) / deviation), shareBelow((maximum - mean) / deviation)];
  const step = (highest - lowest) / TWO_32;
  return (draw, ordinal) => {
    const value = mean + deviation * deviationsAt(lowest + step * (drawn(draw, ordinal) + HALF));
    return value < minimum ? minimum : value > maximum ? maximum : value;
  };
}

/** How many deviations above the mean the given share (0 to 1) of all values ends: the inverse of `shareBelow`. */
export function deviationsAt(share: number): number {
  return share < HALF ? -tail(share) : tail(1 - share);
}

/** The share of all values that lies below so many deviations above the mean. */
export function shareBelow(deviations: number): number {
  const share = shareBeyond(Math.abs(deviations));
  return deviations < 0 ? share : 1 - share;
}

/** From a share of at most a half to deviations from the mean. */
function tail(share: number): number {
  const scaled = Math.max(1, share * TWO_32);
  const halving = Math.clz32(scaled);
  if (halving === 0) return 0;
  const place = (scaled / (1 << (HALVINGS - halving)) - 1) * NODES;
  const within = Math.floor(place);
  const node = (HALVINGS - halving) * NODES + within;
  const [at, next] = [DEVIATIONS[node] ?? 0, DEVIATIONS[node + 1] ?? 0];
  return at + (next - at) * (place - within);
}

/** From deviations, at least 0, to the share beyond them. */
function shareBeyond(deviations: number): number {
  let [low, high] = [0, DEVIATIONS.length - 1];
  if (deviations >= (DEVIATIONS[low] ?? 0)) return shareAt(low);
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((DEVIATIONS[middle] ?? 0) > deviations) low = middle;
    else high = middle;
  }
  const [above, below] = [DEVIATIONS[low] ?? 0, DEVIATIONS[high] ?? 0];
  return shareAt(low) + ((shareAt(high) - shareAt(low)) * (above - deviations)) / (above - below);
}

function shareAt(node: number): number {
  const scale = (1 << Math.floor(node / NODES)) >>> 0;
  return (scale * (1 + (node % NODES) / NODES)) / TWO_32;
}
