import fc from "fast-check";
import { expect, it } from "vitest";
import { Layer } from "./layer.ts";

const NAMES = ["a", "b", "c", "d"];
const name = fc.constantFrom(...NAMES);
const entries = fc.array(fc.tuple(name, fc.integer()));
const steps = fc.array(fc.oneof(fc.tuple(name, fc.integer()), name));

it("reads as a copy that was changed, and leaves what is below as it is until it is merged", () => {
  fc.assert(
    fc.property(entries, steps, steps, (before, first, second) => {
      const [base, copy] = [new Map(before), new Map(before)];
      const below = new Layer(base);
      const top = new Layer(below);
      const carryOut = (layer: Layer<number>, done: typeof first) => {
        for (const step of done) {
          if (typeof step === "string") expect(layer.delete(step)).toBe(copy.delete(step));
          else for (const map of [layer, copy]) map.set(...step);
        }
        expect([...layer]).toEqual([...copy]);
        expect(layer.size).toBe(copy.size);
        expect([[...layer.keys()], [...layer.values()]]).toEqual([[...copy.keys()], [...copy.values()]]);
        for (const one of NAMES) expect([layer.get(one), layer.has(one)]).toEqual([copy.get(one), copy.has(one)]);
      };
      carryOut(below, first);
      const middle = [...copy];
      carryOut(top, second);
      expect([[...base], [...below]]).toEqual([[...new Map(before)], middle]);
      top.merge();
      expect([...below]).toEqual([...copy]);
      below.merge();
      expect([...base]).toEqual([...copy]);
    }),
  );
});

it("can be changed while it is gone through, as a map can", () => {
  const layer = new Layer(
    new Map([
      ["a", 1],
      ["b", 2],
    ]),
  ).set("c", 3);
  for (const [key, value] of layer) if (value > 1) layer.delete(key);
  expect([...layer]).toEqual([["a", 1]]);
});
