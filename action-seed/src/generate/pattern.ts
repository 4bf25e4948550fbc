// The patterns of generated text: a small closed grammar that looks like a regular expression and is none, so that it means the same everywhere.
//
//   pattern = branch { "|" branch }
//   branch  = term { term }
//   term    = ( character | "\d" | "\w" | "\" sign | "[" { character | range | escape } "]" | "(" pattern ")" ) [ "?" | "{n}" | "{n,m}" ]
import { UnusableGenerator } from "./unusable-generator.ts";

export type Pattern =
  /** One of these characters (code points), each of them once. */
  | { readonly kind: "characters"; readonly characters: readonly string[] }
  | { readonly kind: "sequence"; readonly parts: readonly Pattern[] }
  | { readonly kind: "choice"; readonly parts: readonly Pattern[] }
  | { readonly kind: "repeat"; readonly part: Pattern; readonly minimum: number; readonly maximum: number };

/** A longer text is a document, not a pattern; and it bounds what counting the texts of a pattern takes. */
const MAX_PATTERN_CHARACTERS = 1_000;
const MAX_DEPTH = 50;

const DIGITS = between("0", "9");
const WORD = [...between("A", "Z"), ...between("a", "z"), ...DIGITS, "_"];
const SIGNS = /^[!-/:-@[-`{-~ ]$/;
const ALLOWED =
  "A pattern is made of characters, classes such as `[A-Z0-9_]`, `\\d`, `\\w`, groups `( )`, choices `a|b` and the repetitions `?`, `{n}` and `{n,m}`; before any other sign stands a backslash";

/** Goes through the characters (code points) of a pattern. */
interface Reader {
  readonly characters: readonly string[];
  at: number;
}

/**
 * Reads a pattern.
 * @throws UnusableGenerator with the offset of what is wrong in it
 */
export function parsePattern(text: string): Pattern {
  const reader = { characters: [...text], at: 0 };
  const pattern = readChoice(reader, 0);
  if (reader.at < reader.characters.length) throw fault(reader, "A `)` has no `(` before it", reader.at);
  const longest = longestOf(pattern);
  if (longest > MAX_PATTERN_CHARACTERS)
    throw new UnusableGenerator(
      `The pattern stands for texts of up to ${longest} characters; ${MAX_PATTERN_CHARACTERS} are allowed, empty choices and repetitions counted too.`,
      0,
    );
  return pattern;
}

/** The number of characters of the longest text, counting all branches of choices. */
function longestOf(pattern: Pattern): number {
  if (pattern.kind === "characters") return 1;
  if (pattern.kind === "repeat") return longestOf(pattern.part) * pattern.maximum;
  return pattern.parts.reduce((sum, part) => sum + longestOf(part), 0);
}

function readChoice(reader: Reader, depth: number): Pattern {
  if (depth > MAX_DEPTH) throw fault(reader, `Groups are nested more than ${MAX_DEPTH} deep`, reader.at);
  const parts = [readBranch(reader, depth)];
  while (peek(reader) === "|") {
    reader.at++;
    parts.push(readBranch(reader, depth));
  }
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "choice", parts };
}

function readBranch(reader: Reader, depth: number): Pattern {
  const start = reader.at;
  const parts: Pattern[] = [];
  for (let next = peek(reader); next !== undefined && next !== "|" && next !== ")"; next = peek(reader))
    parts.push(readRepetition(reader, readTerm(reader, next, depth)));
  if (parts.length === 0) throw fault(reader, "Nothing stands here; what may be left out is followed by `?`", start);
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "sequence", parts };
}

function readTerm(reader: Reader, first: string, depth: number): Pattern {
  const start = reader.at++;
  switch (first) {
    case "(": {
      const inner = readChoice(reader, depth + 1);
      if (peek(reader) !== ")") throw fault(reader, "This `(` has no `)`", start);
      reader.at++;
      return inner;
    }
    case "[":
      return { kind: "characters", characters: readClass(reader, start) };
    case "\\":
      return { kind: "characters", characters: readEscape(reader, start) };
    case "?":
    case "{":
      throw fault(reader, `There is nothing before this \`${first}\` to repeat`, start);
    case "*":
    case "+":
      throw fault(reader, `A repetition without end, \`${first}\`, is not allowed`, start);
    case ".":
    case "^":
    case "$":
    case "]":
    case "}":
      throw fault(reader, `\`${first}\` by itself is not allowed`, start);
    default:
      return { kind: "characters", characters: [wellFormed(reader, first, start)] };
  }
}

function readRepetition(reader: Reader, part: Pattern): Pattern {
  const start = reader.at;
  const next = peek(reader);
  if (next === "?") {
    reader.at++;
    return single(reader, { kind: "repeat", part, minimum: 0, maximum: 1 });
  }
  if (next !== "{") return part;
  const end = reader.characters.indexOf("}", start);
  const inside = reader.characters.slice(start + 1, end === -1 ? undefined : end).join("");
  const [, least, most] = /^(\d{1,4})(?:,(\d{1,4}))?$/.exec(end === -1 ? "" : inside) ?? [];
  const [minimum, maximum] = [Number(least), Number(most ?? least)];
  if (least === undefined || minimum > maximum || maximum === 0)
    throw fault(reader, "A repetition is `{n}` or `{n,m}`, with n at most m, m at least 1, and no spaces", start);
  reader.at = end + 1;
  return single(reader, { kind: "repeat", part, minimum, maximum });
}

/** A repetition is not repeated without a group: `a{2}?` means something else elsewhere. */
function single(reader: Reader, repeat: Pattern): Pattern {
  if (peek(reader) === "?" || peek(reader) === "{")
    throw fault(reader, "A repetition follows a repetition; put a group around the first", reader.at);
  return repeat;
}

function readClass(reader: Reader, start: number): string[] {
  const found = new Set<string>();
  for (let next = peek(reader); next !== "]"; next = peek(reader)) {
    if (next === undefined) throw fault(reader, "This `[` has no `]`", start);
    if (next === "^" && reader.at === start + 1)
      throw fault(reader, "A class `[^…]` of all other characters is not allowed", start);
    for (const one of readRange(reader, next)) found.add(one);
  }
  if (found.size === 0) throw fault(reader, "The class `[]` has no characters", start);
  reader.at++;
  return [...found];
}

/** What stands at one place in a class: a character, an escape or a range. */
function readRange(reader: Reader, first: string): readonly string[] {
  const start = reader.at++;
  const { characters } = reader;
  if (first === "\\") return readEscape(reader, start);
  if (first === "[" || first === "-") throw fault(reader, `In a class, \`${first}\` needs a backslash`, start);
  if (peek(reader) !== "-") return [wellFormed(reader, first, start)];
  const last = characters[reader.at + 1];
  if (last === undefined || last === "]") throw fault(reader, "In a class, `-` needs a backslash", reader.at);
  reader.at += 2;
  if ([/^[a-z]{2}$/, /^[A-Z]{2}$/, /^\d{2}$/].some((kind) => kind.test(first + last)) && first <= last)
    return between(first, last);
  throw fault(reader, `\`${first}-${last}\` is no range: one goes upwards within \`a-z\`, \`A-Z\` or \`0-9\``, start);
}

/** The characters of the escape whose backslash was read at `start`. */
function readEscape(reader: Reader, start: number): readonly string[] {
  const escaped = reader.characters[reader.at++];
  if (escaped === "d") return DIGITS;
  if (escaped === "w") return WORD;
  if (escaped !== undefined && SIGNS.test(escaped)) return [escaped];
  throw fault(reader, `\`\\${escaped ?? ""}\` is not known: a backslash stands before \`d\`, \`w\` or a sign`, start);
}

/** Half of a surrogate pair is no character, and SQLite cannot hold it. */
function wellFormed(reader: Reader, character: string, start: number): string {
  if (character.isWellFormed()) return character;
  throw fault(reader, "Half of a surrogate pair is not allowed", start);
}

const peek = ({ characters, at }: Reader): string | undefined => characters[at];

/** The characters from the first to the last, both of ASCII. */
function between(first: string, last: string): string[] {
  const start = first.charCodeAt(0);
  return Array.from({ length: last.charCodeAt(0) - start + 1 }, (_, index) => String.fromCharCode(start + index));
}

function fault({ characters }: Reader, what: string, offset: number): UnusableGenerator {
  const text = characters.join("");
  return new UnusableGenerator(`The pattern \`${text}\` is wrong at character ${offset + 1}: ${what}. ${ALLOWED}.`, offset);
}
