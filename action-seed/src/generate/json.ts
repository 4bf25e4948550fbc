// JSON documents: of a template (`json-template.ts`), or small ones of our own that fit the length that a column allows.
import type { Drawn, Range } from "../spec/spec.ts";
import { below, type Draw, pick } from "./address.ts";
import { type LeafDomain, templateDomain } from "./json-template.ts";
import { UnusableGenerator } from "./unusable-generator.ts";
import { type Domain, UNBOUNDED } from "./value.ts";
import { ADJECTIVES } from "./words/adjectives.ts";
import { NOUNS } from "./words/nouns.ts";

type JsonSpec = Extract<Drawn, { generator: "json" }>;

const HUNDRED = 100;
const SMALL_NUMBERS = 1_000;
const MAX_DIGITS = 10;

/** @throws UnusableGenerator for what JSON cannot hold, and for a length that a template cannot keep */
export function jsonDomain({ template, length }: JsonSpec, leafDomain: LeafDomain): Domain {
  if (template === undefined) return ownDomain(length ?? { minimum: 0, maximum: Number.POSITIVE_INFINITY });
  if (length !== undefined)
    throw new UnusableGenerator("The length of a document with a `template` cannot be kept: leave out `length`.");
  return templateDomain(template, leafDomain);
}

/** Objects; where they do not fit one number in one, or in an array, and where that does not fit a bare number. Spaces behind a document are JSON too. */
function ownDomain({ minimum, maximum }: Range): Domain {
  const fits = (write: (number: number) => string): boolean => write(UNBOUNDED - 1).length <= maximum;
  if (LONGEST_DOCUMENT <= maximum)
    return {
      size: UNBOUNDED,
      random: (draw) => document(draw, "").padEnd(minimum),
      distinct: (number, draw) => document(draw, `"id":${number},`).padEnd(minimum),
    };
  const wrap = [inObject, inArray].find(fits) ?? String;
  const size = fits(wrap) ? UNBOUNDED : 10 ** Math.min(MAX_DIGITS, Math.max(0, maximum));
  return {
    // The one text of no characters is no JSON.
    size: maximum < Math.max(1, minimum) ? 0 : size,
    random: (draw) => wrap(below(draw, 1, Math.min(SMALL_NUMBERS, size))).padEnd(minimum),
    distinct: (number) => wrap(number).padEnd(minimum),
  };
}

const inObject = (number: number): string => `{"number":${number}}`;
const inArray = (number: number): string => `[${number}]`;

/** The words are ASCII letters, which JSON writes as they are. */
function document(draw: Draw, head: string): string {
  const noun = (ordinal: number): string => pick(draw, ordinal, NOUNS);
  const score = below(draw, 4, HUNDRED) / HUNDRED;
  return `{${head}"label":"${pick(draw, 1, ADJECTIVES)} ${noun(2)}","source":"${noun(3)}","score":${score},"tags":["${noun(5)}","${noun(6)}"]}`;
}

const longest = (words: readonly string[]): number => words.reduce((most, { length }) => Math.max(most, length), 0);
const LONGEST_DOCUMENT =
  `{"id":${UNBOUNDED},"label":" ","source":"","score":0.99,"tags":["",""]}`.length + longest(ADJECTIVES) + 4 * longest(NOUNS);
