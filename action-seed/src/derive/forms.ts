// Forms of texts that LIKE, GLOB, upper() and lower() ask for: how they are recognized, and patterns that texts of the form are made of.
import { lower } from "../generate/ascii.ts";
import type { Form } from "./limits.ts";

interface Part {
  /** As a regular expression, which only this module sees. */
  readonly matcher: string;
  /** One character, in the grammar of the generator `pattern`. */
  readonly character: string;
  /** Any number of it. */
  readonly isAny: boolean;
}

type Length = Parameters<Form["pattern"]>[0];

const LETTER = "[a-z]";
const UPPER = "[A-Z]";
const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
/** What any number of characters becomes: the first and longest of them, and the others. */
const LONG = { minimum: 3, maximum: 8 };
const SHORT = { minimum: 1, maximum: 6 };
/** Of a text that can stand for itself. */
const FEWEST_LETTERS = 3;
/** What it becomes behind one of the characters of a class, which are gone on with. */
const MORE = { minimum: 0, maximum: 3 };
/** Before a sign stands a backslash. */
const inPattern = (character: string): string => (/[!-/:-@[-`{-~ ]/.test(character) ? `\\${character}` : character);
/** Letters and digits before all other characters: they are what people write. */
const isPlain = (character: string): boolean => /[A-Za-z0-9]/.test(character);

/** `LIKE`: ASCII letters are the same in either case. @param sign the character that takes the meaning from the one behind it */
export function likeForm(text: string, sign: string | undefined): Form {
  const parts: Part[] = [];
  const characters = [...text];
  for (let index = 0; index < characters.length; index++) {
    const one = characters[index] ?? "";
    if (one === sign && index + 1 < characters.length) parts.push(literal(characters[++index] ?? ""));
    else if (one === "%") parts.push(any(LETTER));
    else parts.push(one === "_" ? { matcher: ".", character: LETTER, isAny: false } : literal(one));
  }
  const { matches, pattern } = formOf(parts.map((part) => ({ ...part, matcher: lower(part.matcher) })));
  return { matches: (value) => matches(lower(value)), pattern };
}

/** `GLOB`. @returns undefined for a class that is not closed, which nothing matches */
export function globForm(text: string): Form | undefined {
  const parts: Part[] = [];
  const characters = [...text];
  for (let index = 0; index < characters.length; index++) {
    const one = characters[index] ?? "";
    if (one === "*") parts.push(any(parts.at(-1)?.matcher.startsWith("[") ? (parts.at(-1)?.character ?? LETTER) : LETTER));
    else if (one === "?") parts.push({ matcher: ".", character: LETTER, isAny: false });
    else if (one !== "[") parts.push(literal(one));
    else {
      const end = classEnd(characters, index);
      if (end === undefined) return undefined;
      parts.push(classPart(characters.slice(index + 1, end)));
      index = end;
    }
  }
  return formOf(parts);
}

/** `NOT GLOB '*[^…]*'`: nothing but the characters of a class. Of every other negation only what it refuses is known. */
export function notGlobForm(text: string): Form | undefined {
  const only = /^\*\[\^(.+)\]\*$/su.exec(text)?.[1];
  const one = only === undefined ? undefined : globForm(`[${only}]`);
  const glob = globForm(text);
  if (glob === undefined) return undefined;
  return { matches: (value) => !glob.matches(value), pattern: (length) => repeated(one?.pattern(undefined), length) };
}

export function notLikeForm(text: string, sign: string | undefined): Form {
  const like = likeForm(text, sign);
  return { matches: (value) => !like.matches(value), pattern: () => undefined };
}

/** One of several forms. */
export function anyForm(forms: readonly Form[]): Form {
  return {
    matches: (text) => forms.some((form) => form.matches(text)),
    pattern: (length, isKey) => {
      const patterns = forms.map((form) => form.pattern(length, isKey)).filter((pattern) => pattern !== undefined);
      return patterns.length === 0 ? undefined : patterns.join("|");
    },
  };
}

export const UPPER_FORM: Form = { matches: (text) => !/[a-z]/.test(text), pattern: (length) => repeated(UPPER, length) };
export const LOWER_FORM: Form = { matches: (text) => !/[A-Z]/.test(text), pattern: (length) => repeated(LETTER, length) };

function repeated(character: string | undefined, length: Length): string | undefined {
  if (character === undefined) return undefined;
  const { minimum, maximum } = length ?? LONG;
  return `${character}{${Math.max(1, minimum)},${Math.max(1, Math.min(maximum, minimum + LONG.maximum))}}`;
}

function literal(character: string): Part {
  return {
    matcher: /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character,
    character: inPattern(character),
    isAny: false,
  };
}

function any(character: string): Part {
  return { matcher: ".*", character, isAny: true };
}

/** The index of the `]` that closes a class; one right at its beginning belongs to it. */
function classEnd(characters: readonly string[], start: number): number | undefined {
  const first = characters[start + 1] === "^" ? start + 2 : start + 1;
  const end = characters.indexOf("]", first + 1);
  return end < 0 ? undefined : end;
}

function classPart(inside: readonly string[]): Part {
  const isNegated = inside[0] === "^";
  const listed = isNegated ? inside.slice(1) : inside;
  const matches = (character: string): boolean =>
    listed.some((one, index) =>
      one === "-" && index > 0 && index < listed.length - 1
        ? character >= (listed[index - 1] ?? "") && character <= (listed[index + 1] ?? "")
        : one === character,
    );
  const allowed = PRINTABLE.filter((character) => matches(character) !== isNegated);
  const plain = allowed.filter(isPlain);
  const kept = isNegated || plain.length === 0 ? (plain.length === 0 ? allowed : plain) : allowed;
  const escaped = listed.map((one, index) =>
    one === "-" && index > 0 && index < listed.length - 1 ? "-" : `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return {
    matcher: `[${isNegated ? "^" : ""}${escaped.join("")}]`,
    character: kept.length === 0 ? LETTER : `[${runsOf(kept).join("")}]`,
    isAny: false,
  };
}

/** Characters in their order, as ranges where many stand together. */
function runsOf(characters: readonly string[]): string[] {
  const runs: string[][] = [];
  for (const character of characters) {
    const last = runs.at(-1)?.at(-1);
    const isNext =
      last !== undefined && isPlain(last) && isPlain(character) && character.charCodeAt(0) === last.charCodeAt(0) + 1;
    if (isNext) runs.at(-1)?.push(character);
    else runs.push([character]);
  }
  return runs.map((run) => (run.length > 2 ? `${run[0]}-${run.at(-1)}` : run.map(inPattern).join("")));
}

function formOf(parts: readonly Part[]): Form {
  const matcher = new RegExp(`^${parts.map((part) => part.matcher).join("")}$`, "su");
  return { matches: (text) => matcher.test(text), pattern: (length, isKey = false) => patternOf(parts, length, isKey) };
}

function patternOf(parts: readonly Part[], length: Length, isKey: boolean): string | undefined {
  const fixed = parts.filter(({ isAny }) => !isAny).length;
  const first = parts.find(({ isAny }) => isAny);
  if (parts.length === 0 || (length !== undefined && (fixed > length.maximum || (first === undefined && fixed < length.minimum))))
    return undefined;
  // `%text%` is mostly the text alone.
  const isWhole =
    !isKey &&
    parts[0]?.isAny &&
    parts.at(-1)?.isAny &&
    parts.filter(({ character }) => isPlain(character[0] ?? "")).length >= FEWEST_LETTERS;
  const reach = (part: Part): { minimum: number; maximum: number } => {
    if (length === undefined && isWhole) return { minimum: 0, maximum: 0 };
    if (length === undefined) return part.character !== LETTER ? MORE : part === first ? LONG : SHORT;
    if (part !== first) return { minimum: 0, maximum: 0 };
    const minimum = Math.max(0, length.minimum - fixed);
    return { minimum, maximum: Math.min(length.maximum - fixed, minimum + LONG.maximum) };
  };
  const pattern = parts.map((part) => {
    if (!part.isAny) return part.character;
    const { minimum, maximum } = reach(part);
    return maximum === 0 ? "" : `${part.character}{${minimum},${maximum}}`;
  });
  return pattern.join("") === "" ? undefined : pattern.join("");
}
