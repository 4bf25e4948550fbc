import { expect, it } from "vitest";
import { failedLeg, requireLegs } from "./require-legs.ts";

const leg = (name: string) => ({ name, passed: true, milliseconds: 1, log: ["ran"] });

it("gives the legs back when all ran that were meant to", () => {
  expect(requireLegs([leg("b"), leg("a")], ["a", "b"])).toEqual([leg("b"), leg("a")]);
});

it.each([
  [["a"], ["a", "b"], "did not run: b. These did and were not expected: none"],
  [["a", "c"], ["a"], "did not run: none. These did and were not expected: c"],
  [[], ["a"], "did not run: a."],
])("refuses %j where %j are meant to run", (ran, names, message) => {
  expect(() => requireLegs(ran.map(leg), names)).toThrow(message);
});

it("fails a leg with the reason behind its log", () => {
  expect(failedLeg(leg("a"), "why")).toEqual({ ...leg("a"), passed: false, log: ["ran", "why"] });
});
