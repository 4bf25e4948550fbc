// The domains of texts: kinds that are known by their name, sentences, numbers to call, and words from a list of one's own.

import type { Drawn, Range, TextKind } from "../spec/spec.ts";
import { below } from "./address.ts";
import { lower } from "./ascii.ts";
import { fittedDomain } from "./fitted-texts.ts";
import { hexTexts } from "./hex.ts";
import { MAX_WORDS } from "./limits.ts";
import { phrase, phrasesTexts, type Texts } from "./phrases.ts";
import { paragraphTexts, sentenceTexts } from "./sentences.ts";
import { digitsPhrase, IPV6, PHRASES } from "./text-kinds.ts";
import { UnusableGenerator } from "./unusable-generator.ts";
import type { Domain } from "./value.ts";
import { COUNTRY_CODES } from "./words/countries.ts";
import { NOUNS } from "./words/nouns.ts";

type Text = Extract<Drawn, { generator: TextKind | "sentence" | "paragraph" | "phone" }>;

const HEX_DIGITS = 64;
const SENTENCE_WORDS: Range = { minimum: 6, maximum: 12 };
const PARAGRAPH_SENTENCES: Range = { minimum: 3, maximum: 6 };
/** Numbers that are set aside for fiction; they are no number to SQLite. */
const PHONE_FORMAT = "+1-2##-555-01##";
/** So many digits are numbered exactly. */
const MAX_PHONE_DIGITS = 15;
const COUNTRY_CODE_CHARACTERS = 2;

/**
 * The domain of texts, in ASCII. `length` is in characters.
 * @throws UnusableGenerator when the options leave no text
 */
export function textDomain(spec: Text): Domain {
  const { length } = spec;
  const texts = naturalTexts(spec);
  if (length === undefined) return texts;
  const isProse = spec.generator === "sentence" || spec.generator === "paragraph";
  return fittedDomain(texts, length, isProse ? sentenceTexts(SENTENCE_WORDS) : phrasesTexts([phrase`${NOUNS}`]));
}

/**
 * The domain of words of one's own, all of them alike. Where values differ, words that differ only in the case of ASCII letters count once.
 * @param length in characters: words of other lengths are left out
 * @throws UnusableGenerator when there are no words
 */
export function wordDomain(words: readonly string[], length?: Range): Domain {
  const fitting = words.filter((word) => {
    const characters = [...word].length;
    return length === undefined || (characters >= length.minimum && characters <= length.maximum);
  });
  if (fitting.length === 0)
    throw new UnusableGenerator(
      length === undefined
        ? "list: there are no words in it."
        : `list: no word has ${length.minimum} to ${length.maximum} characters.`,
    );
  const different = [...new Map(fitting.toReversed().map((word) => [lower(word), word])).values()].reverse();
  return {
    size: different.length,
    random: (draw) => fitting[below(draw, 1, fitting.length)] ?? "",
    distinct: (number) => different[number] ?? "",
  };
}

function naturalTexts(spec: Text): Texts {
  switch (spec.generator) {
    case "sentence":
      return sentenceTexts(counts("sentence", "words", spec.words, SENTENCE_WORDS));
    case "paragraph":
      return paragraphTexts(counts("paragraph", "sentences", spec.sentences, PARAGRAPH_SENTENCES), SENTENCE_WORDS);
    case "phone":
      return phoneTexts(spec.format);
    case "country":
      return phrasesTexts(spec.length?.maximum === COUNTRY_CODE_CHARACTERS ? [phrase`${COUNTRY_CODES}`] : PHRASES.country());
    case "ip": {
      const { size, distinct, longest } = phrasesTexts(IPV6());
      return { ...phrasesTexts(PHRASES.ip()), size, distinct, longest };
    }
    case "hex":
      return hexTexts(hexDigits(spec.length));
    default:
      return phrasesTexts(PHRASES[spec.generator]());
  }
}

function phoneTexts(format: string | undefined): Texts {
  const digits = (format ?? PHONE_FORMAT).split("#").length - 1;
  if (digits > MAX_PHONE_DIGITS)
    throw new UnusableGenerator(`phone: the format has ${digits} digits; at most ${MAX_PHONE_DIGITS} are possible.`);
  return phrasesTexts([digitsPhrase(format ?? PHONE_FORMAT, format === undefined)]);
}

/** As many digits as a SHA-256 has, or as are allowed. */
function hexDigits(length: Range | undefined): number {
  return Math.max(0, length?.minimum ?? 0, Math.min(length?.maximum ?? HEX_DIGITS, HEX_DIGITS));
}

function counts(generator: string, option: string, given: number | Range | undefined, usual: Range): Range {
  const range = typeof given === "number" ? { minimum: given, maximum: given } : (given ?? usual);
  if (
    !(
      Number.isInteger(range.minimum) &&
      Number.isInteger(range.maximum) &&
      range.minimum >= 1 &&
      range.minimum <= range.maximum &&
      range.maximum <= MAX_WORDS
    )
  )
    throw new UnusableGenerator(
      `${generator}: ${option} goes from ${range.minimum} to ${range.maximum}; whole numbers from 1 to ${MAX_WORDS} are possible.`,
    );
  return range;
}
