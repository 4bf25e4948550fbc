// Every generator with its options: the one place that says how they are written.
import { quote } from "@libsql-actions/shared/inputs/quote";
import * as v from "valibot";
import { MAX_CLUSTERS, MAX_DECIMALS, MAX_DIMENSIONS, MAX_WORDS } from "../generate/limits.ts";
import { template } from "./json-template.ts";
import { literal, readLiteral } from "./literal-value.ts";
import type { Raw } from "./raw.ts";
import { isMapping } from "./raw.ts";
import { choice, countOrRange, declared, duration, lengthRange, numberOf, real, text, time, whole } from "./scalar-schemas.ts";
import { type Complaint, type Entries, either, fields, kindOf, listOf, optional, ruled, type Schema } from "./schema-kinds.ts";
import type { DatetimeFormat, Drawn, Generator, ReferenceDistribution, TextKind, Weighted } from "./spec.ts";

/** What a file declares for its columns to name; undefined where that cannot be known. */
export interface Names {
  readonly lists: readonly string[] | undefined;
  /** The fields of each group. */
  readonly groups: ReadonlyMap<string, readonly string[]> | undefined;
}

export type GeneratorName = Generator["generator"];
type OptionedName = Exclude<GeneratorName, TextKind>;

/** The member of a union that a name belongs to. */
type Named<N, G = Generator> = G extends { readonly generator: infer M } ? (N extends M ? G : never) : never;
type Options<N> = Entries<Omit<Named<N>, "generator">>;

const DATETIME_FORMATS: readonly DatetimeFormat[] = ["iso", "iso-milliseconds", "sqlite", "seconds", "milliseconds"];
const REFERENCE_DISTRIBUTIONS: readonly ReferenceDistribution[] = ["uniform", "skewed", "one-to-one"];
const NUMBER_DISTRIBUTIONS = ["uniform", "normal", "zipf"] as const;

const MAX_CHARACTERS = 1_000_000;
/** A cell of a request is larger than a server takes above this. */
const MAX_BLOB_BYTES = 4 * 1024 * 1024;
const MAX_EXPONENT = 10;
const MAX_WEIGHT = 1_000_000_000;

/** The options of every generator but those of `TEXT_KINDS`, which have `textOptions`. */
export function generatorOptions(names: Names, drawn: () => Schema<Drawn>): { readonly [N in OptionedName]: Options<N> } {
  const groupNames = names.groups && [...names.groups.keys()];
  return {
    sequence: {
      start: optional(whole(), "The first number: 1 where it is not given."),
      step: optional(whole(), "What is added from row to row: 1 where it is not given. Not 0."),
    },
    ordinal: { start: optional(whole(), "The number of a parent's first row: 1 where it is not given.") },
    reference: {
      to: optional(text("the name of a table"), "The table. Not needed where the schema has a foreign key."),
      distribution: optional(choice("distribution of references", REFERENCE_DISTRIBUTIONS), "How often rows are referred to."),
      exponent: optional(real({ above: 0, maximum: MAX_EXPONENT }), "For `skewed`: the higher, the more go to the first rows."),
    },
    group: { group: declared("a group", groupNames), field: text("the name of a field of the group") },
    template: { template: text("a text with ${column} in it") },
    value: { value: literal() },
    integer: {
      ...numberOptions(whole()),
      step: optional(whole({ minimum: 1 }), "The distance of the values, from the minimum on."),
    },
    real: {
      ...numberOptions(real()),
      decimals: optional(whole({ minimum: 0, maximum: MAX_DECIMALS }), "Digits after the point."),
    },
    boolean: { share: optional(real({ minimum: 0, maximum: 1 }), "The share of ones, from 0 to 1.") },
    enum: { values: weightedValues() },
    datetime: {
      ...timeOptions("datetime"),
      format: optional(choice("format", DATETIME_FORMATS), "What the column holds: a text of one of three forms, or a number."),
    },
    date: timeOptions("date"),
    time: timeOptions("time"),
    uuid: { version: optional(numberOf([4, 7]), "4 is random, 7 begins with a time.") },
    blob: { bytes: optional(countOrRange(MAX_BLOB_BYTES), "How many bytes.") },
    pattern: { pattern: text("a pattern, such as `[A-Z]{3}-\\d{4}`") },
    json: {
      template: optional(template(drawn), "A document; a mapping with the key `generator` in it is drawn."),
      ...textOptions(),
    },
    vector: {
      dimensions: optional(whole({ minimum: 1, maximum: MAX_DIMENSIONS }), "Not needed where the column's type has them."),
      element: optional(choice("element", ["float32", "float64"])),
      clusters: optional(whole({ minimum: 1, maximum: MAX_CLUSTERS }), "How many centres the vectors lie around."),
    },
    list: { list: declared("a list", names.lists), ...textOptions() },
    sentence: { words: optional(countOrRange(MAX_WORDS), "How many words."), ...textOptions() },
    paragraph: { sentences: optional(countOrRange(MAX_WORDS), "How many sentences."), ...textOptions() },
    phone: { format: optional(text("a format, such as `+1 ###-###-####`"), "Each # is a digit."), ...textOptions() },
  };
}

/** The options that all generators of text have. */
export function textOptions(): Options<TextKind> {
  return { length: optional(lengthRange(MAX_CHARACTERS), "The length in characters.") };
}

function numberOptions(number: Schema<number>): Omit<Options<"integer">, "step"> {
  return {
    minimum: optional(number, "The least value."),
    maximum: optional(number, "The greatest value."),
    distribution: optional(choice("distribution of numbers", NUMBER_DISTRIBUTIONS)),
    mean: optional(real(), "For `normal`."),
    deviation: optional(real({ above: 0 }), "For `normal`: the standard deviation."),
    exponent: optional(real({ above: 0, maximum: MAX_EXPONENT }), "For `zipf`: the higher, the more are near the minimum."),
  };
}

function timeOptions(kind: "datetime" | "date" | "time"): Options<"date"> {
  return {
    from: optional(time(kind), "The first that can come."),
    to: optional(time(kind), "The end, which is not reached."),
    step: optional(duration(), "The distance of the values, such as `1h`."),
  };
}

/** A list of values, or of `{value, weight}`; or a mapping of values to weights. */
function weightedValues(): Schema<readonly Weighted[]> {
  const weight = real({ above: 0, maximum: MAX_WEIGHT });
  const pair = fields<Weighted>("a value with its weight", { value: literal(), weight });
  const bare: Schema<Weighted> = kindOf("unknown", {}, (input, { read }) => ({ value: read(literal(), input), weight: 1 }));
  const item: Schema<Weighted> = kindOf("union", { options: [pair, bare] }, (input, { read }) =>
    read(isMapping(input) && (input.has("weight") || (input.has("value") && input.size === 1)) ? pair : bare, input),
  );
  const byWeight: Schema<readonly Weighted[]> = kindOf("record", { key: v.string(), value: weight }, (input, { read, refuse }) =>
    [...(isMapping(input) ? input : [])].map(([key, part]) => ({
      value: readLiteral(key as Raw, refuse),
      weight: read(weight, part, key),
    })),
  );
  const values = either<readonly Weighted[]>("a list of values, or a mapping of values to weights", {
    list: listOf("values", item),
    mapping: byWeight,
  });
  return ruled(values, (given) => (given.length === 0 ? [["There are no values. Give at least one."]] : twins(given)));
}

/** The values that stand in a list more than once. */
function twins(values: readonly Weighted[]): Complaint[] {
  const seen = new Set<string>();
  return values.flatMap(({ value }, index): Complaint[] => {
    const key = value instanceof Uint8Array ? Buffer.from(value).toString("hex") : String(value);
    const typed = `${value === null ? "null" : typeof value} ${key}`;
    const isTwice = seen.has(typed);
    seen.add(typed);
    return isTwice ? [[`The value ${quote(key)} stands here twice. Give it once, with a weight.`, index]] : [];
  });
}
