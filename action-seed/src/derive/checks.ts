// Reads CHECK expressions as far as they are understood: what they demand of the values of single columns.
import type { Column } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { type Lexeme, lexemes } from "@libsql-actions/shared/sql/lexemes";
import { conditionOf, type Demand, isNullTest } from "./conditions.ts";
import { anyForm } from "./forms.ts";
import { type Limits, narrow } from "./limits.ts";
import { is, nesting, strip } from "./literal.ts";

export interface Checks {
  /** By folded column name. */
  readonly limits: ReadonlyMap<string, Limits>;
  /** The CHECKs that may demand more than is in `limits`: whether they hold is for the database to say. */
  readonly open: readonly string[];
}

/**
 * Reads the limits of columns. Understands conjunctions of: IN and `=` with literals, comparisons with numbers, BETWEEN, `length()`, `abs()`, `json_valid()`,
 * `<> ''`, IS NOT NULL, `x IS NULL OR …` (a CHECK passes for NULL anyway), and OR of values of one column. Of LIKE, GLOB, `x = upper(x)`, `x = date(x)` it knows
 * what helps; what is not understood limits nothing.
 */
export function readChecks(checks: readonly string[], columns: readonly Column[] = []): Checks {
  const known = new Map(columns.map((column) => [foldIdentifier(column.name), column]));
  const limits = new Map<string, Limits>();
  const open: string[] = [];
  for (const check of checks) {
    const demands = conjuncts(lexemes(check)).map(demandOf);
    for (const demand of demands)
      if (demand !== undefined) limits.set(demand.column, narrow(limits.get(demand.column) ?? {}, demand.limits));
    if (demands.some((demand) => demand === undefined || !isKept(demand, known.get(demand.column)))) open.push(check);
  }
  return { limits, open };
}

/** Whether values within the limits are sure to meet the demand. In a column that keeps texts, a comparison with a number is one of texts. */
function isKept({ limits, isWhole }: Demand, column: Column | undefined): boolean {
  const isNumber = limits.minimum !== undefined || limits.maximum !== undefined;
  return isWhole && !(isNumber && column?.affinity === "TEXT");
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

function demandOf(parts: Lexeme[]): Demand | undefined {
  const branches = splitAt(parts, "OR").map(strip);
  if (branches.length === 1) return conditionOf(parts);
  const nullable = branches.flatMap((branch) => isNullTest(branch) ?? []);
  const demands = branches.filter((branch) => isNullTest(branch) === undefined).map(allOf);
  const [first] = demands;
  if (
    first === undefined ||
    ![...demands.map((demand) => demand?.column), ...nullable].every((column) => column === first.column)
  )
    return undefined;
  if (demands.length === 1) return first;
  const forms = demands.flatMap((demand) => demand?.limits.forms ?? []);
  if (forms.length === demands.length && demands.every((demand) => hasOneLimit(demand?.limits ?? {})))
    return { column: first.column, limits: { forms: [anyForm(forms)] }, isWhole: false };
  const values = demands.flatMap((demand) => demand?.limits.oneOf ?? []);
  return demands.every((demand) => demand?.limits.oneOf !== undefined && demand.isWhole && hasOneLimit(demand.limits))
    ? { column: first.column, limits: { oneOf: values }, isWhole: true }
    : undefined;
}

function hasOneLimit(limits: Limits): boolean {
  return Object.keys(limits).length === 1;
}

/** Conditions that are joined by AND and are all about one column. */
function allOf(branch: Lexeme[]): Demand | undefined {
  const demands = conjuncts(branch).map((part) => conditionOf(part));
  const [first] = demands;
  if (first === undefined) return undefined;
  let [limits, isWhole]: [Limits, boolean] = [{}, true];
  for (const demand of demands) {
    if (demand?.column !== first.column) return undefined;
    limits = narrow(limits, demand.limits);
    isWhole &&= demand.isWhole;
  }
  return { column: first.column, limits, isWhole };
}
