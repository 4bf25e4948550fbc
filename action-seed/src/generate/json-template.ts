// JSON documents after a template: the values that it draws are put into its text.
import type { Drawn, JsonTemplate } from "../spec/spec.ts";
import { branch, type Draw } from "./address.ts";
import { UnusableGenerator } from "./unusable-generator.ts";
import { type Domain, UNBOUNDED, type Value } from "./value.ts";

/** Makes the domain of a generator within a document. */
export type LeafDomain = (generator: Drawn) => Domain;

/** A value within a document. */
interface Leaf {
  readonly domain: Domain;
  readonly write: (value: Value) => string;
  /** The text from here to the next value. */
  after: string;
}

/** The digit of a number that a value stands for. */
interface Digit {
  readonly unit: number;
  readonly base: number;
}

/**
 * Documents are unique by as many of their values as that takes, those with the most possibilities first; the other values are drawn.
 * @throws UnusableGenerator for what JSON cannot hold
 */
export function templateDomain(template: JsonTemplate, leafDomain: LeafDomain): Domain {
  const leaves: Leaf[] = [];
  let before = "";
  for (const piece of piecesOf(template)) {
    const last = leaves.at(-1);
    if (typeof piece !== "string") leaves.push({ domain: leafDomain(piece), write: writerFor(piece), after: "" });
    else if (last === undefined) before += piece;
    else last.after += piece;
  }
  const { size, digits } = numbering(leaves);
  const write = (draw: Draw, value: (leaf: Leaf, own: Draw, index: number) => Value): string => {
    let text = before;
    for (const [index, leaf] of leaves.entries()) text += leaf.write(value(leaf, branch(draw, index + 1), index)) + leaf.after;
    return text;
  };
  return {
    size,
    random: (draw) => write(draw, ({ domain }, own) => domain.random(own)),
    distinct: (number, draw) =>
      write(draw, ({ domain }, own, index) => {
        const digit = digits[index];
        return digit === undefined ? domain.random(own) : domain.distinct(Math.floor(number / digit.unit) % digit.base, own);
      }),
  };
}

/** The text of a template, and in their places the generators of the values that are drawn. */
function* piecesOf(template: JsonTemplate): Generator<string | Drawn> {
  switch (template.kind) {
    case "literal":
      yield template.json;
      break;
    case "drawn":
      yield template.generator;
      break;
    case "array":
      for (const [index, item] of template.items.entries()) {
        yield index === 0 ? "[" : ",";
        yield* piecesOf(item);
      }
      yield template.items.length === 0 ? "[]" : "]";
      break;
    case "object":
      for (const [index, [name, value]] of template.entries.entries()) {
        yield `${index === 0 ? "{" : ","}${JSON.stringify(name)}:`;
        yield* piecesOf(value);
      }
      yield template.entries.length === 0 ? "{}" : "}";
  }
}

function writerFor(generator: Drawn): Leaf["write"] {
  const isBinary =
    generator.generator === "blob" ||
    generator.generator === "vector" ||
    (generator.generator === "enum" && generator.values.some(({ value }) => value instanceof Uint8Array));
  if (isBinary)
    throw new UnusableGenerator(
      `JSON cannot hold the bytes of \`${generator.generator}\`: use another generator in the template.`,
    );
  if (generator.generator === "boolean") return (value) => (value === 1n ? "true" : "false");
  if (generator.generator === "json") return String;
  return jsonOf;
}

/** A real keeps a point or an exponent, by which `json_type` knows it. */
function jsonOf(value: Value): string {
  if (typeof value === "bigint") return String(value);
  const text = JSON.stringify(value);
  return typeof value === "number" && /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** Which digit of a number each value stands for, none where it is not needed, and how many numbers there are. */
function numbering(leaves: readonly Leaf[]): { size: number; digits: (Digit | undefined)[] } {
  const digits: (Digit | undefined)[] = leaves.map(() => undefined);
  let size = leaves.some(({ domain }) => domain.size === 0) ? 0 : 1;
  const largestFirst = leaves.map(({ domain }, index) => ({ base: domain.size, index })).sort((a, b) => b.base - a.base);
  for (const { base, index } of largestFirst)
    if (base > 1 && size > 0 && size < UNBOUNDED) {
      digits[index] = { unit: size, base };
      size = Math.min(UNBOUNDED, size * base);
    }
  return { size, digits };
}
