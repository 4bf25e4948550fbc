import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressKey, drawsOf } from "../generate/address.ts";
import { domainOf } from "../generate/domain-of.ts";
import type { Drawn } from "../spec/spec.ts";
import type { Limits } from "./limits.ts";
import { highest, integersOf, lowest, realsOf } from "./numbers.ts";

const at = (value: number, exclusive = false) => ({ value, exclusive });
const ANY = { minimum: 1, maximum: 1000 };

describe("numbers", () => {
  it.each<[Limits, boolean, unknown]>([
    [{}, false, { minimum: 1, maximum: 1000 }],
    [{ minimum: at(5, true) }, false, { minimum: 6, maximum: 1000 }],
    [{ maximum: at(-3) }, false, { minimum: -1003, maximum: -3 }],
    [{ minimum: at(5), maximum: at(5) }, false, { minimum: 5, maximum: 5 }],
    [{ minimum: at(4, true), maximum: at(5, true) }, false, undefined],
    [{ minimum: at(-2), maximum: at(3) }, true, { minimum: -2, maximum: 3 }],
  ])("whole ones within %o, %o", (limits, isKey, expected) => {
    const spec = integersOf(limits, ANY, isKey);
    expect(spec).toEqual(expected === undefined ? undefined : { generator: "integer", ...(expected as object) });
  });

  it.each([
    [at(0.5), 10, 5],
    [at(0.5, true), 10, 6],
    [at(0.55), 10, 6],
  ])("steps up from %o", (bound, steps, expected) => expect(lowest(bound, steps)).toBe(expected));

  it.each([
    [at(0.5), 10, 5],
    [at(0.5, true), 10, 4],
    [at(0.55), 10, 5],
  ])("steps down from %o", (bound, steps, expected) => expect(highest(bound, steps)).toBe(expected));

  it("keep all limits, or are none", () => {
    const bound = fc.option(fc.record({ value: fc.double({ min: -1e6, max: 1e6, noNaN: true }), exclusive: fc.boolean() }), {
      nil: undefined,
    });
    fc.assert(
      fc.property(bound, bound, fc.boolean(), fc.boolean(), fc.nat(), (minimum, maximum, isKey, isReal, row) => {
        const limits = { ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) };
        const spec = (isReal ? realsOf : integersOf)(limits, ANY, isKey);
        if (spec === undefined || spec.generator === "sequence") return;
        const domain = domainOf(spec as Drawn, { key: addressKey("x"), lists: new Map(), vector: undefined });
        const draw = drawsOf(addressKey("x"), row);
        for (const value of [domain.random(draw), domain.distinct(row % domain.size, draw)]) {
          const number = Number(value);
          if (minimum !== undefined) expect(minimum.exclusive ? number > minimum.value : number >= minimum.value).toBe(true);
          if (maximum !== undefined) expect(maximum.exclusive ? number < maximum.value : number <= maximum.value).toBe(true);
        }
      }),
    );
  });
});
