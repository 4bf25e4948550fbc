// Turns drafts into functions from row numbers to rows: each cell on its own, from an address and from what it refers to.
import type { Column, ForeignKey, Table } from "@libsql-actions/shared/schema/table";
import { type Domain, stored, type Value } from "../generate/value.ts";
import { type Cell, type CellContext, domainsOf, plainCell } from "./cells.ts";
import type { Draft } from "./draft.ts";
import { type Drawing, drawingOf, isNullIn, type SaltOf, saltedDrawing } from "./drawing.ts";
import { affinityIn } from "./fits.ts";
import { type Freedom, freedomOf, type Unit } from "./freedom.ts";
import { type Layouts, referable } from "./layout.ts";
import { type Place, planPlaces } from "./places.ts";
import type { Redraw } from "./redraw.ts";
import { type ReferredRow, referenceKey, referredRow } from "./referred-row.ts";
import { columnProblem, type Reject } from "./unsatisfiable.ts";

/** Rows that can be referred to: those that are in the database already. */
export interface Parent {
  readonly count: number;
  has(column: string): boolean;
  /** The value of a column in a row (0-based). */
  value(column: string, row: number): Value;
}

export interface RowsContext {
  readonly seed: string;
  readonly drafts: ReadonlyMap<string, Draft>;
  readonly layouts: Layouts;
  readonly existing: ReadonlyMap<string, Parent>;
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly groups: ReadonlyMap<string, readonly ReadonlyMap<string, Value>[]>;
  /** The given rows of a table, by column name, as the columns store them. */
  readonly literals: ReadonlyMap<string, readonly ReadonlyMap<string, Value>[]>;
  readonly tableNamed: (name: string) => Table | undefined;
  readonly redraw: Redraw | undefined;
  readonly reject: Reject;
}

/** What all cells of a table have in common. */
interface Planned {
  readonly draft: Draft;
  readonly cells: CellContext;
  /** The draws of a column. */
  readonly drawingFor: (column: string) => Drawing;
  readonly placeOf: (unit: Unit) => Place | undefined;
  readonly referred: ReadonlyMap<ForeignKey, ReferredRow>;
  readonly domains: ReadonlyMap<string, Domain>;
  readonly done: Map<string, Cell>;
}

/** Finds the cells of the columns of all drafts: values by row numbers, which go on behind the rows that are there. */
export function planCells(context: RowsContext): (table: string, column: Column) => Cell {
  const planned = new Map([...context.drafts.values()].map((draft) => [draft.table.name, planTable(draft, context)]));
  const cellOf = (table: string, column: Column): Cell => {
    const plan = planned.get(table);
    if (plan === undefined) return () => null;
    const known = plan.done.get(column.name);
    if (known !== undefined) return known;
    const cell = withLiterals(planCell(plan, column, context, cellOf), context.literals.get(table) ?? [], column);
    plan.done.set(column.name, cell);
    return cell;
  };
  return cellOf;
}

function planTable(draft: Draft, context: RowsContext): Planned {
  const { seed, lists, groups, layouts, existing, tableNamed, reject } = context;
  const drawing = drawingOf(draft.layout.families);
  const cells = { draft, seed, drawing, lists, groups, reject };
  const saltsOf = (column: string): SaltOf | undefined => context.redraw?.salts(draft.table.name, column);
  const drawingFor = (column: string): Drawing => saltedDrawing(drawing, saltsOf(column));
  const domains = domainsOf(cells);
  const referableIn = (table: string) => referable(table, layouts, existing);
  const freedoms = new Map<Unit, Freedom>();
  const freedom = (unit: Unit): Freedom => {
    const known = freedoms.get(unit) ?? freedomOf(unit, { draft, domains, tableNamed, referableIn });
    freedoms.set(unit, known);
    return known;
  };
  const sparesOf = (columns: readonly string[]) => context.redraw?.spares(draft.table.name, columns);
  const placeOf = planPlaces({ draft, seed, freedomOf: freedom, referableIn, sparesOf, reject });
  const referred = draft.references.followed.map((key) => {
    // The columns of a foreign key have the same salts.
    const [first = ""] = key.columns;
    const own = { draft, seed, drawing: drawingFor(first), place: placeOf(key), parents: referableIn(key.table), reject };
    const row = referredRow(key, own);
    return [key, key.columns.length === 1 || saltsOf(first) !== undefined ? row : remembered(row)] as const;
  });
  return { draft, cells, drawingFor, placeOf, domains, referred: new Map(referred), done: new Map() };
}

/** The columns of one foreign key ask for the same row one after the other. */
function remembered(referred: ReferredRow): ReferredRow {
  let [asked, answer]: [number, number | null] = [-1, null];
  return (row) => {
    if (row !== asked) [asked, answer] = [row, referred(row)];
    return answer;
  };
}

function planCell(plan: Planned, column: Column, context: RowsContext, cellOf: (table: string, column: Column) => Cell): Cell {
  const { draft, placeOf, domains, referred, drawingFor } = plan;
  const cells = { ...plan.cells, drawing: drawingFor(column.name) };
  const affinity = affinityIn(draft.table, column);
  const key = draft.references.followed.find(({ columns }) => columns.includes(column.name));
  if (key === undefined) {
    const other = (wanted: Column) => cellOf(draft.table.name, wanted);
    return plainCell(cells, column, domains.get(column.name), placeOf(column.name), other);
  }
  const row = referred.get(key);
  const value = referredValue(key, column, draft, context, cellOf);
  if (row === undefined || value === undefined) return () => null;
  const cell: Cell = (index) => {
    const found = row(index);
    return found === null ? null : stored(value(found), affinity);
  };
  const nullable = column.notNull || key === draft.family ? 0 : (draft.manners.get(key)?.nullable ?? 0);
  if (nullable === 0) return cell;
  const draws = cells.drawing(referenceKey(cells.seed, draft, key));
  return (index) => (isNullIn(draws(index), nullable) ? null : cell(index));
}

/** The values that a column takes from the table it refers to, by the number of the row referred to. */
function referredValue(
  key: ForeignKey,
  column: Column,
  draft: Draft,
  { layouts, existing, tableNamed, reject }: RowsContext,
  cellOf: (table: string, column: Column) => Cell,
): Cell | undefined {
  const name = key.references[key.columns.indexOf(column.name)] ?? "";
  const target = tableNamed(key.table)?.columns.find((one) => one.name === name);
  const held = existing.get(key.table);
  const layout = layouts.get(key.table);
  if (target === undefined || held?.has(name) === false) {
    reject(columnProblem(draft.table.name, column.name, `${key.table} has no column ${name} to take values from.`));
    return undefined;
  }
  if (layout === undefined) return held === undefined ? undefined : (row) => held.value(name, row);
  const generated = cellOf(key.table, target);
  if (held === undefined) return generated;
  const { before, start } = layout;
  return (row) => (row < before ? held.value(name, row) : generated(row - before + start));
}

function withLiterals(cell: Cell, literals: readonly ReadonlyMap<string, Value>[], { name }: Column): Cell {
  const given = literals.map((row) => row.get(name));
  if (given.every((value) => value === undefined)) return cell;
  const count = given.length;
  return (row) => {
    const value = row < count ? given[row] : undefined;
    return value === undefined ? cell(row) : value;
  };
}
