// One of given values, each as often as its weight says.
import type { Drawn, Weighted } from "../spec/spec.ts";
import { below, type Draw, drawn, TWO_32 } from "./address.ts";
import { lower } from "./ascii.ts";
import type { Domain, Value } from "./value.ts";

/** Unique values are the given ones without repetition, whatever their weights. */
export function enumDomain({ values }: Extract<Drawn, { generator: "enum" }>): Domain {
  const all = values.map(({ value }) => value);
  const different = withoutRepetition(all);
  const isEven = values.every(({ weight }) => weight === values[0]?.weight);
  const chosen = isEven ? (draw: Draw): number => below(draw, 1, all.length) : weightedIndex(values);
  return {
    size: different.length,
    random: (draw) => all[chosen(draw)] ?? null,
    distinct: (number) => different[number] ?? null,
  };
}

/** Finds the first value whose weight, with those of all before it, is above a random share of the whole. */
function weightedIndex(values: readonly Weighted[]): (draw: Draw) => number {
  const ends = new Float64Array(values.length);
  let total = 0;
  for (const [index, { weight }] of values.entries()) {
    total += weight;
    ends[index] = total;
  }
  const scale = total / TWO_32;
  const last = values.length - 1;
  return (draw) => {
    const share = drawn(draw, 1) * scale;
    let [low, high] = [0, last];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ends[middle] ?? 0) > share) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** Values that a UNIQUE column would call equal count once: 1 and 1.0, and texts that differ in the case of ASCII letters alone. */
function withoutRepetition(values: readonly Value[]): Value[] {
  const seen = new Map<string, Value>();
  for (const value of values) {
    const key = identity(value);
    if (!seen.has(key)) seen.set(key, value);
  }
  return [...seen.values()];
}

function identity(value: Value): string {
  if (typeof value === "string") return `text ${lower(value)}`;
  if (value instanceof Uint8Array) return `blob ${Buffer.from(value).toString("hex")}`;
  if (typeof value === "number" && Number.isInteger(value)) return `number ${BigInt(value)}`;
  return value === null ? "null" : `number ${value}`;
}
