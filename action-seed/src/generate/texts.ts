// Text of the kinds that columns are usually named for, fitted to the length that the column allows.
import { below, type Draw, mix, pick } from "./address.ts";
import type { Limits } from "./limits.ts";
import { type Domain, UNBOUNDED } from "./value.ts";
import { ADJECTIVES, CITIES, COUNTRIES, FIRST_NAMES, LAST_NAMES, NOUNS, VERBS } from "./words.ts";

/** Writes a text. With a `number`, texts of different numbers differ, whatever is drawn. */
type Write = (draw: Draw, number: number | undefined) => string;

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const choice =
  (...words: [string, ...string[]]): Write =>
  (draw, number) =>
    pick(draw, 1, words) + tail(number, "-");
const noun = (draw: Draw, ordinal: number): string => pick(draw, ordinal, NOUNS);
const slug: Write = (draw, number) => `${pick(draw, 1, ADJECTIVES)}-${noun(draw, 2)}${tail(number, "-")}`;
const person: Write = (draw, number) =>
  `${capital(pick(draw, 1, FIRST_NAMES))} ${capital(pick(draw, 2, LAST_NAMES))}${tail(number)}`;
const sentence: Write = (draw, number) =>
  `The ${pick(draw, 1, ADJECTIVES)} ${noun(draw, 2)} ${pick(draw, 3, VERBS)} the ${pick(draw, 4, ADJECTIVES)} ${noun(draw, 5)}${tail(number)}.`;
const name: Write = (draw, number) => `${capital(pick(draw, 1, ADJECTIVES))} ${noun(draw, 2)}${tail(number)}`;

/** A version 4 UUID (RFC 9562). Numbers fill its last eight digits, mixed, which keeps different ones different. */
const uuid: Write = (draw, number) => {
  const [a, b, c, d] = [hex(draw(1)), hex(draw(2)), hex(draw(3)), hex(number === undefined ? draw(4) : mix(number ^ NOT_ZERO))];
  const variant = "89ab".charAt(below(draw, 5, 4));
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
};

const KINDS = {
  uuid,
  person,
  slug,
  sentence,
  name,
  word: (draw, number) => noun(draw, 1) + tail(number),
  title: (draw, number) =>
    `${capital(pick(draw, 1, ADJECTIVES))} ${noun(draw, 2)} ${pick(draw, 3, VERBS)} ${noun(draw, 4)}${tail(number)}`,
  "first-name": (draw, number) => capital(pick(draw, 1, FIRST_NAMES)) + tail(number),
  "last-name": (draw, number) => capital(pick(draw, 1, LAST_NAMES)) + tail(number),
  username: (draw, number) => pick(draw, 1, FIRST_NAMES) + pick(draw, 2, NOUNS) + (number ?? below(draw, 3, 100)),
  email: (draw, number) => `${pick(draw, 1, FIRST_NAMES)}.${pick(draw, 2, LAST_NAMES)}${number ?? ""}@example.com`,
  url: (draw, number) => `https://example.com/${slug(draw, number)}`,
  domain: (draw, number) => `${slug(draw, number)}.example.com`,
  path: (draw, number) => `${noun(draw, 1)}/${noun(draw, 2)}${tail(number, "-")}.txt`,
  // 555-01xx is set aside for fiction; it is not a number to SQLite either.
  phone: (draw, number) => `+1-202-555-01${String(below(draw, 1, 100)).padStart(2, "0")}${tail(number, "-")}`,
  city: (draw, number) => pick(draw, 1, CITIES) + tail(number),
  country: (draw, number) => pick(draw, 1, COUNTRIES) + tail(number),
  street: (draw, number) => `${number ?? 1 + below(draw, 1, 200)} ${capital(noun(draw, 2))} Street`,
  company: (draw, number) => `${capital(pick(draw, 1, LAST_NAMES))} ${capital(noun(draw, 2))}${tail(number)} Ltd`,
  status: choice("pending", "active", "done", "failed"),
  role: choice("owner", "editor", "viewer"),
  priority: choice("low", "medium", "high"),
  currency: choice("EUR", "USD", "JPY", "KES", "BRL"),
  language: choice("en", "de", "es", "fr", "ja", "pt"),
  color: choice("red", "green", "blue", "amber", "violet"),
  version: (draw, number) => `${below(draw, 1, 4)}.${below(draw, 2, 20)}.${number ?? below(draw, 3, 10)}`,
  // 192.0.2.0/24 and 2001:db8::/32 are set aside for documentation (RFC 5737, RFC 3849).
  ip: (draw, number) =>
    number === undefined ? `192.0.2.${1 + below(draw, 1, 254)}` : `2001:db8::${hex(number).slice(0, 4)}:${hex(number).slice(4)}`,
} satisfies Record<string, Write>;

export type TextKind = keyof typeof KINDS | "hex";

/** Free text can be cut and stretched; the rest only makes sense whole. */
const FREE: ReadonlySet<TextKind> = new Set<TextKind>(["sentence", "name", "title", "word"]);
/** The mixer keeps 0 as it is; nothing else about this number matters. */
const NOT_ZERO = 0x5bd1e995;
const SHA256_CHARACTERS = 64;
/** Any kind with any number fits into this. */
const ROOMY_CHARACTERS = 80;
/** A noun and any number fit into this. */
const WORD_CHARACTERS = 20;
const TOKEN_CHARACTERS = 8;
const ALPHABET = "abcdefghijklmnopqrstuvwxyz";

/** The domain of a text column. */
export function textDomain(kind: TextKind, limits: Limits): Domain {
  const minimum = limits.minLength ?? 0;
  const maximum = Math.max(limits.maxLength ?? Number.POSITIVE_INFINITY, 0);
  if (minimum > maximum) return { size: 0, random: () => null, distinct: () => null };
  if (kind === "hex") return hexDomain(Math.max(minimum, Math.min(maximum, SHA256_CHARACTERS)));
  const natural = KINDS[kind];
  const random = (draw: Draw): string => {
    const text = natural(draw, undefined);
    if (text.length >= minimum && text.length <= maximum) return text;
    return fit((FREE.has(kind) ? natural : KINDS.word)(draw, undefined), draw, minimum, maximum);
  };
  if (kind === "uuid" && minimum <= 36 && maximum >= 36)
    return { size: UNBOUNDED, random, distinct: (number, draw) => natural(draw, number) };
  if (maximum < WORD_CHARACTERS) return { ...tokenDomain(Math.max(minimum, Math.min(maximum, TOKEN_CHARACTERS))), random };
  const numbered = maximum < ROOMY_CHARACTERS ? KINDS.word : natural;
  return { size: UNBOUNDED, random, distinct: (number, draw) => numbered(draw, number + 1).padStart(minimum, "x") };
}

/** Cuts or lengthens free text. */
function fit(text: string, draw: Draw, minimum: number, maximum: number): string {
  let fitted = text;
  for (let ordinal = 10; fitted.length < minimum; ordinal++) fitted += ` ${noun(draw, ordinal)}`;
  return fitted.slice(0, maximum).replace(/ $/, "s");
}

/** Lower-case letters of one length: numbers written in base 26. */
function tokenDomain(length: number): Pick<Domain, "size" | "distinct"> {
  const size = Math.min(UNBOUNDED, 26 ** Math.min(length, TOKEN_CHARACTERS));
  return {
    size,
    distinct: (number) => {
      let text = "";
      for (let rest = number; text.length < length; rest = Math.floor(rest / 26)) text = ALPHABET.charAt(rest % 26) + text;
      return text;
    },
  };
}

function hexDomain(length: number): Domain {
  const digits = (draw: Draw, from: number): string => {
    let text = "";
    for (let ordinal = from; text.length < length; ordinal++) text += hex(draw(ordinal));
    return text.slice(0, length);
  };
  const size = Math.min(UNBOUNDED, 16 ** Math.min(length, 8));
  return {
    size,
    random: (draw) => digits(draw, 1),
    distinct: (number, draw) => {
      const own = hex(size === UNBOUNDED ? mix(number ^ NOT_ZERO) : number).slice(-Math.min(length, 8));
      return (own + digits(draw, 1)).slice(0, length);
    },
  };
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}

function tail(number: number | undefined, separator = " "): string {
  return number === undefined ? "" : `${separator}${number}`;
}
