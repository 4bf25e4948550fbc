// Reads one condition of a CHECK: what it demands of the one column that it is about.
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { Lexeme } from "@libsql-actions/shared/sql/lexemes";
import { globForm, LOWER_FORM, likeForm, notGlobForm, notLikeForm, UPPER_FORM } from "./forms.ts";
import type { Form, Limits } from "./limits.ts";
import { is, literalOf } from "./literal.ts";

export interface Demand {
  /** Folded. */
  readonly column: string;
  readonly limits: Limits;
  /** Whether the limits say all that is demanded. */
  readonly isWhole: boolean;
}

/** The column of `column IS NULL`. */
export function isNullTest(parts: readonly Lexeme[]): string | undefined {
  const isTest =
    (parts.length === 3 && is(parts[1], "IS") && is(parts[2], "NULL")) || (parts.length === 2 && is(parts[1], "ISNULL"));
  return isTest ? nameOf(parts[0]) : undefined;
}

/** One condition on one column; undefined when it is not understood. */
export function conditionOf(parts: Lexeme[]): Demand | undefined {
  const subject = subjectOf(parts);
  if (subject === undefined) return flipped(parts);
  const { column, called, rest } = subject;
  switch (called) {
    case undefined:
      return ownDemand(column, rest) ?? valueDemand(column, rest);
    case "length":
      return whole(column, lengthLimits(rest));
    case "abs":
      return whole(column, absoluteLimits(rest));
    case "json_valid":
      return rest.length === 0 || (is(rest[0], "=") && rest[1]?.value === "1") ? whole(column, { json: true }) : undefined;
    case "trim":
      return literalOf(rest.slice(1)) === "" && isUnequal(rest[0])
        ? { column, limits: { minLength: 1 }, isWhole: false }
        : undefined;
    default:
      return sameDemand(called, column, rest);
  }
}

function whole(column: string, limits: Limits | undefined): Demand | undefined {
  return limits === undefined ? undefined : { column, limits, isWhole: true };
}

type Moment = NonNullable<Limits["moment"]>;
/** The functions that give a moment back as it is, and the formats of `strftime()`. */
const MOMENTS: Readonly<Record<string, Moment>> = {
  date: "date",
  datetime: "sqlite",
  time: "time",
  "%Y-%m-%d": "date",
  "%F": "date",
  "%H:%M:%S": "time",
  "%T": "time",
  "%Y-%m-%d %H:%M:%S": "sqlite",
  "%Y-%m-%dT%H:%M:%SZ": "iso",
  "%Y-%m-%dT%H:%M:%fZ": "iso-milliseconds",
};
const FUNCTIONS = new Set(["length", "abs", "json_valid", "trim", "upper", "lower", "date", "datetime", "time"]);

/** `column` or a function of it at the start of a condition, and what follows it. */
function subjectOf(parts: Lexeme[]): { column: string; called: string | undefined; rest: Lexeme[] } | undefined {
  const called = parts[0]?.kind === "word" && is(parts[1], "(") && is(parts[3], ")") ? parts[0].value.toLowerCase() : undefined;
  const column = nameOf(parts[called === undefined ? 0 : 2]);
  if (column === undefined || (called !== undefined && !FUNCTIONS.has(called))) return undefined;
  return { column, called, rest: parts.slice(called === undefined ? 1 : 4) };
}

/** `upper(column) = column`, `date(column) IS NOT NULL` and the like. */
function sameDemand(called: string, column: string, rest: Lexeme[]): Demand | undefined {
  const isSame = isEqual(rest[0]) && nameOf(rest[1]) === column && rest.length === 2;
  if (called === "upper" || called === "lower")
    return isSame ? { column, limits: { forms: [called === "upper" ? UPPER_FORM : LOWER_FORM] }, isWhole: false } : undefined;
  const moment = MOMENTS[called];
  return moment !== undefined && (isSame || isNotNull(rest)) ? { column, limits: { moment }, isWhole: false } : undefined;
}

/** `column = upper(column)` and the like. */
function ownDemand(column: string, rest: Lexeme[]): Demand | undefined {
  if (is(rest[0], "%")) return multipleDemand(column, rest);
  if (!isEqual(rest[0])) return undefined;
  const format = is(rest[1], "STRFTIME") && rest[3]?.kind === "text" && nameOf(rest[5]) === column && rest.length === 7;
  const moment = format ? MOMENTS[rest[3]?.value ?? ""] : undefined;
  if (moment !== undefined) return { column, limits: { moment }, isWhole: false };
  const other = subjectOf(rest.slice(1));
  if (other?.called === undefined || other.column !== column || other.rest.length > 0) return undefined;
  const sign = rest[0] as Lexeme;
  return /^(upper|lower|date|datetime|time)$/.test(other.called)
    ? sameDemand(other.called, column, [sign, { ...sign, kind: "name", value: column }])
    : undefined;
}

/** `column % 5 = 0` */
function multipleDemand(column: string, rest: Lexeme[]): Demand | undefined {
  const [of, left] = [number(rest.slice(1, 2)), number(rest.slice(3))];
  if (of === undefined || left === undefined || !isEqual(rest[2]) || !(of > 0 && left >= 0 && left < of)) return undefined;
  if (!Number.isSafeInteger(of) || !Number.isSafeInteger(left)) return undefined;
  return { column, limits: { multiple: { of, rest: left } }, isWhole: false };
}

const FLIPPED: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "==": "==" };

/** `0 <= column` is `column >= 0`. */
function flipped(parts: Lexeme[]): Demand | undefined {
  const at = parts.findIndex(({ kind, value }) => kind === "operator" && value in FLIPPED);
  const operator = parts[at];
  if (operator === undefined || literalOf(parts.slice(0, at)) === undefined || subjectOf(parts.slice(at + 1)) === undefined)
    return undefined;
  return conditionOf([...parts.slice(at + 1), { ...operator, value: FLIPPED[operator.value] ?? "" }, ...parts.slice(0, at)]);
}

function valueDemand(column: string, rest: Lexeme[]): Demand | undefined {
  const form = is(rest[0], "NOT") ? formOf(rest.slice(1), true) : formOf(rest, false);
  if (form === undefined) return whole(column, valueLimits(rest));
  return typeof form === "string" ? whole(column, { oneOf: [form] }) : { column, limits: { forms: [form] }, isWhole: false };
}

/** LIKE and GLOB: a text where they name one, else the form that they ask for. */
function formOf(parts: Lexeme[], isNegated: boolean): Form | string | undefined {
  const [operator, text, ...more] = parts;
  if (text?.kind !== "text" || (!is(operator, "LIKE") && !is(operator, "GLOB"))) return undefined;
  const sign = is(more[0], "ESCAPE") && more[1]?.kind === "text" && more.length === 2 ? more[1].value : undefined;
  if (more.length > 0 && sign === undefined) return undefined;
  if (is(operator, "GLOB")) {
    if (isNegated) return notGlobForm(text.value);
    return /[*?[]/.test(text.value) ? globForm(text.value) : text.value;
  }
  if (isNegated) return notLikeForm(text.value, sign);
  return /[%_]/.test(text.value) ? likeForm(text.value, sign) : text.value;
}

function valueLimits(rest: Lexeme[]): Limits | undefined {
  if (isNotNull(rest)) return { present: true };
  if (is(rest[0], "IN") && is(rest[1], "(") && is(rest.at(-1), ")")) {
    const values = splitCommas(rest.slice(2, -1)).map(literalOf);
    return values.some((value) => value === undefined)
      ? undefined
      : { oneOf: values.filter((value) => value !== undefined && value !== null) };
  }
  const operand = literalOf(rest.slice(1));
  if (operand === "" && isUnequal(rest[0])) return { minLength: 1 };
  if (operand !== undefined && operand !== null && isEqual(rest[0]))
    return is(rest[0], "IS") ? { oneOf: [operand], present: true } : { oneOf: [operand] };
  return range(rest);
}

function lengthLimits(rest: Lexeme[]): Limits | undefined {
  const isExact = isEqual(rest[0]);
  const limits = isExact ? range([{ ...(rest[0] as Lexeme), kind: "operator", value: ">=" }, ...rest.slice(1)]) : range(rest);
  if (limits === undefined) return undefined;
  const { minimum, maximum } = limits;
  const least = minimum === undefined ? {} : { minLength: Math.max(0, Math.floor(minimum.value) + (minimum.exclusive ? 1 : 0)) };
  const most = maximum === undefined ? {} : { maxLength: Math.ceil(maximum.value) - (maximum.exclusive ? 1 : 0) };
  return isExact ? { ...least, maxLength: Math.floor(minimum?.value ?? 0) } : { ...least, ...most };
}

/** `abs(column) <= 90` */
function absoluteLimits(rest: Lexeme[]): Limits | undefined {
  const { minimum, maximum } = range(rest) ?? {};
  if (maximum === undefined || minimum !== undefined) return undefined;
  return { minimum: { ...maximum, value: -maximum.value }, maximum };
}

/** Comparisons with numbers, and BETWEEN. */
function range(rest: Lexeme[]): Limits | undefined {
  if (is(rest[0], "BETWEEN")) {
    const and = rest.findIndex((part) => is(part, "AND"));
    const [low, high] = [number(rest.slice(1, and)), number(rest.slice(and + 1))];
    if (low === undefined || high === undefined) return undefined;
    return { minimum: { value: low, exclusive: false }, maximum: { value: high, exclusive: false } };
  }
  const value = number(rest.slice(1));
  if (value === undefined) return undefined;
  if (is(rest[0], ">") || is(rest[0], ">=")) return { minimum: { value, exclusive: is(rest[0], ">") } };
  if (is(rest[0], "<") || is(rest[0], "<=")) return { maximum: { value, exclusive: is(rest[0], "<") } };
  return undefined;
}

function isEqual(part: Lexeme | undefined): boolean {
  return is(part, "=") || is(part, "==") || is(part, "IS");
}

function isUnequal(part: Lexeme | undefined): boolean {
  return is(part, "<>") || is(part, "!=");
}

function isNotNull(rest: readonly Lexeme[]): boolean {
  if (rest.length === 1) return is(rest[0], "NOTNULL");
  return rest.length === 3 && is(rest[0], "IS") && is(rest[1], "NOT") && is(rest[2], "NULL");
}

function number(parts: Lexeme[]): number | undefined {
  const value = literalOf(parts);
  return typeof value === "bigint" ? Number(value) : typeof value === "number" ? value : undefined;
}

function splitCommas(parts: readonly Lexeme[]): Lexeme[][] {
  const groups: Lexeme[][] = [[]];
  for (const part of parts) {
    if (is(part, ",")) groups.push([]);
    else groups.at(-1)?.push(part);
  }
  return groups;
}

const NO_NAMES = new Set(["NOT", "NULL", "TRUE", "FALSE", "CASE", "CAST", "EXISTS"]);

/** The folded name of a column; undefined when this is none. */
function nameOf(part: Lexeme | undefined): string | undefined {
  if (part?.kind === "name" || (part?.kind === "word" && !NO_NAMES.has(part.value.toUpperCase())))
    return foldIdentifier(part.value);
  return undefined;
}
