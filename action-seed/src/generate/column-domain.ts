// Chooses where the values of a column come from: by its limits, its declared type and its name, in this order.
import type { Column, Table } from "@libsql-actions/shared/schema/table";
import { blobDomain, vectorDomain } from "./binaries.ts";
import { jsonDomain } from "./json.ts";
import { digitLimits, type Limits, narrow } from "./limits.ts";
import { isMoment, isTruth, jsonForm, plausibleNumbers, textKind, wordsOf } from "./names.ts";
import { BOOLEANS, integerDomain, type Plausible, realDomain } from "./numbers.ts";
import { textDomain } from "./texts.ts";
import { TEXT_FORMS, type TextForm, timeDomain } from "./times.ts";
import { type Domain, listDomain, stored, UNBOUNDED, type Value } from "./value.ts";

/** An INTEGER below this many is seconds since 1970, above it milliseconds. */
const MIN_MILLISECONDS = 100_000_000_000;

/** What SQLite writes after a REAL without decimals: `.0`. */
const POINT_ZERO = 2;

/** The domain of a column, with values as the column stores them; undefined where its type is not known how to fill. */
export function columnDomain(table: Table, column: Column, limits: Limits): Domain | undefined {
  if (column.vector !== undefined) return vectorDomain(column.vector);
  const domain =
    limits.oneOf === undefined ? freeDomain(table, column, limits) : listDomain(allowed(limits.oneOf, limits, column));
  // In a STRICT table an ANY column keeps values as they are (https://sqlite.org/stricttables.html).
  const affinity = table.strict && /^any$/i.test(column.type) ? "BLOB" : column.affinity;
  return {
    size: domain.size,
    random: (draw) => stored(domain.random(draw), affinity),
    distinct: (number, draw) => stored(domain.distinct(number, draw), affinity),
  };
}

function freeDomain(table: Table, column: Column, limits: Limits): Domain {
  const words = wordsOf(column.name);
  const { affinity, type } = column;
  if ((limits.minLength ?? 0) > (limits.maxLength ?? Number.POSITIVE_INFINITY)) return listDomain([]);
  if (/^bool/i.test(type)) return listDomain(allowed([0n, 1n], limits, column));
  if (limits.json || /^json/i.test(type)) return jsonDomain(jsonForm(words) ?? "object", limits);
  const isNumber = limits.minimum !== undefined || limits.maximum !== undefined;
  const isDecimal = /^(dec|num|money|currency)/i.test(type);
  if (
    affinity === "INTEGER" || affinity === "REAL"
      ? isMoment(words)
      : !isNumber && !isDecimal && (isMoment(words) || /^(date|time)/i.test(type))
  )
    return momentDomain(column, words, limits) ?? text(table, column, words, limits);
  switch (affinity) {
    case "INTEGER":
      return isTruth(words) && !isNumber && (limits.minLength ?? 0) <= 1
        ? BOOLEANS
        : integerDomain(digitLimits(limits), plausibleNumbers(words));
    case "REAL":
      return numbers(limits, plausibleNumbers(words), POINT_ZERO);
    case "NUMERIC":
      if (isDecimal) return numbers(limits, { steps: 100, ...plausibleNumbers(words) });
      return isNumber ? integerDomain(digitLimits(limits), plausibleNumbers(words)) : text(table, column, words, limits);
    case "TEXT":
      return text(table, column, words, limits);
    case "BLOB":
      if (type !== "") return blobDomain(limits);
      return isNumber ? numbers(limits, plausibleNumbers(words)) : text(table, column, words, limits);
  }
}

/** Reals; where their length counts, those without decimals, whose length is known. */
function numbers(limits: Limits, plausible: Plausible, suffix = 0): Domain {
  const isMeasured = limits.minLength !== undefined || limits.maxLength !== undefined;
  return isMeasured ? integerDomain(digitLimits(limits, suffix), plausible) : realDomain(limits, plausible);
}

function text(table: Table, column: Column, words: readonly string[], limits: Limits): Domain {
  const form = limits.minLength === undefined && limits.maxLength === undefined ? jsonForm(words) : undefined;
  if (form !== undefined) return jsonDomain(form, limits);
  const declared = /char.*\(\s*(\d{1,9})\s*\)/i.exec(column.type)?.[1];
  const kind = /^(uuid|guid)/i.test(column.type) ? "uuid" : textKind(words, table.name);
  // Hexadecimal digits can look like a number, and a column that is not TEXT would make one of them.
  const safeKind = kind === "hex" && column.affinity !== "TEXT" ? "slug" : kind;
  // SQLite does not enforce a declared length, so a CHECK that wants more overrules it.
  const isDeclared = declared !== undefined && Number(declared) >= (limits.minLength ?? 0);
  return textDomain(safeKind, isDeclared ? narrow(limits, { maxLength: Number(declared) }) : limits);
}

/** Numbers where the column prefers them, text in the form of the column's own DEFAULT otherwise; undefined where no form has the length. */
function momentDomain(column: Column, words: readonly string[], given: Limits): Domain | undefined {
  const fallback = column.default ?? "";
  if (column.affinity === "INTEGER" || column.affinity === "REAL") {
    const limits = digitLimits(given, column.affinity === "REAL" ? POINT_ZERO : 0);
    const isMilliseconds =
      /^(ms|millis)$/.test(words.at(-1) ?? "") ||
      /1000|subsec/i.test(fallback) ||
      (limits.minimum?.value ?? 0) >= MIN_MILLISECONDS;
    return inside(timeDomain(isMilliseconds ? "milliseconds" : "seconds", words), limits, words);
  }
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = given;
  const forms: readonly TextForm[] = [textForm(column, words, fallback), "iso", "sqlite", "iso-milliseconds", "date", "time"];
  const form = forms.find((one) => TEXT_FORMS[one] >= minLength && TEXT_FORMS[one] <= maxLength);
  return form === undefined ? undefined : timeDomain(form, words);
}

/** Points in time, unless the limits speak of other numbers. */
function inside(domain: Domain, limits: Limits, words: readonly string[]): Domain {
  const [low, high] = [limits.minimum?.value ?? Number.NEGATIVE_INFINITY, limits.maximum?.value ?? Number.POSITIVE_INFINITY];
  const probes = [domain.distinct(0, () => 0), domain.random(() => UNBOUNDED - 1)].map(Number);
  return probes.every((probe) => probe > low && probe < high) ? domain : integerDomain(limits, plausibleNumbers(words));
}

function textForm(column: Column, words: readonly string[], fallback: string): TextForm {
  if (/%f/.test(fallback)) return "iso-milliseconds";
  if (/T%H/.test(fallback)) return "iso";
  if (/current_timestamp|datetime\s*\(/i.test(fallback)) return "sqlite";
  if (/current_date|\bdate\s*\(/i.test(fallback) || /^date$/i.test(column.type)) return "date";
  if (/current_time|\btime\s*\(/i.test(fallback) || /^time$/i.test(column.type)) return "time";
  if (/^(datetime|timestamp)/i.test(column.type)) return "sqlite";
  return /^(date|birthday)$/.test(words.at(-1) ?? "") ? "date" : "iso";
}

/** The values of an IN list that the other limits allow, as the column stores them, each once. */
function allowed(values: readonly Value[], limits: Limits, column: Column): Value[] {
  const kept = values.map((value) => stored(value, column.affinity)).filter((value) => isWithin(value, limits));
  return kept.filter((value, index) => kept.indexOf(value) === index);
}

/** In characters as `length()` counts: of a number those of its text. */
function lengthOf(value: Value): number {
  if (value instanceof Uint8Array) return value.byteLength;
  return [...(Number.isInteger(value) ? `${value}.0` : String(value ?? ""))].length;
}

function isWithin(value: Value, { minimum, maximum, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Limits): boolean {
  if (lengthOf(value) < minLength || lengthOf(value) > maxLength) return false;
  if (typeof value !== "number" && typeof value !== "bigint") return true;
  const number = Number(value);
  const isAbove = minimum === undefined || number > minimum.value || (number === minimum.value && !minimum.exclusive);
  return isAbove && (maximum === undefined || number < maximum.value || (number === maximum.value && !maximum.exclusive));
}
