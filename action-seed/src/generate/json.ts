// JSON documents, fitted to the length that the column allows.
import { below, type Draw, pick } from "./address.ts";
import { digitLimits, type Limits } from "./limits.ts";
import { integerDomain } from "./numbers.ts";
import { type Domain, UNBOUNDED } from "./value.ts";
import { NOUNS } from "./words.ts";

/** Any document with any number fits into this. */
const ROOMY_CHARACTERS = 160;
const SMALL_NUMBERS = 1_000;

/** The domain of a column of JSON: documents, where they do not fit one number in one, and where that does not fit a bare number. */
export function jsonDomain(form: "object" | "array", limits: Limits): Domain {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = limits;
  if (maxLength >= ROOMY_CHARACTERS) return documents((draw, number) => write(form, draw, number), minLength);
  for (const wrap of form === "object" ? [inObject, inArray] : [inArray])
    if (wrap(UNBOUNDED).length <= maxLength)
      return documents((draw, number) => wrap(number ?? below(draw, 1, SMALL_NUMBERS)), minLength);
  const numbers = integerDomain(digitLimits({ minLength, maxLength }), { minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
  return {
    size: numbers.size,
    random: (draw) => String(numbers.random(draw)),
    distinct: (number, draw) => String(numbers.distinct(number, draw)),
  };
}

const inObject = (number: number): string => JSON.stringify({ number });
const inArray = (number: number): string => JSON.stringify([number]);

/** Spaces after a document are JSON too. */
function documents(text: (draw: Draw, number: number | undefined) => string, minLength: number): Domain {
  return {
    size: UNBOUNDED,
    random: (draw) => text(draw, undefined).padEnd(minLength),
    distinct: (number, draw) => text(draw, number).padEnd(minLength),
  };
}

function write(form: "object" | "array", draw: Draw, number: number | undefined): string {
  const words = [pick(draw, 1, NOUNS), pick(draw, 2, NOUNS)];
  if (form === "array") return JSON.stringify(number === undefined ? words : [...words, number]);
  return JSON.stringify({
    ...(number === undefined ? {} : { number }),
    topic: words[0],
    source: words[1],
    weight: below(draw, 3, 100),
  });
}
