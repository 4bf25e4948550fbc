// The cells of columns that refer to no other table: values that are drawn, counted, given, or made of other columns of the row.
import type { Affinity } from "@libsql-actions/shared/schema/affinity";
import type { Column } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { addressKey, below, type Key, permute } from "../generate/address.ts";
import { domainOf } from "../generate/domain-of.ts";
import { UnusableGenerator } from "../generate/unusable-generator.ts";
import { type Domain, stored, UNBOUNDED, type Value } from "../generate/value.ts";
import { type ColumnSpec, type Drawn, PLANNED } from "../spec/spec.ts";
import type { Draft } from "./draft.ts";
import { type Drawing, isNullIn } from "./drawing.ts";
import { affinityIn, objection } from "./fits.ts";
import type { Place } from "./places.ts";
import { filled, parseTemplate } from "./template.ts";
import { columnProblem, type Reject } from "./unsatisfiable.ts";

/** The value of a column by the number of the row in its table (0-based). */
export type Cell = (row: number) => Value;

export interface CellContext {
  readonly draft: Draft;
  readonly seed: string;
  readonly drawing: Drawing;
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly groups: ReadonlyMap<string, readonly ReadonlyMap<string, Value>[]>;
  readonly reject: Reject;
}

/** The domains of the columns that are drawn. */
export function domainsOf({ draft, seed, lists, reject }: CellContext): Map<string, Domain> {
  const { table, columns, specs, references } = draft;
  const domains = new Map<string, Domain>();
  for (const column of columns) {
    const spec = specs.get(column.name);
    if (spec === undefined || !isDrawn(spec) || references.nulled.has(column.name)) continue;
    try {
      const key = addressKey(seed, table.name, column.name);
      const domain = domainOf(spec, { key, lists, vector: column.vector });
      domains.set(column.name, domain);
      if (domain.size === 0 && column.notNull)
        reject(columnProblem(table.name, column.name, "no value meets its spec, and it is NOT NULL."));
    } catch (problem) {
      if (!(problem instanceof UnusableGenerator)) throw problem;
      reject(columnProblem(table.name, column.name, problem.message, "generator"));
    }
  }
  return domains;
}

function isDrawn(spec: ColumnSpec): spec is ColumnSpec & Drawn {
  return !PLANNED.has(spec.generator);
}

/**
 * @param place which of its different values a row gets, where a key wants them to differ
 * @param other finds the cell of another column of the row
 */
export function plainCell(
  context: CellContext,
  column: Column,
  domain: Domain | undefined,
  place: Place | undefined,
  other: (column: Column) => Cell,
): Cell {
  const { draft, seed, drawing } = context;
  const { table, specs, references } = draft;
  const spec = specs.get(column.name);
  if (spec === undefined || references.nulled.has(column.name)) return () => null;
  const cell = valueCell(context, column, spec, domain, place, other);
  const { nullable = 0 } = spec;
  if (nullable === 0) return cell;
  const draws = drawing(addressKey(seed, table.name, column.name));
  return (row) => (isNullIn(draws(row), nullable) ? null : cell(row));
}

function valueCell(
  context: CellContext,
  column: Column,
  spec: ColumnSpec,
  domain: Domain | undefined,
  place: Place | undefined,
  other: (column: Column) => Cell,
): Cell {
  const { table } = context.draft;
  const affinity = affinityIn(table, column);
  switch (spec.generator) {
    case "sequence":
      return sequenceCell(context, column, spec.start ?? 1, spec.step ?? 1, affinity);
    case "ordinal":
      return ordinalCell(context, column, spec.start ?? 1, affinity);
    case "value": {
      const value = stored(spec.value, affinity);
      refuseGiven(context, column, value, "value");
      return () => value;
    }
    case "group":
      return groupCell(context, column, spec.group, spec.field, affinity);
    case "template":
      return templateCell(context, column, spec.template, other, affinity);
    case "reference":
      return () => null; // A foreign key that is rejected, or has nothing to refer to.
    default:
      if (spec.generator === "enum")
        for (const [index, { value }] of spec.values.entries())
          refuseGiven(context, column, stored(value, affinity), "values", index);
      return drawnCell(context, column, domain, place, affinity);
  }
}

function refuseGiven({ draft, reject }: CellContext, column: Column, value: Value, ...rest: readonly (string | number)[]): void {
  const objected = objection(draft.table, column, value);
  if (objected !== undefined) reject(columnProblem(draft.table.name, column.name, `${objected}.`, ...rest));
}

function drawnCell(
  { draft, seed, drawing }: CellContext,
  column: Column,
  domain: Domain | undefined,
  place: Place | undefined,
  affinity: Affinity,
): Cell {
  if (domain === undefined || domain.size === 0) return () => null;
  const key = addressKey(seed, draft.table.name, column.name);
  const draws = drawing(key);
  if (place === undefined) return (row) => stored(domain.random(draws(row)), affinity);
  const { size } = domain;
  if (size >= UNBOUNDED) return (row) => stored(domain.distinct(shuffled(key, place(row)), draws(row)), affinity);
  return (row) => stored(domain.distinct(permute(key, place(row) % size, size), draws(row)), affinity);
}

/** Blocks of numbers stay where they are: the first ones of a domain are the natural ones. */
const BLOCK = 16_384;

/** Another order of numbers for each seed, table and column; different numbers stay different. */
function shuffled(key: Key, number: number): number {
  const within = number % BLOCK;
  return number - within + permute(key, within, BLOCK);
}

function sequenceCell({ draft, reject }: CellContext, { name }: Column, start: number, step: number, affinity: Affinity): Cell {
  const last = start + step * (draft.layout.start + draft.layout.count);
  if (Math.abs(last) > Number.MAX_SAFE_INTEGER)
    reject(columnProblem(draft.table.name, name, `counts beyond ${Number.MAX_SAFE_INTEGER}.`, "start"));
  if (!Number.isInteger(start) || !Number.isInteger(step)) return (row) => stored(start + step * row, affinity);
  if (affinity === "TEXT" || affinity === "REAL") return (row) => stored(BigInt(start + step * row), affinity);
  return (row) => BigInt(start + step * row);
}

function ordinalCell({ draft, reject }: CellContext, { name }: Column, start: number, affinity: Affinity): Cell {
  const { table, layout } = draft;
  const { families } = layout;
  if (families !== undefined) return (row) => stored(BigInt(start + families.ordinalOf(row)), affinity);
  const isOverruled = layout.said === "the input `rows`" || layout.said === "the profile";
  const what = isOverruled
    ? `counts the rows of one parent, and ${layout.said} gives ${table.name} ${layout.count} rows in all: leave ${table.name} out of that, so that the spec counts, or give the column another generator.`
    : `counts the rows of one parent, and ${table.name} has no rows per parent: give it \`rows: {per: table, minimum: 1, maximum: 3}\`.`;
  reject(columnProblem(table.name, name, what, "generator"));
  return () => null;
}

/** All columns of a row that are filled from one group take the same of its rows. */
function groupCell(context: CellContext, column: Column, group: string, field: string, affinity: Affinity): Cell {
  const { draft, seed, drawing, groups, reject } = context;
  const { name } = draft.table;
  const rows = groups.get(group);
  const isKnown = rows?.every((row) => row.has(field)) ?? false;
  if (rows === undefined || rows.length === 0 || !isKnown) {
    const what =
      rows === undefined ? `there is no group ${group}` : `the group ${group} has no field ${field} in each of its rows`;
    reject(columnProblem(name, column.name, `${what}.`, rows === undefined ? "group" : "field"));
    return () => null;
  }
  const values = rows.map((row) => stored(row.get(field) ?? null, affinity));
  for (const value of new Set(values)) refuseGiven(context, column, value, "field");
  const draws = drawing(addressKey(seed, name, "group", group));
  return (row) => values[below(draws(row), 1, values.length)] ?? null;
}

function templateCell(
  { draft, reject }: CellContext,
  column: Column,
  template: string,
  other: (column: Column) => Cell,
  affinity: Affinity,
): Cell {
  const problem = (what: string): Cell => {
    reject(columnProblem(draft.table.name, column.name, what, "template"));
    return () => null;
  };
  const parsed = parseTemplate(template);
  if ("problem" in parsed) return problem(`its template ${parsed.problem}.`);
  const pieces: (string | Cell)[] = [];
  for (const part of parsed.parts) {
    if (typeof part === "string") {
      pieces.push(part);
      continue;
    }
    const named = draft.table.columns.find(({ name }) => foldIdentifier(name) === foldIdentifier(part.column));
    if (named === undefined)
      return problem(
        `its template names ${part.column}: ${draft.table.name} has ${draft.columns.map(({ name }) => name).join(", ")}.`,
      );
    if (named.generated !== undefined) return problem(`its template names ${named.name}, which the database computes by itself.`);
    const cell = other(named);
    pieces.push((row) => filled(cell(row), part.filter));
  }
  return (row) => {
    let text = "";
    for (const piece of pieces) text += typeof piece === "string" ? piece : piece(row);
    return stored(text, affinity);
  };
}
