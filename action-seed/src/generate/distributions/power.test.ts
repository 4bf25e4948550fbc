import fc from "fast-check";
import { expect, it } from "vitest";
import { power } from "./power.ts";

it.each([
  [2, 0, 1],
  [0, 0, 1],
  [0, 0.5, 0],
  [1, 1e9, 1],
  [2, 10, 1_024],
  [9, 0.5, 3],
  [4, 2.5, 32],
  [1e9, 60, Number.POSITIVE_INFINITY],
])("%d to the power of %d", (base, exponent, result) => {
  expect(power(base, exponent)).toBe(result);
});

it("agrees with Math.pow as far as that is to be trusted", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-3, max: 1e15, noNaN: true }),
      fc.double({ min: 0, max: 20, noNaN: true }),
      (base, exponent) => {
        const wanted = base ** exponent;
        expect(Math.abs(power(base, exponent) - wanted)).toBeLessThanOrEqual(wanted * 2e-14);
      },
    ),
  );
});
