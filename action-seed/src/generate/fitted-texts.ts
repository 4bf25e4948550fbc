// Texts of a length that a column asks for: those that have it by themselves, else texts cut, lengthened or made up so that they do.

import type { Range } from "../spec/spec.ts";
import { branch, type Draw } from "./address.ts";
import { number, phrase, phrasesTexts, shuffle, type Texts } from "./phrases.ts";
import { UnusableGenerator } from "./unusable-generator.ts";
import { type Domain, UNBOUNDED } from "./value.ts";
import { ADJECTIVES } from "./words/adjectives.ts";
import { NOUNS } from "./words/nouns.ts";

/** How often a text of a fitting length is looked for before one is made to fit. */
const TRIES = 8;
/** Where draws of further tries, and of words that fill, begin. */
const FIRST_TRY = 2_000;
const FIRST_FILLER = 1;
const TOKEN_CHARACTERS = 8;
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/**
 * The domain of texts with a length within the range, in characters.
 * @param filler texts that are put behind what is too short
 * @throws UnusableGenerator when there is no such length
 */
export function fittedDomain(texts: Texts, { minimum, maximum }: Range, filler: Texts): Domain {
  if (!(minimum >= 0 && minimum <= maximum))
    throw new UnusableGenerator(`length: no length lies between ${minimum} and ${maximum}.`);
  if (texts.shortest >= minimum && texts.longest <= maximum) return texts;
  const fill = (text: string, draw: Draw): string => {
    let filled = text;
    for (let ordinal = FIRST_FILLER; filled.length < minimum; ordinal++)
      filled += ` ${filler.random(branch(draw, FIRST_TRY + ordinal))}`;
    return filled.length <= maximum ? filled : cut(filled, maximum);
  };
  return {
    ...distinctTexts({ minimum, maximum }, fill),
    random: (draw) => {
      let text = texts.random(draw);
      for (let attempt = 1; attempt < TRIES && (text.length < minimum || text.length > maximum); attempt++)
        text = texts.random(branch(draw, FIRST_TRY - attempt));
      return fill(text, draw);
    },
  };
}

/** The longest natural texts that differ and leave room for their numbers; where nothing else fits, letters. */
function distinctTexts(
  { minimum, maximum }: Range,
  fill: (text: string, draw: Draw) => string,
): Pick<Domain, "size" | "distinct"> {
  const natural = [phrase`${ADJECTIVES} ${NOUNS}${number(" ")}`, phrase`${NOUNS}${number("-")}`]
    .map((one) => phrasesTexts([one]))
    .find(({ longest }) => longest <= maximum);
  if (natural === undefined) return tokens(Math.max(minimum, Math.min(maximum, TOKEN_CHARACTERS)));
  // What fills is cut where it has to be; what differs stands before it and is not.
  return { size: natural.size, distinct: (number, draw) => fill(natural.distinct(number, draw), draw) };
}

/** Lower-case letters of one length: numbers written in base 26. */
function tokens(length: number): Pick<Domain, "size" | "distinct"> {
  let size = 1;
  for (let letter = 0; letter < length && size < UNBOUNDED; letter++) size *= LETTERS.length;
  size = Math.min(size, UNBOUNDED);
  const shuffled = shuffle(size);
  return {
    size,
    distinct: (number) => {
      let text = "";
      for (let rest = shuffled(number); text.length < length; rest = Math.floor(rest / LETTERS.length))
        text = LETTERS.charAt(rest % LETTERS.length) + text;
      return text;
    },
  };
}

/** The beginning of a text, which does not end in a space or a mark. */
function cut(text: string, length: number): string {
  const beginning = text.slice(0, length);
  return beginning === "" || /[A-Za-z0-9.]$/.test(beginning) ? beginning : `${beginning.slice(0, -1)}s`;
}
