import fc from "fast-check";
import { expect, it } from "vitest";
import { bigintOf } from "./bigints.ts";

it("is what BigInt makes of it", () => {
  for (const number of [0, -0, 1, -1, 2 ** 31, -(2 ** 31), 2 ** 32, -(2 ** 32), 2 ** 53, -(2 ** 53)])
    expect(bigintOf(number)).toBe(BigInt(number));
  fc.assert(
    fc.property(fc.maxSafeInteger(), (number) => {
      expect(bigintOf(number)).toBe(BigInt(number));
    }),
  );
});
