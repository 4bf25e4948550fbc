// What the options of a generator must have to do with each other, as far as that needs no database.

import { quote } from "@libsql-actions/shared/inputs/quote";
import { DAY_MS, SECOND_MS } from "../milliseconds.ts";
import type { Names } from "./generator-schemas.ts";
import { ordered } from "./scalar-schemas.ts";
import type { Complaint } from "./schema-kinds.ts";
import type { ColumnSpec, DatetimeFormat, Generator, Numbers, Times } from "./spec.ts";
import { allowedOf } from "./suggestion.ts";

const FORMATS_WITH_MILLISECONDS: ReadonlySet<DatetimeFormat> = new Set(["iso-milliseconds", "milliseconds"]);

/** What is wrong with a generator, wherever it stands. */
export function generatorComplaints(spec: Generator, { groups }: Names): readonly Complaint[] {
  switch (spec.generator) {
    case "group": {
      const fields = groups?.get(spec.group) ?? [spec.field];
      const message = `${quote(spec.field)} is no field of the group ${quote(spec.group)}. ${allowedOf(spec.field, fields)}`;
      return fields.includes(spec.field) ? [] : [[message, "field"]];
    }
    case "sequence":
      return spec.step === 0 ? [["A sequence with a step of 0 never moves. Allowed: any other whole number.", "step"]] : [];
    case "reference":
      return spec.exponent !== undefined && spec.distribution !== "skewed"
        ? [["An exponent is for `distribution: skewed` alone. Leave it out, or give that.", "exponent"]]
        : [];
    case "integer":
      return [...numberComplaints(spec), ...tooWide(spec)];
    case "real":
      return numberComplaints(spec);
    case "datetime":
      return timeComplaints(spec, FORMATS_WITH_MILLISECONDS.has(spec.format ?? "iso") ? 1 : SECOND_MS);
    case "date":
      return timeComplaints(spec, DAY_MS);
    case "time":
      return timeComplaints(spec, SECOND_MS);
    case "json":
      return spec.template !== undefined && spec.length !== undefined
        ? [["A document with a `template` has the length that comes of it. Leave `length` out.", "length"]]
        : [];
    case "phone":
      return spec.format === undefined || spec.format.includes("#")
        ? []
        : [["The format has no place for a digit. Put a # where each is to stand, as in `+1 ###-###-####`.", "format"]];
    default:
      return [];
  }
}

function numberComplaints(spec: Numbers): Complaint[] {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY, distribution = "uniform", mean } = spec;
  const found: Complaint[] = [...ordered(spec)];
  for (const [option, owner] of [
    ["mean", "normal"],
    ["deviation", "normal"],
    ["exponent", "zipf"],
  ] as const)
    if (spec[option] !== undefined && distribution !== owner)
      found.push([`\`${option}\` is for \`distribution: ${owner}\` alone. Leave it out, or give that.`, option]);
  if (mean !== undefined && distribution === "normal" && (mean < minimum || mean > maximum))
    found.push([`The mean ${mean} lies outside of the limits. Allowed: a number from the minimum to the maximum.`, "mean"]);
  return found;
}

/** Numbers are counted from the minimum on, and a count is exact up to 2^53. */
function tooWide({ minimum = 0, maximum = 0 }: Numbers): Complaint[] {
  return maximum - minimum <= Number.MAX_SAFE_INTEGER
    ? []
    : [["From minimum to maximum are more numbers than 2^53. Bring them closer together.", "maximum"]];
}

/** @param unit the shortest time that the values can differ by, in milliseconds */
function timeComplaints({ from, to, step }: Times, unit: number): Complaint[] {
  const found: Complaint[] = [];
  if (from !== undefined && to !== undefined && from >= to)
    found.push(["The end is not after the start; the end itself is not reached. Give a later `to`.", "to"]);
  if (step !== undefined && step % unit !== 0)
    found.push([
      `The values have no part as small as this step. Allowed: a multiple of ${unit === DAY_MS ? "1d" : "1s"}.`,
      "step",
    ]);
  for (const [option, time] of [
    ["from", from],
    ["to", to],
  ] as const)
    if (time !== undefined && time % unit !== 0)
      found.push(["The values have no milliseconds. Give whole seconds, or the format `iso-milliseconds`.", option]);
  return found;
}

/** What is wrong with a column beyond its generator: what can be drawn with weights cannot be unique as well. */
export function columnComplaints(spec: ColumnSpec): readonly Complaint[] {
  if (spec.unique !== true) return [];
  const why = cannotBeUnique(spec);
  return why === undefined ? [] : [[`${why} Leave out \`unique\`, or that.`, "unique"]];
}

function cannotBeUnique(spec: ColumnSpec): string | undefined {
  switch (spec.generator) {
    case "value":
      return spec.value === null ? undefined : "A column with one `value` for all rows cannot be unique.";
    case "enum":
      return new Set(spec.values.map(({ weight }) => weight)).size > 1
        ? "Unique values come once each, so they cannot have weights."
        : undefined;
    case "boolean":
      return spec.share === undefined ? undefined : "Unique values come once each, so they cannot have a `share`.";
    case "integer":
    case "real":
      return (spec.distribution ?? "uniform") === "uniform"
        ? undefined
        : `Unique values come once each, so they cannot have the distribution \`${spec.distribution}\`.`;
    case "reference":
      return spec.distribution === "skewed" ? "Unique references cannot be skewed; `one-to-one` is unique." : undefined;
    default:
      return undefined;
  }
}
