// The automaton of a pattern: Glushkov's construction, then subsets, so that a text is read in one way only, and the texts from each state on can be
// counted. Texts are read without regard to the case of ASCII letters.
import { lower } from "./ascii.ts";
import type { Pattern } from "./pattern.ts";
import { UnusableGenerator } from "./unusable-generator.ts";
import { UNBOUNDED } from "./value.ts";

/** A place of the pattern at which one character is written. */
export interface Place {
  /** By the character in lower case: how it may be written. */
  readonly spellings: ReadonlyMap<string, readonly string[]>;
  readonly followers: Set<number>;
}

/** All places at which one can be after a text. */
export interface State {
  readonly places: readonly number[];
  readonly isEnd: boolean;
  readonly steps: readonly Step[];
  /** How many of the characters of its steps lead to a state with at least `UNBOUNDED` texts. */
  readonly wide: number;
  /** The texts from here on. Exact when it is below `UNBOUNDED` for all states behind this one, else so many at least. */
  readonly count: number;
}

/** Several characters that lead to the same state. */
export interface Step {
  readonly characters: readonly string[];
  readonly target: State;
}

/** What is made of a pattern. */
export interface Automaton {
  readonly places: readonly Place[];
  /** The places at which a text may end. */
  readonly ends: ReadonlySet<number>;
  /** By their places. */
  readonly states: Map<string, State>;
  /** How often a way from one place to another was looked at. */
  moves: number;
}

/** About half a second. Patterns whose texts can be read in so many ways are not for people. */
const MAX_MOVES = 2_000_000;

/**
 * The automaton of a pattern, and the state before the first character.
 * @throws UnusableGenerator when the pattern can be read in too many ways
 */
export function automatonOf(pattern: Pattern): { automaton: Automaton; start: State } {
  // Place 0 is before the first character.
  const places: Place[] = [{ spellings: new Map(), followers: new Set() }];
  const whole = addPlaces(pattern, places);
  for (const first of whole.firsts) places[0]?.followers.add(first);
  const ends = new Set(whole.isOptional ? [0, ...whole.lasts] : whole.lasts);
  const automaton = { places, ends, states: new Map(), moves: 0 };
  return { automaton, start: stateOf([0], automaton) };
}

/** Where a part begins and ends, and whether it may be empty. */
interface Span {
  readonly firsts: readonly number[];
  readonly lasts: readonly number[];
  readonly isOptional: boolean;
}

const EMPTY: Span = { firsts: [], lasts: [], isOptional: true };

function addPlaces(pattern: Pattern, places: Place[]): Span {
  switch (pattern.kind) {
    case "characters": {
      const place = places.push({ spellings: spellingsOf(pattern.characters), followers: new Set() }) - 1;
      return { firsts: [place], lasts: [place], isOptional: false };
    }
    case "sequence":
      return pattern.parts.reduce((before: Span, part) => join(before, addPlaces(part, places), places), EMPTY);
    case "choice": {
      const spans = pattern.parts.map((part) => addPlaces(part, places));
      return {
        firsts: spans.flatMap(({ firsts }) => firsts),
        lasts: spans.flatMap(({ lasts }) => lasts),
        isOptional: spans.some(({ isOptional }) => isOptional),
      };
    }
    case "repeat": {
      // x{1,3} is x(x(x)?)?: written as xx?x? every place would be followed by all later ones.
      let span = EMPTY;
      for (let copy = pattern.maximum; copy > 0; copy--) {
        span = join(addPlaces(pattern.part, places), span, places);
        if (copy > pattern.minimum) span = { ...span, isOptional: true };
      }
      return span;
    }
  }
}

function spellingsOf(characters: readonly string[]): Map<string, string[]> {
  const spellings = new Map<string, string[]>();
  for (const character of characters) spellings.set(lower(character), [...(spellings.get(lower(character)) ?? []), character]);
  return spellings;
}

function join(before: Span, after: Span, places: readonly Place[]): Span {
  for (const last of before.lasts) for (const first of after.firsts) places[last]?.followers.add(first);
  return {
    firsts: before.isOptional ? [...before.firsts, ...after.firsts] : before.firsts,
    lasts: after.isOptional ? [...before.lasts, ...after.lasts] : after.lasts,
    isOptional: before.isOptional && after.isOptional,
  };
}

function stateOf(at: readonly number[], automaton: Automaton): State {
  const { ends, states } = automaton;
  const name = at.join();
  const found = states.get(name);
  if (found !== undefined) return found;
  const steps = new Map<string, { characters: string[]; target: State }>();
  for (const [character, next] of targetsOf(at, automaton)) {
    const step = steps.get(next.join());
    if (step === undefined) steps.set(next.join(), { characters: [character], target: stateOf(next, automaton) });
    else step.characters.push(character);
  }
  const isEnd = at.some((place) => ends.has(place));
  let [count, wide] = [isEnd ? 1 : 0, 0];
  for (const { characters, target } of steps.values()) {
    count += characters.length * Math.min(UNBOUNDED, target.count);
    wide += characters.length * isWide(target);
  }
  const state = { places: at, isEnd, steps: [...steps.values()], wide, count };
  states.set(name, state);
  return state;
}

/** For each character that can follow: all places at which it then stands, in order. */
function targetsOf(at: readonly number[], automaton: Automaton): Map<string, number[]> {
  const { places } = automaton;
  const followers = new Set<number>();
  for (const place of at)
    for (const follower of places[place]?.followers ?? []) {
      move(automaton);
      followers.add(follower);
    }
  const targets = new Map<string, number[]>();
  for (const follower of [...followers].sort((a, b) => a - b))
    for (const character of places[follower]?.spellings.keys() ?? []) {
      move(automaton);
      const target = targets.get(character);
      if (target === undefined) targets.set(character, [follower]);
      else target.push(follower);
    }
  return targets;
}

function move(automaton: Automaton): void {
  if (++automaton.moves > MAX_MOVES)
    throw new UnusableGenerator(
      "The texts of this pattern cannot be counted: too many of its parts can stand for the same text. Leave out some `?`, `{n,m}` or `|`.",
    );
}

/** 1 where more texts lie ahead than are ever numbered, else 0. */
export const isWide = ({ count }: State): number => (count < UNBOUNDED ? 0 : 1);
