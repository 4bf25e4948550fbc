// Sentences and paragraphs of any length in words, by a small grammar: who does what, where, and what somebody else does meanwhile.
import type { Range } from "../spec/spec.ts";
import { below, branch, type Draw } from "./address.ts";
import { capital } from "./ascii.ts";
import { number, type Phrase, phrase, phrasesTexts, shuffle, type Texts } from "./phrases.ts";
import { UNBOUNDED } from "./value.ts";
import { ADJECTIVES } from "./words/adjectives.ts";
import { ADVERBS } from "./words/adverbs.ts";
import { FIRST_NAMES } from "./words/first-names.ts";
import { among, list, type Words } from "./words/list.ts";
import { NOUNS } from "./words/nouns.ts";
import { CHARACTERS, PEOPLE } from "./words/people.ts";
import { PLACES } from "./words/places.ts";
import { THINGS } from "./words/things.ts";
import { DEEDS, VERBS } from "./words/verbs.ts";

/** `The baker finds the key`: what all sentences but the shortest have. It can stand for a number. */
const CORE_WORDS = 5;
/** `near the road`, and half of `, but the pilot paints the boat`. */
const GROUP_WORDS = 3;
/** No word is longer than this, nor shorter than that. */
const MAX_WORD_CHARACTERS = 12;
const MIN_WORD_CHARACTERS = 2;
/** ` 1000 times` and a full stop. */
const TAIL_CHARACTERS = 13;

const STARTS = list("The This That Every Each");
const DETERMINERS = list("the this that every another");
const PREPOSITIONS = list("around at behind beside beyond from in near opposite outside");
const CONJUNCTIONS = list("and but so while");

const paired = (before: Words, after: Words, apart: string): Words =>
  among(before.flatMap((first) => after.map((second) => `${first}${apart}${second}`)));
const spaced = (words: Words): Words => among(words.map((word) => ` ${word}`));

/** All but subjects begin with what stands before them. */
function makeParts() {
  return {
    people: spaced(PEOPLE),
    subjects: paired(STARTS, PEOPLE, " "),
    describedStarts: paired(STARTS, CHARACTERS, " "),
    verbs: spaced(VERBS),
    things: spaced(THINGS),
    objects: spaced(paired(DETERMINERS, THINGS, " ")),
    describedDeterminers: spaced(paired(DETERMINERS, ADJECTIVES, " ")),
    adverbs: spaced(ADVERBS),
    places: spaced(paired(PREPOSITIONS, PLACES, " the ")),
    others: paired(CONJUNCTIONS, PEOPLE, " the ").map((other) => `, ${other}`),
  };
}

/** Made when the first sentence is wanted. */
let parts: ReturnType<typeof makeParts> | undefined;

/** Sentences of a paragraph have draws behind those of the first one. */
const FIRST_BRANCH = 1_000;
/** Where the groups of a sentence begin to draw. */
const FIRST_GROUP = 11;

/**
 * Which words are described, or how the verb is done (1 subject, 2 object, 4 verb), to get as many words more as are left over by threes: none, one of
 * three, two of three.
 */
const ADDITIONS: readonly (readonly number[])[] = [
  [0, 0, 0],
  [1, 2, 4],
  [3, 5, 6],
];

/** How many different things the core of a sentence can say. */
const SUBJECTS = STARTS.length * PEOPLE.length;
const OBJECTS = DETERMINERS.length * THINGS.length;
const CORES = SUBJECTS * VERBS.length * OBJECTS;
const shuffleCore = shuffle(CORES, Math.floor(CORES / 2));

const SHORT: readonly (() => Phrase)[] = [
  () => phrase`${among(NOUNS.map(capital))}${number(" ")}.`,
  () => phrase`${FIRST_NAMES} ${DEEDS}${number(" ")}.`,
  () => phrase`${STARTS} ${PEOPLE} ${DEEDS}${number(" ")}.`,
  () => phrase`${STARTS} ${CHARACTERS} ${PEOPLE} ${DEEDS}${number(" ")}.`,
];

/** Sentences with so many words, which are at least 1. */
export function sentenceTexts(words: Range): Texts {
  const { minimum, maximum } = words;
  const short = SHORT[maximum - 1];
  if (short !== undefined && minimum === maximum) return phrasesTexts([short()]);
  const shorts = SHORT.slice(minimum - 1, maximum).map((make) => phrasesTexts([make()]));
  const span = maximum - minimum + 1;
  const least = Math.max(minimum, CORE_WORDS);
  return {
    size: maximum < CORE_WORDS ? (shorts.at(-1)?.size ?? 0) : UNBOUNDED,
    shortest: minimum * (MIN_WORD_CHARACTERS + 1),
    longest: maximum * (MAX_WORD_CHARACTERS + 1) + TAIL_CHARACTERS,
    random: (draw) => {
      const count = minimum + below(draw, 9, span);
      return count < CORE_WORDS
        ? (shorts[count - minimum]?.random(draw) ?? "")
        : sentence(draw, count, below(draw, 1, CORES), "");
    },
    distinct: (number, draw) => {
      if (maximum < CORE_WORDS) return shorts.at(-1)?.distinct(number, draw) ?? "";
      const round = Math.floor(number / CORES);
      const tail = round === 0 ? "" : ` ${round + 1} times`;
      return sentence(draw, least + below(draw, 9, maximum - least + 1), shuffleCore(number - round * CORES), tail);
    },
  };
}

/** Paragraphs with so many sentences, which are at least 1, of so many words each. */
export function paragraphTexts(sentences: Range, words: Range): Texts {
  const one = sentenceTexts(words);
  const span = sentences.maximum - sentences.minimum + 1;
  const continued = (first: string, draw: Draw): string => {
    let text = first;
    const last = sentences.minimum + below(draw, 10, span) - 1;
    for (let index = 0; index < last; index++) text += ` ${one.random(branch(draw, FIRST_BRANCH + index))}`;
    return text;
  };
  return {
    size: one.size,
    shortest: sentences.minimum * one.shortest,
    longest: sentences.maximum * (one.longest + 1),
    random: (draw) => continued(one.random(draw), draw),
    distinct: (number, draw) => continued(one.distinct(number, draw), draw),
  };
}

/** Writes a sentence of at least five words. Different cores give different sentences, and so do different tails. */
function sentence(draw: Draw, count: number, core: number, tail: string): string {
  parts ??= makeParts();
  const { people, subjects, describedStarts, verbs, things, objects, describedDeterminers, adverbs, places, others } = parts;
  const above = Math.floor(core / SUBJECTS);
  const subject = core - above * SUBJECTS;
  const object = Math.floor(above / VERBS.length);
  let groups = Math.floor((count - CORE_WORDS) / GROUP_WORDS);
  const added = ADDITIONS[count - CORE_WORDS - groups * GROUP_WORDS]?.[below(draw, 2, 3)] ?? 0;
  let text =
    added & 1
      ? at(describedStarts, Math.floor(subject / PEOPLE.length) * CHARACTERS.length + below(draw, 3, CHARACTERS.length)) +
        at(people, subject % PEOPLE.length)
      : at(subjects, subject);
  text += at(verbs, above - object * VERBS.length);
  text +=
    added & 2
      ? at(describedDeterminers, Math.floor(object / THINGS.length) * ADJECTIVES.length + below(draw, 4, ADJECTIVES.length)) +
        at(things, object % THINGS.length)
      : at(objects, object);
  if (added & 4) text += at(adverbs, below(draw, 5, ADVERBS.length));
  for (let ordinal = FIRST_GROUP; groups > 0; ordinal += GROUP_WORDS) {
    if (groups % 2 === 1) {
      text += at(places, below(draw, ordinal, places.length));
      groups--;
    } else {
      text += at(others, below(draw, ordinal, others.length));
      text += at(verbs, below(draw, ordinal + 1, VERBS.length)) + at(objects, below(draw, ordinal + 2, OBJECTS));
      groups -= 2;
    }
  }
  return `${text}${tail}.`;
}

function at(texts: readonly string[], index: number): string {
  return texts[index] ?? "";
}
