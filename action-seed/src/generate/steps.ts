// Domains of evenly spaced values: whole numbers, decimals and points in time are all the steps from 0 to a count, written in different ways.
import { below, type Draw } from "./address.ts";
import { type Domain, UNBOUNDED, type Value } from "./value.ts";

/**
 * The domain of `count` steps (at least 1, below 2^53).
 * @param write gives the value of a step, from 0 to `count` - 1; those of different steps differ
 * @param drawStep draws a step, from ordinal 1 on; even when not given
 */
export function stepsDomain(count: number, write: (step: number) => Value, drawStep?: (draw: Draw) => number): Domain {
  const stride = Math.floor(count / UNBOUNDED);
  return {
    size: Math.min(count, UNBOUNDED),
    random: drawStep === undefined ? (draw) => write(below(draw, 1, count)) : (draw) => write(drawStep(draw)),
    // Where there are more steps than numbers, the numbers are spread over all of them.
    distinct: (number, draw) => write(stride <= 1 ? number : number * stride + below(draw, 1, stride)),
  };
}
