// Says where the values of a column come from when nobody else does: by its limits, its declared type and its name, in this order.
import type { Column, Table } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { stored, type Value } from "../generate/value.ts";
import { Unsatisfiable } from "../plan/unsatisfiable.ts";
import type { ColumnSpec } from "../spec/spec.ts";
import { readChecks } from "./checks.ts";
import { inForm } from "./in-form.ts";
import { type KeyKind, keysOf } from "./keys.ts";
import { digitLimits, type Limits, MAX_DIGITS, POINT_ZERO } from "./limits.ts";
import { momentsOf } from "./moments.ts";
import { isMoment, isTruth, wordsOf } from "./names.ts";
import { namedNumbers, type Plausible, plausibleNumbers } from "./number-names.ts";
import { integersOf, realsOf } from "./numbers.ts";
import { jsonOf, rangeOf, textOf } from "./texts.ts";

/** The share of NULLs in a column that can hold them. */
const NULL_SHARE = 0.1;
const BLOB_BYTES = 16;
const TRUTHS: readonly Value[] = [0n, 1n];

/** A table with what its CHECKs and keys say of its columns: read once for all of them. */
export interface DerivedTable {
  /** @throws an `Unsatisfiable` that names table and column, where no value can be generated and none may be missing */
  column(column: Column): ColumnSpec;
  /** The same for a column of a foreign key that does not take its values from the rows referred to. */
  own(column: Column): ColumnSpec;
}

/** Makes ready to derive the columns of a table. */
export function deriveTable(table: Table): DerivedTable {
  const { limits } = readChecks(table.checks, table.columns);
  const keys = keysOf(table);
  const references = new Set(table.foreignKeys.flatMap(({ columns }) => columns));
  const sharesOf = (column: Column) => {
    const isPresent = column.notNull || keys.has(column.name) || limits.get(foldIdentifier(column.name))?.present;
    return isPresent ? {} : { nullable: NULL_SHARE };
  };
  const own = (column: Column): ColumnSpec => {
    const found = specOf(table, column, limits.get(foldIdentifier(column.name)) ?? {}, keys.get(column.name));
    if (typeof found !== "string") return { ...found, ...sharesOf(column) };
    if (!column.notNull) return { generator: "value", value: null };
    throw new Unsatisfiable(`${table.name}.${column.name}: ${found}, and it is NOT NULL.`);
  };
  const column = (one: Column): ColumnSpec =>
    references.has(one.name) ? { generator: "reference", ...sharesOf(one) } : own(one);
  return { column, own };
}

/** A spec, or why there is none. */
function specOf(table: Table, column: Column, limits: Limits, key: KeyKind | undefined): ColumnSpec | string {
  if (column.vector !== undefined) {
    const { element, dimensions } = column.vector;
    if ((element === "float32" || element === "float64") && dimensions > 0) return { generator: "vector" };
    return `values of the type ${column.type} cannot be generated`;
  }
  const found = limits.oneOf === undefined ? freeSpec(table, column, limits, key) : enumOf(limits.oneOf, limits, column);
  return found ?? "no value meets its CHECKs";
}

function freeSpec(table: Table, column: Column, limits: Limits, key: KeyKind | undefined): ColumnSpec | undefined {
  const isKey = key !== undefined;
  const words = wordsOf(column.name);
  const { affinity, type } = column;
  if ((limits.minLength ?? 0) > (limits.maxLength ?? Number.POSITIVE_INFINITY)) return undefined;
  if (/^(bool|bit$|tinyint\s*\(1\))/i.test(type)) return truths(column, limits);
  if (limits.json || /^json/i.test(type)) return limits.maxLength === 0 ? undefined : jsonOf(words, limits);
  const isNumber = limits.minimum !== undefined || limits.maximum !== undefined;
  const isDecimal = /^(dec|num|money|currency)/i.test(type);
  const isTime =
    affinity === "INTEGER" || affinity === "REAL"
      ? isMoment(words)
      : !isNumber && !isDecimal && (isMoment(words) || /^(date|time)/i.test(type) || limits.moment !== undefined);
  const moments = isTime ? momentsOf(column, words, limits, key) : undefined;
  if (moments !== undefined) return inForm(moments, limits, undefined, isKey);
  const text = () => inForm(textOf(table, column, words, limits, isKey), limits, rangeOf(limits), isKey);
  const integers = () => integersOf(digitLimits(limits), plausibleNumbers(words), isKey);
  switch (affinity) {
    case "INTEGER":
      return isTruth(words) && !isNumber && (limits.minLength ?? 0) <= 1 ? truths(column, limits) : integers();
    case "REAL":
      return numbers(limits, plausibleNumbers(words), isKey, POINT_ZERO);
    case "NUMERIC":
      if (isDecimal) return numbers(limits, declared(type, { decimals: 2, ...plausibleNumbers(words) }), isKey);
      return isNumber || namedNumbers(words) !== undefined ? integers() : text();
    case "TEXT":
      return text();
    case "BLOB":
      if (type !== "") return { generator: "blob", bytes: lengthOf(limits, BLOB_BYTES) };
      return isNumber || namedNumbers(words) !== undefined ? numbers(limits, plausibleNumbers(words), isKey) : text();
  }
}

/** `DECIMAL(p, s)` has p digits, s of them behind the point. */
function declared(type: string, plausible: Plausible): Plausible {
  const [, digits, decimals = "0"] = /\(\s*(\d{1,2})\s*(?:,\s*(\d{1,2})\s*)?\)/.exec(type) ?? [];
  const [before, behind] = [Number(digits) - Number(decimals), Number(decimals)];
  if (digits === undefined || before < 1 || before + behind > MAX_DIGITS) return plausible;
  const maximum = Math.min(plausible.maximum, Number("9".repeat(before)));
  return { minimum: Math.min(plausible.minimum, maximum), maximum, decimals: behind };
}

/** Reals; where their length counts, those without decimals, whose length is known. */
function numbers(limits: Limits, plausible: Plausible, isKey: boolean, suffix = 0): ColumnSpec | undefined {
  const isMeasured = limits.minLength !== undefined || limits.maxLength !== undefined;
  return isMeasured ? integersOf(digitLimits(limits, suffix), plausible, isKey) : realsOf(limits, plausible, isKey);
}

function truths(column: Column, limits: Limits): ColumnSpec | undefined {
  const allowed = TRUTHS.filter((value) => isWithin(value, limits));
  if (allowed.length === TRUTHS.length) return { generator: "boolean" };
  return enumOf(allowed, limits, column);
}

function lengthOf({ minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Limits, usual: number): number {
  return Math.max(minLength, Math.min(maxLength, usual));
}

/** The values of an IN list that the other limits allow, as the column stores them, each once. */
function enumOf(values: readonly Value[], limits: Limits, column: Column): ColumnSpec | undefined {
  const kept = values.map((value) => stored(value, column.affinity)).filter((value) => isWithin(value, limits));
  const distinct = kept.filter((value, index) => kept.indexOf(value) === index);
  return distinct.length === 0 ? undefined : { generator: "enum", values: distinct.map((value) => ({ value, weight: 1 })) };
}

/** In characters as `length()` counts: of a number those of its text. */
function charactersOf(value: Value): number {
  if (value instanceof Uint8Array) return value.byteLength;
  return [...(Number.isInteger(value) ? `${value}.0` : String(value ?? ""))].length;
}

function isWithin(value: Value, { minimum, maximum, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Limits): boolean {
  if (charactersOf(value) < minLength || charactersOf(value) > maxLength) return false;
  if (typeof value !== "number" && typeof value !== "bigint") return true;
  const number = Number(value);
  const isAbove = minimum === undefined || number > minimum.value || (number === minimum.value && !minimum.exclusive);
  return isAbove && (maximum === undefined || number < maximum.value || (number === maximum.value && !maximum.exclusive));
}
