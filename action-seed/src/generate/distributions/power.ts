// Powers with any exponent, from multiplications and square roots alone: those are rounded in the same way everywhere, and Math.pow is not.

/** Bits behind the point of an exponent that count: more than this change no double. */
const FRACTION_BITS = 53;

/** `base` to the power of `exponent`, both at least 0; right to about 1 in 10^14 while the exponent is below 50. */
export function power(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let whole = Math.floor(exponent); whole > 0; whole = Math.floor(whole / 2)) {
    if (whole % 2 === 1) result *= square;
    square *= square;
  }
  let root = base;
  let rest = exponent - Math.floor(exponent);
  for (let bit = 0; bit < FRACTION_BITS && rest > 0; bit++) {
    root = Math.sqrt(root);
    rest *= 2;
    if (rest < 1) continue;
    result *= root;
    rest -= 1;
  }
  return result;
}
