// Texts that follow a pattern: see `pattern.ts` for what it may hold.
import type { Drawn } from "../spec/spec.ts";
import { below, type Draw } from "./address.ts";
import { type Pattern, parsePattern } from "./pattern.ts";
import { patternWords } from "./pattern-words.ts";
import type { Domain } from "./value.ts";

/** @throws UnusableGenerator for a pattern that is not one */
export function patternDomain({ pattern }: Extract<Drawn, { generator: "pattern" }>): Domain {
  const parsed = parsePattern(pattern);
  const write = writerOf(parsed);
  const words = patternWords(parsed);
  return {
    size: words.size,
    random: (draw) => write({ draw, ordinal: 1 }),
    distinct: words.at,
  };
}

/** What is left of the draws of a cell: each choice takes the next. */
interface Draws {
  readonly draw: Draw;
  ordinal: number;
}

type Writer = (draws: Draws) => string;

/** Every choice, repetition and character is as likely as the others at its place. */
function writerOf(pattern: Pattern): Writer {
  switch (pattern.kind) {
    case "characters": {
      const { characters } = pattern;
      const [only = ""] = characters;
      if (characters.length === 1) return () => only;
      return (draws) => characters[below(draws.draw, draws.ordinal++, characters.length)] ?? "";
    }
    case "choice": {
      const parts = pattern.parts.map(writerOf);
      return (draws) => parts[below(draws.draw, draws.ordinal++, parts.length)]?.(draws) ?? "";
    }
    case "sequence": {
      const parts = pattern.parts.map(writerOf);
      return (draws) => {
        let text = "";
        for (const part of parts) text += part(draws);
        return text;
      };
    }
    case "repeat": {
      const part = writerOf(pattern.part);
      const { minimum, maximum } = pattern;
      return (draws) => {
        let times = minimum === maximum ? minimum : minimum + below(draws.draw, draws.ordinal++, maximum - minimum + 1);
        let text = "";
        for (; times > 0; times--) text += part(draws);
        return text;
      };
    }
  }
}
