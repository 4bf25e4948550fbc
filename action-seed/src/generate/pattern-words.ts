// All the texts that a pattern stands for, in an order, each once: `a?a?` has three, however it is read. They are the paths of its automaton.
import { below, type Draw } from "./address.ts";
import type { Pattern } from "./pattern.ts";
import { type Automaton, automatonOf, isWide, type State } from "./pattern-automaton.ts";
import { UNBOUNDED } from "./value.ts";

export interface PatternWords {
  /** At most `UNBOUNDED`. Texts that differ in the case of letters alone count once. */
  readonly size: number;
  /** A text for each number below `size`; different numbers give different texts, whatever the draws. */
  at(number: number, draw: Draw): string;
}

/** @throws UnusableGenerator when the pattern can be read in too many ways */
export function patternWords(pattern: Pattern): PatternWords {
  const { automaton, start } = automatonOf(pattern);
  return { size: Math.min(UNBOUNDED, start.count), at: (number, draw) => spell(start, number, draw, automaton) };
}

const textsOf = ({ count }: State): number => count;

/**
 * The states of the text with this number, and the character that leads to each, in lower case. As long as there are more texts than numbers behind
 * a character, characters are drawn, and the number decides what follows. Reading the text goes through the same states, so it tells what was drawn
 * and which number was left: different numbers cannot meet.
 */
function pathOf(start: State, number: number, draw: Draw): { states: State[]; characters: string[] } {
  const [states, characters]: [State[], string[]] = [[start], []];
  let [state, ordinal] = [start, 1];
  /** Goes on by one of the characters, which each stand for `weight` of the numbers; answers with what is left of the number. */
  const step = (from: number, weight: (target: State) => number): number => {
    let left = from;
    for (const { characters: some, target } of state.steps) {
      const each = weight(target);
      if (left < some.length * each) {
        characters.push(some[Math.floor(left / each)] ?? "");
        states.push(target);
        state = target;
        return left % each;
      }
      left -= some.length * each;
    }
    return 0;
  };
  while (state.wide > 0) step(below(draw, ordinal++, state.wide), isWide);
  // Where there are still more texts than numbers, each number has a stretch of them.
  const stretch = (of: number): number => Number((BigInt(of) * BigInt(state.count)) >> 32n);
  let left = state.count < UNBOUNDED ? number : stretch(number) + below(draw, ordinal, stretch(number + 1) - stretch(number));
  while (!state.isEnd || left-- > 0) left = step(left, textsOf);
  return { states, characters };
}

/** The text of a path in the case that the pattern has: from its end, each place is one that the place after it follows. */
function spell(start: State, number: number, draw: Draw, { places, ends }: Automaton): string {
  const { states, characters } = pathOf(start, number, draw);
  let text = "";
  let isNext = (place: number): boolean => ends.has(place);
  for (let index = characters.length; index > 0; index--) {
    const place = states[index]?.places.find(isNext) ?? 0;
    const spellings = places[place]?.spellings.get(characters[index - 1] ?? "") ?? [];
    text = (spellings.length > 1 ? spellings[below(draw, -index, spellings.length)] : spellings[0]) + text;
    isNext = (before) => places[before]?.followers.has(place) ?? false;
  }
  return text;
}
