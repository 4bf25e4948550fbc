// Schemas of single values: numbers, texts, words of a fixed set, ranges, times and durations.
import { parseDuration } from "@libsql-actions/shared/inputs/duration";
import { quote } from "@libsql-actions/shared/inputs/quote";
import * as v from "valibot";
import { readDate, readMoment, readTimeOfDay, whyNoTime } from "./moments.ts";
import { show } from "./raw.ts";
import { either, fields, kindOf, ruled, type Schema } from "./schema-kinds.ts";
import type { Range } from "./spec.ts";
import { allowedOf } from "./suggestion.ts";

/** A number, whether it is written with a point or without. @param allowed for messages, such as `a number from 0 to 1` */
function numeric(allowed: string, isRight = isNumber): Schema<number> {
  return kindOf("number", {}, (input, { refuse }) => {
    if (!isRight(input)) refuse(`${show(input)} cannot stand here. Allowed: ${allowed}.`);
    return Number(input);
  });
}

function isNumber(input: unknown): boolean {
  return typeof input === "number" || typeof input === "bigint";
}

/** Whether an integer stays what it is as a double. */
function isExact(input: unknown): boolean {
  return typeof input === "bigint" ? Number.isSafeInteger(Number(input)) : isNumber(input);
}

interface Limits {
  readonly minimum?: number;
  readonly maximum?: number;
  /** A lower limit that is not reached itself. */
  readonly above?: number;
}

/** Any finite number within limits. */
export function real({
  minimum = Number.NEGATIVE_INFINITY,
  maximum = Number.POSITIVE_INFINITY,
  above,
}: Limits = {}): Schema<number> {
  const least = above === undefined ? (Number.isFinite(minimum) ? ` from ${minimum}` : "") : ` above ${above}`;
  const allowed = `a number${least}${Number.isFinite(maximum) ? ` to ${maximum}` : ""}`;
  const message = ({ input }: { input: unknown }) => `${show(input)} cannot stand here. Allowed: ${allowed}.`;
  // An infinite limit is none to JSON Schema.
  const actions = [
    above === undefined ? [] : [v.gtValue(above, message)],
    Number.isFinite(minimum) ? [v.minValue(minimum, message)] : [],
    Number.isFinite(maximum) ? [v.maxValue(maximum, message)] : [],
  ].flat();
  return piped(numeric(allowed), actions);
}

/** A whole number within limits, at most those within which every whole number is exact. */
export function whole({ minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER }: Limits = {}): Schema<number> {
  const allowed = `a whole number from ${minimum} to ${maximum}`;
  const message = ({ input }: { input: unknown }) => `${show(input)} cannot stand here. Allowed: ${allowed}.`;
  return piped(numeric(allowed, isExact), [v.integer(message), v.minValue(minimum, message), v.maxValue(maximum, message)]);
}

/** One of a few numbers. */
export function numberOf<const T extends number>(options: readonly T[]): Schema<T> {
  const allowed = options.join(", ");
  const message = ({ input }: { input: unknown }) => `${show(input)} cannot stand here. Allowed: ${allowed}.`;
  return piped(numeric(allowed), [v.values(options, message)]) as Schema<T>;
}

function piped<T>(schema: Schema<T>, actions: readonly unknown[]): Schema<T> {
  const [first, ...others] = [schema, ...actions] as [Schema<T>, ...v.GenericPipeItem[]];
  return v.pipe(first, ...(others as [])) as Schema<T>;
}

/** A text that is not empty. @param what for messages, such as `the name of a table` */
export function text(what: string): Schema<string> {
  return v.pipe(
    v.string(
      ({ input }) =>
        `${show(input)} is no text. Give ${what}${isNumber(input) || typeof input === "boolean" ? " in quotes" : ""}.`,
    ),
    v.nonEmpty(`The text is empty. Give ${what}.`),
  );
}

/** One of the names that the file declares. @param names undefined where they cannot be known */
export function declared(what: string, names: readonly string[] | undefined): Schema<string> {
  return ruled(text(`the name of ${what}`), (name) =>
    names === undefined || names.includes(name) ? [] : [[`${quote(name)} is no name of ${what}. ${allowedOf(name, names)}`]],
  );
}

/** One of the words of a fixed set. @param what for messages, such as `format` */
export function choice<const T extends string>(what: string, options: readonly T[]): Schema<T> {
  return v.picklist(options, ({ input }) => `${show(input)} is no ${what}. ${allowedOf(String(input), options)}`);
}

/** `{minimum, maximum}` in whole numbers; both ends count. */
export function range(maximum: number): Schema<Range> {
  const both = fields<Range>("a range", { minimum: whole({ minimum: 0, maximum }), maximum: whole({ minimum: 0, maximum }) });
  return ruled(both, ordered);
}

/** Refuses a lower limit above the upper one. */
export function ordered({
  minimum,
  maximum,
}: {
  readonly minimum?: number;
  readonly maximum?: number;
}): readonly [string, string][] {
  if (minimum === undefined || maximum === undefined || minimum <= maximum) return [];
  return [[`The maximum ${maximum} is below the minimum ${minimum}. Swap them.`, "maximum"]];
}

/** A number or a range. */
export function countOrRange(maximum: number): Schema<number | Range> {
  const allowed = "a number or {minimum, maximum}";
  return either<number | Range>(allowed, { number: whole({ minimum: 0, maximum }), mapping: range(maximum) });
}

/** A length: a number stands for a range of that one length. */
export function lengthRange(maximum: number): Schema<Range> {
  const one = v.pipe(
    whole({ minimum: 0, maximum }),
    v.transform((length): Range => ({ minimum: length, maximum: length })),
  );
  return either<Range>("a number or {minimum, maximum}", { number: one, mapping: range(maximum) });
}

/** A duration such as `1h` in milliseconds. */
export function duration(): Schema<number> {
  return kindOf("string", {}, (input, { refuse }) => {
    const given = typeof input === "string" ? parseDuration(input) : undefined;
    // Fractions of a unit are exact in milliseconds but for what floating point leaves behind.
    const rounded = Math.round(given ?? 0);
    if (given === undefined || rounded < 1 || Math.abs(given - rounded) > 1e-4)
      refuse(`${show(input)} is no duration. Allowed: a number above 0 with a unit (ms, s, m, h, d), such as \`30m\`.`);
    return rounded;
  });
}

const TIME_READERS = { datetime: readMoment, date: readDate, time: readTimeOfDay } as const;

/** A point in time in milliseconds since 1970 in UTC; a time of day in milliseconds since midnight. */
export function time(kind: keyof typeof TIME_READERS): Schema<number> {
  return kindOf("string", {}, (input, { refuse }) => {
    const milliseconds = typeof input === "string" ? TIME_READERS[kind](input) : undefined;
    if (milliseconds === undefined) refuse(whyNoTime(kind, input));
    return milliseconds ?? 0;
  });
}
