// Texts that have the form which CHECKs ask for: of the kind that the column would hold anyway, else of a pattern.
import { addressKey, drawsOf } from "../generate/address.ts";
import { domainOf } from "../generate/domain-of.ts";
import { UnusableGenerator } from "../generate/unusable-generator.ts";
import type { Domain } from "../generate/value.ts";
import type { ColumnSpec, Drawn, Range } from "../spec/spec.ts";
import type { Limits } from "./limits.ts";

/** How many values tell whether all that a generator gives have a form. */
const SAMPLED_TEXTS = 50;
/** So many different texts are enough for any table. */
const MANY_TEXTS = 100_000_000;
const NOWHERE = { key: addressKey("forms"), lists: new Map(), vector: undefined };

/**
 * @param isKey whether different rows need different values
 * @param texts what the column would hold without CHECKs on its form
 * @returns the first that keeps all forms; `texts` where nothing does: the database has the last word
 */
export function inForm(texts: Drawn, { forms = [] }: Limits, length: Range | undefined, isKey: boolean): ColumnSpec {
  if (forms.length === 0) return texts;
  const patterns = forms.map((form) => form.pattern(length, isKey)).filter((pattern) => pattern !== undefined);
  const candidates = [texts, ...patterns.map((pattern): Drawn => ({ generator: "pattern", pattern }))];
  const isKept = (text: string) =>
    (length === undefined || (text.length >= length.minimum && text.length <= length.maximum)) &&
    forms.every((form) => form.matches(text));
  return candidates.find((candidate) => samplesOf(candidate, isKey).every(isKept)) ?? texts;
}

/** Whether all that a generator gives has such a length, and is enough for a column whose rows differ. */
export function isPossible(texts: Drawn, length: Range | undefined, isKey: boolean): boolean {
  if (isKey && (attempted(() => domainOf(texts, NOWHERE))?.size ?? 0) < MANY_TEXTS) return false;
  return samplesOf(texts, isKey).every(
    (text) => length === undefined || (text.length >= length.minimum && text.length <= length.maximum),
  );
}

/** An empty text for what cannot be generated: it has hardly any form. */
function samplesOf(spec: Drawn, isKey: boolean): string[] {
  const domain = attempted(() => domainOf(spec, NOWHERE));
  if (domain === undefined || domain.size === 0) return [""];
  return Array.from({ length: SAMPLED_TEXTS }, (_, index) => {
    const draw = drawsOf(NOWHERE.key, index);
    return String(isKey ? domain.distinct(index % domain.size, draw) : domain.random(draw));
  });
}

function attempted(work: () => Domain): Domain | undefined {
  try {
    return work();
  } catch (problem) {
    if (problem instanceof UnusableGenerator) return undefined;
    throw problem;
  }
}
