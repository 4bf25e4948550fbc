// Reads CHECK expressions as far as they are understood: what they demand of the values of single columns.
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { type Lexeme, lexemes } from "@libsql-actions/shared/sql/lexemes";
import { type Limits, narrow } from "./limits.ts";
import type { Value } from "./value.ts";

interface Demand {
  readonly column: string;
  readonly limits: Limits;
}

/**
 * Reads the limits of columns, by folded name. Understands conjunctions of: IN and `=` with literals, comparisons with numbers, BETWEEN, `length()`, `json_valid()`, `<> ''`, IS NOT NULL,
 * `x IS NULL OR …` (a CHECK passes for NULL anyway), and OR of values of one column. What is not understood limits nothing.
 */
export function readChecks(checks: readonly string[]): Map<string, Limits> {
  const columns = new Map<string, Limits>();
  for (const check of checks)
    for (const part of conjuncts(lexemes(check))) {
      const demand = demandOf(part);
      if (demand !== undefined) columns.set(demand.column, narrow(columns.get(demand.column) ?? {}, demand.limits));
    }
  return columns;
}

/** What an expression demands at once. OR binds less than AND, so an expression with an OR in it is one demand. */
function conjuncts(given: Lexeme[]): Lexeme[][] {
  const parts = strip(given);
  if (splitAt(parts, "OR").length > 1) return [parts];
  const groups = splitAt(parts, "AND");
  return groups.length === 1 ? [parts] : groups.flatMap(conjuncts);
}

/** Splits at a keyword outside of parentheses and CASE; the AND of a BETWEEN does not count. */
function splitAt(parts: readonly Lexeme[], keyword: "AND" | "OR"): Lexeme[][] {
  const groups: Lexeme[][] = [[]];
  let [depth, betweens] = [0, 0];
  for (const part of parts) {
    depth += nesting(part);
    if (depth === 0 && is(part, "BETWEEN")) betweens++;
    const closesBetween = depth === 0 && betweens > 0 && is(part, "AND");
    if (closesBetween) betweens--;
    if (depth === 0 && !closesBetween && is(part, keyword)) groups.push([]);
    else groups.at(-1)?.push(part);
  }
  return groups;
}

function nesting(part: Lexeme): number {
  return is(part, "(") || is(part, "CASE") ? 1 : is(part, ")") || is(part, "END") ? -1 : 0;
}

/** Takes off parentheses around the whole. */
function strip(parts: Lexeme[]): Lexeme[] {
  let depth = 0;
  const wraps = parts.every((part, index) => {
    depth += nesting(part);
    return depth > 0 || index === parts.length - 1;
  });
  return wraps && is(parts[0], "(") && is(parts.at(-1), ")") ? strip(parts.slice(1, -1)) : parts;
}

function demandOf(parts: Lexeme[]): Demand | undefined {
  const branches = splitAt(parts, "OR");
  if (branches.length === 1) return conditionOf(parts);
  const isNullTest = (branch: Lexeme[]) => branch.length === 3 && is(branch[1], "IS") && is(branch[2], "NULL");
  const nullable = branches.filter(isNullTest).map(([column]) => nameOf(column));
  const demands = branches.filter((branch) => !isNullTest(branch)).map((branch) => conditionOf(strip(branch)));
  const [first] = demands;
  if (
    first === undefined ||
    ![...demands.map((demand) => demand?.column), ...nullable].every((column) => column === first.column)
  )
    return undefined;
  if (demands.length === 1) return first;
  const values = demands.flatMap((demand) => demand?.limits.oneOf ?? []);
  return demands.every((demand) => demand?.limits.oneOf !== undefined)
    ? { column: first.column, limits: { oneOf: values } }
    : undefined;
}

/** One condition on one column. */
function conditionOf(parts: Lexeme[]): Demand | undefined {
  const subject = subjectOf(parts);
  if (subject === undefined) return flipped(parts);
  const { column, isLength, rest } = subject;
  if (subject.isJson)
    return rest.length === 0 || (is(rest[0], "=") && rest[1]?.value === "1") ? { column, limits: { json: true } } : undefined;
  const limits = isLength ? lengthLimits(rest) : valueLimits(rest);
  return limits === undefined ? undefined : { column, limits };
}

/** `column`, `length(column)` or `json_valid(column)` at the start of a condition, and what follows it. */
function subjectOf(parts: Lexeme[]): { column: string; isLength: boolean; isJson: boolean; rest: Lexeme[] } | undefined {
  const called = parts[0]?.kind === "word" && is(parts[1], "(") && is(parts[3], ")") ? parts[0].value.toLowerCase() : undefined;
  const column = nameOf(parts[called === undefined ? 0 : 2]);
  if (column === undefined || (called !== undefined && called !== "length" && called !== "json_valid")) return undefined;
  return {
    column,
    isLength: called === "length",
    isJson: called === "json_valid",
    rest: parts.slice(called === undefined ? 1 : 4),
  };
}

const FLIPPED: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "==": "==" };

/** `0 <= column` is `column >= 0`. */
function flipped(parts: Lexeme[]): Demand | undefined {
  const at = parts.findIndex(({ kind, value }) => kind === "operator" && value in FLIPPED);
  const operator = parts[at];
  if (operator === undefined || literal(parts.slice(0, at)) === undefined || subjectOf(parts.slice(at + 1)) === undefined)
    return undefined;
  return conditionOf([...parts.slice(at + 1), { ...operator, value: FLIPPED[operator.value] ?? "" }, ...parts.slice(0, at)]);
}

function valueLimits(rest: Lexeme[]): Limits | undefined {
  if (is(rest[0], "IS") && is(rest[1], "NOT") && is(rest[2], "NULL") && rest.length === 3) return {};
  if (is(rest[0], "IN") && is(rest[1], "(") && is(rest.at(-1), ")")) {
    const values = splitCommas(rest.slice(2, -1)).map(literal);
    return values.some((value) => value === undefined)
      ? undefined
      : { oneOf: values.filter((value) => value !== undefined && value !== null) };
  }
  const operand = literal(rest.slice(1));
  if (operand === "" && (is(rest[0], "<>") || is(rest[0], "!="))) return { minLength: 1 };
  if (operand !== undefined && operand !== null && (is(rest[0], "=") || is(rest[0], "=="))) return { oneOf: [operand] };
  return range(rest);
}

function lengthLimits(rest: Lexeme[]): Limits | undefined {
  const limits =
    is(rest[0], "=") || is(rest[0], "==") ? range([{ ...(rest[0] as Lexeme), value: ">=" }, ...rest.slice(1)]) : range(rest);
  if (limits === undefined) return undefined;
  const { minimum, maximum } = limits;
  const least = minimum === undefined ? {} : { minLength: Math.max(0, Math.floor(minimum.value) + (minimum.exclusive ? 1 : 0)) };
  const most = maximum === undefined ? {} : { maxLength: Math.ceil(maximum.value) - (maximum.exclusive ? 1 : 0) };
  return is(rest[0], "=") || is(rest[0], "==") ? { ...least, maxLength: Math.floor(minimum?.value ?? 0) } : { ...least, ...most };
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

function number(parts: Lexeme[]): number | undefined {
  const value = literal(parts);
  return typeof value === "bigint" ? Number(value) : typeof value === "number" ? value : undefined;
}

/** The value of a literal, with a sign or parentheses around it; undefined when this is none. */
function literal(given: Lexeme[]): Value | undefined {
  const parts = strip(given);
  const negative = is(parts[0], "-");
  const [part, ...more] = negative || is(parts[0], "+") ? parts.slice(1) : parts;
  if (part === undefined || more.length > 0) return undefined;
  if (part.kind === "number") {
    const value = /^(\d+|0x.*)$/i.test(part.value) ? BigInt(part.value) : Number(part.value);
    return negative ? -value : value;
  }
  if (negative) return undefined;
  if (part.kind === "text") return part.value;
  if (part.kind === "blob") return Buffer.from(part.value, "hex");
  return is(part, "NULL") ? null : is(part, "TRUE") ? 1n : is(part, "FALSE") ? 0n : undefined;
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

function is(part: Lexeme | undefined, text: string): boolean {
  return (part?.kind === "word" || part?.kind === "operator") && part.value.toUpperCase() === text;
}
