// Texts made of words in slots. All that a phrase can say is numbered, so one draw is enough for a text, and different numbers give different texts.
import { below, type Draw, mix, TWO_32 } from "./address.ts";
import { type Domain, UNBOUNDED } from "./value.ts";
import type { Words } from "./words/list.ts";

/** A domain of texts that knows how long they are. */
export interface Texts extends Domain {
  random(draw: Draw): string;
  distinct(number: number, draw: Draw): string;
  /** In characters: no text is shorter or longer than these. */
  readonly shortest: number;
  readonly longest: number;
}

export interface Phrase {
  /** How many different texts there are before a number is needed; below 2^53. */
  readonly size: number;
  /** In characters, of the texts without a number. */
  readonly shortest: number;
  readonly longest: number;
  /** What stands before a number that keeps texts different; undefined where a number has no place. */
  readonly before: string | undefined;
  /** @param tail empty, or `before` and a number */
  write(index: number, tail: string): string;
}

interface NumberSlot {
  readonly before: string;
}

const NOT_ZERO = 0x5bd1e995;
/** Times a number below 2^32 this stays exact. */
const MAX_FACTOR = 1_048_576;
const GOLDEN = 0.618_033_988_75;

/** The slot of a number, which is written only when all texts without one are used up. */
export function number(before: string): NumberSlot {
  return { before };
}

/** A phrase as a template. Each slot is a list of words, or the place of the `number`. What stands between two slots has to keep them apart: no word may hold it. */
export function phrase(fixed: readonly string[], ...slots: readonly (Words | NumberSlot)[]): Phrase {
  // Words are kept together with what stands around them, so that fewer parts are put together for each text.
  const parts: string[][] = [];
  const appendToLast = (text: string) => parts.push((parts.pop() ?? [""]).map((word) => whole(word + text)));
  let before: string | undefined;
  let numberAt = -1;
  let pending = fixed[0] ?? "";
  for (const [index, slot] of slots.entries()) {
    if ("before" in slot) {
      if (pending !== "") appendToLast(pending);
      numberAt = parts.length;
      before = slot.before;
    } else {
      const text = pending;
      parts.push(slot.map((word) => whole(text + word)));
    }
    pending = fixed[index + 1] ?? "";
  }
  const end = numberAt === parts.length ? pending : "";
  if (end !== pending) appendToLast(pending);
  const total = (pick: (...lengths: number[]) => number) =>
    parts.reduce((sum, words) => sum + pick(...words.map(({ length }) => length)), end.length);
  return {
    size: parts.reduce((size, { length }) => size * length, 1),
    shortest: total(Math.min),
    longest: total(Math.max),
    before,
    write: (index, tail) => {
      let text = "";
      let rest = index;
      for (let part = 0; part < parts.length; part++) {
        const words = parts[part] ?? [];
        const next = Math.floor(rest / words.length);
        if (part === numberAt && tail !== "") text += tail;
        text += words[rest - next * words.length];
        rest = next;
      }
      return numberAt === parts.length && tail !== "" ? text + tail + end : text + end;
    },
  };
}

/** Texts that say one of some phrases. Those of different phrases differ, with or without a number. */
export function phrasesTexts(phrases: readonly [Phrase, ...Phrase[]]): Texts {
  const [first] = phrases;
  const kinds = phrases.length;
  const shuffles = phrases.map(({ size }, kind) => shuffle(size, Math.floor((size * (kind + 1)) / (kinds + 1))));
  return {
    size: phrases.every(({ before }) => before !== undefined)
      ? UNBOUNDED
      : Math.min(UNBOUNDED, ...phrases.map(({ size }) => size * kinds)),
    shortest: Math.min(...phrases.map(({ shortest }) => shortest)),
    longest: Math.max(...phrases.map((one) => one.longest + longestTail(one))),
    random: (draw) => {
      const one = kinds === 1 ? first : (phrases[below(draw, 2, kinds)] ?? first);
      return one.write(below(draw, 1, one.size), "");
    },
    distinct: (number) => {
      const ofKind = Math.floor(number / kinds);
      const kind = number - ofKind * kinds;
      const { size, before, write } = phrases[kind] ?? first;
      const round = Math.floor(ofKind / size);
      return write(shuffles[kind]?.(ofKind - round * size) ?? 0, round === 0 ? "" : `${before}${round + 1}`);
    },
  };
}

function longestTail({ size, before }: Phrase): number {
  return before === undefined || size >= UNBOUNDED ? 0 : before.length + String(Math.ceil(UNBOUNDED / size) + 1).length;
}

/** Puts the numbers below `size` (or, where it is more, below 2^32) into an order that looks like none. */
export function shuffle(size: number, start = 0): (number: number) => number {
  if (size >= TWO_32) return (number) => mix(number ^ NOT_ZERO);
  let factor = Math.max(1, Math.floor(Math.min(size, MAX_FACTOR) * GOLDEN));
  while (!areCoprime(factor, size)) factor++;
  return (number) => (number * factor + start) % size;
}

function areCoprime(one: number, other: number): boolean {
  return other === 0 ? one === 1 : areCoprime(other, one % other);
}

/** A text in one piece: those that were put together are otherwise put together anew whenever they are part of another one. */
function whole(text: string): string {
  text.charCodeAt(0);
  return text;
}
