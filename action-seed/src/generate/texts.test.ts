import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Drawn, type Range, TEXT_KINDS } from "../spec/spec.ts";
import { addressKey, type Draw, drawsOf, permute } from "./address.ts";
import { lower } from "./ascii.ts";
import { textDomain, wordDomain } from "./texts.ts";
import { UnusableGenerator } from "./unusable-generator.ts";
import { type Domain, UNBOUNDED } from "./value.ts";

const key = addressKey("42", "texts");
const draws = (count: number): Draw[] => Array.from({ length: count }, (_, row) => drawsOf(key, row));
const GENERATORS = [...TEXT_KINDS, "sentence", "paragraph", "phone"] as const;
const textOf = (generator: (typeof GENERATORS)[number], options: object = {}): Domain =>
  textDomain({ generator, ...options } as Parameters<typeof textDomain>[0]);
const random = (domain: Domain, count = 1_000) => draws(count).map((draw) => domain.random(draw) as string);

/** What anybody would take for one of its kind. */
const LOOKS: Readonly<Record<(typeof GENERATORS)[number], RegExp>> = {
  name: /^[A-Z][a-z]+ [A-Z][a-z]+( \d+)?$/,
  "first-name": /^[A-Z][a-z]+( \d+)?$/,
  "last-name": /^[A-Z][a-z]+( \d+)?$/,
  username: /^[a-z]+([._-][a-z]+)?\d*(_\d+)?$/,
  email: /^[a-z]+\.[a-z]+\d*@example\.(com|net|org)$/,
  url: /^https:\/\/([a-z]+\.)?example\.(com|net|org)(\/[a-z]+)?\/[a-z]+-[a-z]+(-\d+)?$/,
  domain: /^[a-z]+-[a-z]+(-\d+)?\.example\.(com|net|org)$/,
  path: /^(\/[a-z]+){1,2}\/[a-z]+(-[a-z]+)?(-\d+)?\.[a-z]{2,4}$/,
  slug: /^[a-z]+-[a-z]+(-\d+)?$/,
  word: /^[a-z]+(-\d+)?$/,
  title: /^([A-Z][a-z]+|A)( (and|of|the|in|[A-Z][a-z]+)){1,5}( \d+)?$/,
  city: /^[A-Z][a-z]+( [A-Z][a-z]+)?( \d+)?$/,
  country: /^[A-Z][a-z]+( (and|[A-Z][a-z]+))*( \d+)?$/,
  street: /^\d{1,3} [A-Z][a-z]+ [A-Z][a-z]+( Unit \d+)?$/,
  postcode: /^[1-9]\d{4}(-\d+)?$/,
  company: /^[A-Z][a-z]+ (&|[A-Z][a-z]+)( [A-Z][a-z]+)?( \d+)?( [A-Z][A-Za-z]+)?$/,
  job: /^[A-Z][a-z]+( [A-Z][a-z]+){0,2}( \d+)?$/,
  hex: /^[0-9a-f]{64}$/,
  version: /^\d\.\d{1,2}\.\d{1,2}(-rc\.\d+)?$/,
  ip: /^(\d{1,3}(\.\d{1,3}){3}|2001:db8::[0-9a-f]{4}:[0-9a-f]{4})$/,
  color: /^#[0-9a-f]{6}$/,
  currency: /^[A-Z]{3}(-\d+)?$/,
  language: /^[a-z]{2}(-\d+)?$/,
  sentence: /^[A-Z][a-z]+(,? [a-z]+){5,11}( \d+ times)?\.$/,
  paragraph: /^[A-Z][a-z]+(,? [a-z]+){5,11}( \d+ times)?\.( [A-Z][a-z]+(,? [a-z]+){5,11}\.){2,5}$/,
  phone: /^\+1-2\d\d-555-01\d\d( x\d+)?$/,
};

describe.each(GENERATORS)("%s", (generator) => {
  const domain = textOf(generator);

  it("looks like one, with and without a number in it", () => {
    expect(random(domain).filter((text) => !LOOKS[generator].test(text))).toEqual([]);
    for (const number of [0, 1, 1_000_000, domain.size - 1])
      expect(domain.distinct(number, drawsOf(key, 0))).toMatch(LOOKS[generator]);
  });

  it("differs for different numbers, whatever is drawn, also where case is ignored", () => {
    const first = draws(3_000).map((draw, number) => lower(domain.distinct(number, draw) as string));
    expect(new Set(first).size).toBe(3_000);
    const numbers = new Set(Array.from({ length: 5_000 }, (_, index) => permute(key, index, domain.size)));
    const anywhere = [...numbers].map((number) => lower(domain.distinct(number, drawsOf(key, 7)) as string));
    expect(new Set(anywhere).size).toBe(5_000);
  });

  it("says the same again for the same address, in any order", () => {
    const again = textOf(generator);
    const backwards = draws(100).toReversed();
    expect(backwards.map((draw) => again.random(draw)).toReversed()).toEqual(random(domain, 100));
    expect(again.distinct(12_345, drawsOf(key, 3))).toBe(domain.distinct(12_345, drawsOf(key, 3)));
  });

  it("fits into any length, and still differs", () => {
    fc.assert(
      fc.property(fc.nat(90), fc.nat(60), fc.nat(), fc.nat(), (minimum, span, one, other) => {
        const length: Range = { minimum, maximum: minimum + span };
        const fitted = textOf(generator, { length });
        const [number, next] = [one % fitted.size, other % fitted.size];
        const texts = [
          fitted.random(drawsOf(key, one)),
          fitted.distinct(number, drawsOf(key, one)),
          fitted.distinct(next, drawsOf(key, other)),
        ];
        for (const text of texts as string[]) expect(text.length >= minimum && text.length <= minimum + span).toBe(true);
        if (number !== next) expect(lower(texts[1] as string)).not.toBe(lower(texts[2] as string));
      }),
    );
  });
});

it.each([0, 1, 2, 3, 8, 12, 20, 21, 22, 30, 31])("texts of exactly %d characters are all different", (length) => {
  for (const generator of ["title", "hex", "email", "sentence"] as const) {
    const domain = textOf(generator, { length: { minimum: length, maximum: length } });
    const count = Math.min(domain.size, 5_000);
    expect(count).toBe(Math.min(5_000, (generator === "hex" ? 16 : 26) ** length));
    const texts = draws(count).map((draw, number) => domain.distinct(number, draw));
    expect(new Set(texts).size).toBe(count);
    expect(texts.every((text) => (text as string).length === length)).toBe(true);
  }
});

it("keeps free text natural where a length leaves it room", () => {
  expect(random(textOf("sentence", { length: { minimum: 0, maximum: 255 } }), 50)).toEqual(random(textOf("sentence"), 50));
  for (const name of random(textOf("name", { length: { minimum: 0, maximum: 16 } })))
    expect(name).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
  for (const code of random(textOf("country", { length: { minimum: 2, maximum: 2 } }))) expect(code).toMatch(/^[A-Z]{2}$/);
});

it.each([1, 2, 3, 4, 5, 6, 7, 8, 13, 25, 60])("sentences have exactly %d words when asked to", (words) => {
  const domain = textOf("sentence", { words });
  for (const text of random(domain, 200)) expect(text.split(" ")).toHaveLength(words);
  const numbers = Array.from({ length: 3_000 }, (_, index) => index);
  expect(new Set(numbers.map((number) => domain.distinct(number, drawsOf(key, number)))).size).toBe(3_000);
});

it("sentences and paragraphs have as many words and sentences as they may", () => {
  const words = random(textOf("sentence", { words: { minimum: 2, maximum: 9 } }), 2_000).map((text) => text.split(" ").length);
  expect([...new Set(words)].sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  const sentences = random(textOf("paragraph", { sentences: { minimum: 1, maximum: 4 } })).map((text) => text.split(". ").length);
  expect([...new Set(sentences)].sort()).toEqual([1, 2, 3, 4]);
});

it("phones keep to their format, and have no more numbers than it has", () => {
  const domain = textOf("phone", { format: "(0##) #-#" });
  expect(domain.size).toBe(10_000);
  for (const text of random(domain, 100)) expect(text).toMatch(/^\(0\d\d\) \d-\d$/);
  expect(new Set(draws(10_000).map((draw, number) => domain.distinct(number, draw))).size).toBe(10_000);
  expect(random(textOf("phone", { format: "none" }), 2)).toEqual(["none", "none"]);
});

describe("words of one's own", () => {
  const words = ["Red", "red", "green", "zürich", "\u{1f600}\u{1f600}"];
  it("are all drawn, and differ in more than case where they have to", () => {
    const domain = wordDomain(words);
    expect(new Set(random(domain, 500))).toEqual(new Set(words));
    expect(domain.size).toBe(4);
    expect([0, 1, 2, 3].map((number) => domain.distinct(number, drawsOf(key, 0)))).toEqual([
      "Red",
      "green",
      "zürich",
      "\u{1f600}\u{1f600}",
    ]);
  });
  it("are measured in characters", () => {
    expect(new Set(random(wordDomain(words, { minimum: 0, maximum: 2 }), 50))).toEqual(new Set(["\u{1f600}\u{1f600}"]));
  });
});

const unusable: readonly (readonly [Drawn | (() => Domain), string])[] = [
  [{ generator: "title", length: { minimum: 5, maximum: 4 } }, "length: no length lies between 5 and 4"],
  [{ generator: "hex", length: { minimum: 5, maximum: 4 } }, "length: no length lies between 5 and 4"],
  [{ generator: "title", length: { minimum: Number.NaN, maximum: 4 } }, "length: no length"],
  [{ generator: "sentence", words: 0 }, "words goes from 0 to 0"],
  [{ generator: "sentence", words: { minimum: 5, maximum: 2 } }, "words goes from 5 to 2"],
  [{ generator: "paragraph", sentences: 1.5 }, "sentences goes from 1.5"],
  [{ generator: "phone", format: "################" }, "has 16 digits"],
  [() => wordDomain([]), "there are no words"],
  [() => wordDomain(["a"], { minimum: 2, maximum: 3 }), "no word has 2 to 3 characters"],
];

it.each(unusable)("refuses what cannot be: %j", (made, message) => {
  const make = typeof made === "function" ? made : () => textDomain(made as Parameters<typeof textDomain>[0]);
  expect(make).toThrow(UnusableGenerator);
  expect(make).toThrow(message);
});

it("has room for a number in all that is not of a fixed size", () => {
  for (const generator of GENERATORS) expect(textOf(generator).size).toBe(generator === "color" ? 16_777_216 : UNBOUNDED);
});
