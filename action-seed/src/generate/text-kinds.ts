// What the texts of each kind look like.
import type { TextKind } from "../spec/spec.ts";
import { capital, lower } from "./ascii.ts";
import { number, type Phrase, phrase } from "./phrases.ts";
import { ADJECTIVES } from "./words/adjectives.ts";
import { CITIES } from "./words/cities.ts";
import { CURRENCIES, LANGUAGES } from "./words/codes.ts";
import { COUNTRIES } from "./words/countries.ts";
import { FIRST_NAMES } from "./words/first-names.ts";
import { JOBS, LEVELS } from "./words/jobs.ts";
import { LAST_NAMES } from "./words/last-names.ts";
import { among, list, type Words } from "./words/list.ts";
import { NOUNS } from "./words/nouns.ts";
import { STREET_KINDS, STREET_NAMES } from "./words/streets.ts";

type Phrases = readonly [Phrase, ...Phrase[]];

const each = (words: Words, change: (word: string) => string): Words => among(words.map(change));
/** The numbers from `first` to `last`. */
const numbers = (first: number, last: number): Words =>
  among(Array.from({ length: last - first + 1 }, (_, index) => String(first + index)));

const FIRST = each(FIRST_NAMES, lower);
const LAST = each(LAST_NAMES, lower);
const ADJECTIVE = each(ADJECTIVES, capital);
const NOUN = each(NOUNS, capital);
const SINGLE_DIGITS = numbers(0, 9);
const DIGIT_PAIRS = among(numbers(100, 199).map((text) => text.slice(1)));
const HEX_PAIRS = among(Array.from({ length: 256 }, (_, byte) => (256 + byte).toString(16).slice(1)));
/** Hosts that are set aside for examples (RFC 2606). */
const ENDINGS = list("com net org");

/** Made when they are first asked for: most columns need few of them. */
export const PHRASES: Readonly<Record<Exclude<TextKind, "hex">, () => Phrases>> = {
  name: () => [phrase`${FIRST_NAMES} ${LAST_NAMES}${number(" ")}`],
  "first-name": () => [phrase`${FIRST_NAMES}${number(" ")}`],
  "last-name": () => [phrase`${LAST_NAMES}${number(" ")}`],
  username: () => [
    phrase`${FIRST}_${NOUNS}${number("")}`,
    phrase`${FIRST}.${LAST}${number("")}`,
    phrase`${FIRST}${numbers(10, 99)}${number("_")}`,
    phrase`${ADJECTIVES}-${NOUNS}${number("")}`,
  ],
  email: () => [phrase`${FIRST}.${LAST}${number("")}@example.${ENDINGS}`],
  url: () => [
    phrase`https://example.com/${NOUNS}/${ADJECTIVES}-${NOUNS}${number("-")}`,
    phrase`https://www.example.org/${ADJECTIVES}-${NOUNS}${number("-")}`,
    phrase`https://${NOUNS}.example.net/${ADJECTIVES}-${NOUNS}${number("-")}`,
  ],
  domain: () => [phrase`${ADJECTIVES}-${NOUNS}${number("-")}.example.${ENDINGS}`],
  path: () => [
    phrase`/${NOUNS}/${ADJECTIVES}-${NOUNS}${number("-")}.${list("csv jpg json md pdf png txt zip")}`,
    phrase`/${list("data home media srv tmp var")}/${NOUNS}/${NOUNS}${number("-")}.${list("csv json log txt")}`,
  ],
  slug: () => [phrase`${ADJECTIVES}-${NOUNS}${number("-")}`],
  word: () => [phrase`${NOUNS}${number("-")}`],
  title: () => [
    phrase`${ADJECTIVE} ${NOUN}${number(" ")}`,
    phrase`The ${ADJECTIVE} ${NOUN}${number(" ")}`,
    phrase`${NOUN} and ${NOUN}${number(" ")}`,
    phrase`The ${NOUN} of ${CITIES}${number(" ")}`,
    phrase`A ${list("Book Guide History Note Song Story View")} of the ${NOUN}${number(" ")}`,
    phrase`The ${NOUN} and the ${NOUN}${number(" ")}`,
    phrase`The ${ADJECTIVE} ${NOUN} in the ${NOUN}${number(" ")}`,
  ],
  city: () => [phrase`${CITIES}${number(" ")}`],
  country: () => [phrase`${COUNTRIES}${number(" ")}`],
  street: () => [phrase`${numbers(1, 199)} ${STREET_NAMES} ${STREET_KINDS}${number(" Unit ")}`],
  postcode: () => [phrase`${numbers(10, 99)}${DIGIT_PAIRS}${SINGLE_DIGITS}${number("-")}`],
  company: () => [
    phrase`${LAST_NAMES} ${NOUN}${number(" ")} ${list("GmbH Inc LLC Ltd")}`,
    phrase`${LAST_NAMES} & ${LAST_NAMES}${number(" ")}`,
    phrase`${ADJECTIVE} ${NOUN}${number(" ")} ${list("Group Labs Partners Studio Systems Works")}`,
  ],
  job: () => [phrase`${JOBS}${number(" ")}`, phrase`${LEVELS} ${JOBS}${number(" ")}`],
  version: () => [phrase`${SINGLE_DIGITS}.${numbers(0, 30)}.${numbers(0, 30)}${number("-rc.")}`],
  // Addresses that are set aside for documentation (RFC 5737).
  ip: () => [phrase`${list("192.0.2 198.51.100 203.0.113")}.${numbers(1, 254)}`],
  color: () => [phrase`#${HEX_PAIRS}${HEX_PAIRS}${HEX_PAIRS}`],
  currency: () => [phrase`${CURRENCIES}${number("-")}`],
  language: () => [phrase`${LANGUAGES}${number("-")}`],
};

/** Different addresses, more than there are of the old kind, in what is set aside for documentation (RFC 3849). */
export const IPV6 = (): Phrases => [phrase`2001:db8::${HEX_PAIRS}${HEX_PAIRS}:${HEX_PAIRS}${HEX_PAIRS}`];

/** As many digits as there are `#` in a format such as `+49 30 ######`. */
export function digitsPhrase(format: string, isOpen: boolean): Phrase {
  const fixed = format.split(/##?/);
  const slots = [...format.matchAll(/##?/g)].map(([digits]) => (digits === "#" ? SINGLE_DIGITS : DIGIT_PAIRS));
  return isOpen ? phrase([...fixed, ""], ...slots, number(" x")) : phrase(fixed, ...slots);
}
