// Which allowed word is suggested for one that is not.
import { expect, it } from "vitest";
import { allowedOf, nearest } from "./suggestion.ts";

const WORDS = ["sentence", "sequence", "first-name", "integer", "to", "email", "Größe"];

it.each<[given: string, suggested: string | undefined]>([
  ["sentense", "sentence"],
  ["sequense", "sequence"],
  ["firstName", "first-name"],
  ["First Name", "first-name"],
  ["emial", "email"],
  ["int", "integer"],
  ["grösse", "Größe"],
  ["grüße", "Größe"],
  ["x", undefined],
  ["", undefined],
])("%s", (given, suggested) => {
  expect(nearest(given, WORDS)).toBe(suggested);
});

it("compares no word that is too long to be a misspelling", () => {
  expect(nearest("s".repeat(100_000), WORDS)).toBeUndefined();
});

it("lists what is allowed, as far as it can be read", () => {
  expect(allowedOf("b", ["a b", "c"])).toBe('Allowed: "a b", c.');
  expect(allowedOf("b", [])).toBe("None is declared.");
  expect(
    allowedOf(
      "zz",
      Array.from({ length: 99 }, (_, index) => `n${index}`),
    ),
  ).toMatch(/n58, n59, … \(99\)\.$/);
});
