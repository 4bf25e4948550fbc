// What texts count on to stay different: words are told apart by their letters alone, and sentences by where their verb is.
import { describe, expect, it } from "vitest";
import { lower } from "../ascii.ts";
import { ADJECTIVES } from "./adjectives.ts";
import { ADVERBS } from "./adverbs.ts";
import { CITIES } from "./cities.ts";
import { CURRENCIES, LANGUAGES } from "./codes.ts";
import { COUNTRIES, COUNTRY_CODES } from "./countries.ts";
import { FIRST_NAMES } from "./first-names.ts";
import { JOBS, LEVELS } from "./jobs.ts";
import { LAST_NAMES } from "./last-names.ts";
import { NOUNS } from "./nouns.ts";
import { CHARACTERS, PEOPLE } from "./people.ts";
import { PLACES } from "./places.ts";
import { STREET_KINDS, STREET_NAMES } from "./streets.ts";
import { THINGS } from "./things.ts";
import { DEEDS, VERBS } from "./verbs.ts";

const LISTS = {
  ADJECTIVES,
  ADVERBS,
  CHARACTERS,
  CITIES,
  COUNTRIES,
  COUNTRY_CODES,
  CURRENCIES,
  DEEDS,
  FIRST_NAMES,
  JOBS,
  LANGUAGES,
  LAST_NAMES,
  LEVELS,
  NOUNS,
  PEOPLE,
  PLACES,
  STREET_KINDS,
  STREET_NAMES,
  THINGS,
  VERBS,
};

describe.each(Object.entries(LISTS))("%s", (_, words) => {
  it("holds ASCII letters, with single spaces, each word once", () => {
    expect(words.filter((word) => !/^[A-Za-z]+( [A-Za-z]+)*$/.test(word))).toEqual([]);
    expect(new Set(words.map(lower)).size).toBe(words.length);
  });
});

it("is large", () => {
  for (const words of [FIRST_NAMES, LAST_NAMES, CITIES, NOUNS, ADJECTIVES]) expect(words.length).toBeGreaterThan(150);
  for (const words of [COUNTRIES, JOBS, STREET_NAMES]) expect(words.length).toBeGreaterThan(100);
});

it("no word of a sentence can be taken for its verb, nor what follows a thing for a thing", () => {
  const verbs = new Set([...VERBS, ...DEEDS]);
  const others = [...CHARACTERS, ...PEOPLE, ...ADJECTIVES, ...THINGS, ...PLACES, ...ADVERBS];
  expect(others.filter((word) => verbs.has(word))).toEqual([]);
  const things = new Set(THINGS);
  expect([...ADVERBS, ...CHARACTERS].filter((word) => things.has(word))).toEqual([]);
  // The longest word that `sentences.ts` counts on.
  for (const word of [...others, ...verbs]) expect(word.length).toBeLessThanOrEqual(12);
});
