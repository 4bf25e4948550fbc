// Plans all rows of a step before anything is written, and says everything that stands in the way at once.
import type { Column, Table } from "@libsql-actions/shared/schema/table";
import type { Value } from "../generate/value.ts";
import type { Spec } from "../spec/spec.ts";
import type { Cell } from "./cells.ts";
import { breakCircles } from "./circles.ts";
import { type Draft, draftOf, ownSpecOf, type SpecRequest } from "./draft.ts";
import { objection } from "./fits.ts";
import { type LayoutRequest, type Layouts, layoutsOf } from "./layout.ts";
import { checkLiterals, type Literal, readLiterals } from "./literals.ts";
import { refuseNulls } from "./nulls.ts";
import { orderTables } from "./order.ts";
import type { Redraw } from "./redraw.ts";
import { planCells } from "./rows.ts";
import type { SeedPlan, SeedTable } from "./seed-table.ts";
import { columnProblem, type Problem, type Reject, Unsatisfiable } from "./unsatisfiable.ts";

export interface PlanRequest extends LayoutRequest, SpecRequest, Pick<Spec, "lists" | "groups"> {
  /** The rows that are given cell by cell, by column name. They stand for the first rows of the table. */
  readonly literals: (table: Table) => readonly ReadonlyMap<string, Value>[];
  /** Gives some rows other values; it may do so while rows are read. */
  readonly redraw?: Redraw;
}

/** Generated values are looked at in so many rows where a column takes values of one type only. */
const SAMPLED_ROWS = 100;

/**
 * Plans the rows, tables that are referred to first. A table that gets none is not in the plan.
 * @throws an `Unsatisfiable` that lists every table and column that cannot be satisfied, with the place in the spec that it is about
 */
export function planRows(request: PlanRequest): SeedPlan {
  const problems = new Map<string, Problem>();
  const reject: Reject = (problem) => problems.set(problem.message, problem);
  const layouts = layoutsOf(request, reject);
  const literals = literalsOf(request, layouts, reject);
  const drafts = breakCircles(draftsOf(request, layouts, reject), ownSpecOf(request), reject);
  const { seed, lists, groups, existing, schema } = request;
  const tableNamed = (name: string) => schema.tables.find((table) => table.name === name);
  const { redraw } = request;
  const planned = planCells({ seed, drafts, layouts, existing, lists, groups, literals, tableNamed, redraw, reject });
  const tables = new Map([...drafts.values()].map((draft) => [draft.table.name, seedTable(draft, planned)]));
  refuseNulls({ drafts, groups, literals, reject });
  if (problems.size === 0) checkRows(request, drafts, layouts, literals, planned, reject);
  if (problems.size > 0) throw new Unsatisfiable([...problems.values()]);

  const filled = [...drafts.values()].filter(({ layout }) => layout.count > 0);
  const ordered = orderTables(filled);
  return { tables: ordered.drafts.flatMap(({ table }) => tables.get(table.name) ?? []), circular: ordered.circular };
}

/** The tables that get rows, or have some that others refer to by their address. */
function draftsOf(request: PlanRequest, layouts: Layouts, reject: Reject): Map<string, Draft> {
  const drafts = new Map<string, Draft>();
  for (const layout of layouts.values()) {
    const { table, start, count } = layout;
    if (count === 0 && (start === 0 || request.existing.has(table.name))) continue;
    const draft = draftOf(layout, layouts, request, reject);
    if (draft !== undefined) drafts.set(table.name, draft);
  }
  return drafts;
}

function literalsOf(request: PlanRequest, layouts: Layouts, reject: Reject): Map<string, Literal[]> {
  const read = [...layouts.values()].map(({ table, start, count }) => {
    const rows = start + count;
    return [table.name, rows === 0 ? [] : readLiterals(table, request.literals(table), rows, reject)] as const;
  });
  return new Map(read);
}

function seedTable({ table, columns, layout }: Draft, cellOf: (table: string, column: Column) => Cell): SeedTable {
  const { start, count } = layout;
  const cells = columns.map((column) => cellOf(table.name, column));
  const width = cells.length;
  return {
    table,
    columns,
    count,
    row: (index) => {
      const values = new Array<Value>(width);
      for (let at = 0; at < width; at++) values[at] = cells[at]?.(start + index) ?? null;
      return values;
    },
  };
}

/** What only the rows themselves tell: generated values of a wrong type, and given rows that do not agree with the others. */
function checkRows(
  { existing }: PlanRequest,
  drafts: ReadonlyMap<string, Draft>,
  layouts: Layouts,
  literals: ReadonlyMap<string, readonly Literal[]>,
  planned: (table: string, column: Column) => Cell,
  reject: Reject,
): void {
  const cellOf = (table: string, column: string): Cell | undefined => {
    const found = drafts.get(table)?.columns.find(({ name }) => name === column);
    return found === undefined ? undefined : planned(table, found);
  };
  const rowsIn = (table: string): number | undefined => {
    const layout = layouts.get(table);
    return layout === undefined || existing.has(table) || !drafts.has(table) ? undefined : layout.start + layout.count;
  };
  for (const { table, columns, layout, specs } of drafts.values()) {
    for (const column of columns)
      if (table.strict || column.name === table.rowidAlias || column.vector !== undefined) {
        const end = layout.start + Math.min(SAMPLED_ROWS, layout.count);
        const cell = planned(table.name, column);
        for (let row = layout.start; row < end; row++) {
          const objected = objection(table, column, cell(row));
          if (objected === undefined) continue;
          reject(columnProblem(table.name, column.name, `${objected}.`));
          break;
        }
      }
    const unique = columns.filter(({ name }) => specs.get(name)?.unique === true).map(({ name }) => name);
    checkLiterals({ layout, literals: literals.get(table.name) ?? [], unique, cellOf, rowsIn, reject });
  }
}
