// How many rows each table gets, and which rows of other tables they can refer to. Only addresses are needed for it, no cells.
import type { Schema, Table } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { PerParent, RowsSpec } from "../spec/spec.ts";
import { type Families, familiesOf } from "./families.ts";
import type { Parent } from "./rows.ts";
import { attempt, type Reject, Unsatisfiable } from "./unsatisfiable.ts";

export interface LayoutRequest {
  readonly schema: Schema;
  readonly seed: string;
  /**
   * By the table's own name: which rows each table gets; tables that are not in it get none. `start` rows are there already and count on, 0 where the
   * table is filled from its first row. `said` is where the number comes from.
   */
  readonly tables: ReadonlyMap<string, { readonly rows: RowsSpec; readonly start: number; readonly said?: string }>;
  /**
   * Rows that are in the database, by the table's own name. For a table that gets rows behind them (`start`), they stand for its first `start` rows; not
   * given, those are taken for rows that the same seed and spec have made.
   */
  readonly existing: ReadonlyMap<string, Parent>;
}

export interface Layout {
  readonly table: Table;
  readonly start: number;
  /** How many new rows it gets. */
  readonly count: number;
  /** How many rows that are there already can be referred to. */
  readonly before: number;
  /** For rows per parent. */
  readonly families: Families | undefined;
  /** Where the number comes from, in words. */
  readonly said: string | undefined;
}

/** The rows of a table that can be referred to: first those that are there already, then the new ones. */
export interface Referable {
  readonly before: number;
  readonly added: number;
  /** The rows before were read from the database: which of them are referred to already is not known. */
  readonly isHeld: boolean;
}

export function referable(table: string, layouts: Layouts, existing: LayoutRequest["existing"]): Referable {
  const held = existing.get(table);
  const { before = held?.count ?? 0, count: added = 0 } = layouts.get(table) ?? {};
  return { before, added, isHeld: held !== undefined };
}

/** By the table's own name, in the order of the schema. */
export type Layouts = ReadonlyMap<string, Layout>;

export function layoutsOf(request: LayoutRequest, reject: Reject): Layouts {
  const { schema, tables, existing } = request;
  const layouts = new Map<string, Layout | "open">();
  const layoutOf = (table: Table): Layout | undefined => {
    const known = layouts.get(table.name);
    if (known === "open")
      throw new Unsatisfiable(`${table.name}: its rows are counted per table in a circle: give one table in it a number.`);
    const wanted = tables.get(table.name);
    if (known !== undefined || wanted === undefined) return known;
    const { rows, start, said } = wanted;
    layouts.set(table.name, "open");
    const families = typeof rows === "number" ? undefined : perParent(table, rows, start, request, layoutOf, reject);
    const count = typeof rows === "number" ? rows : (families?.count ?? 0);
    const layout = { table, start, before: existing.get(table.name)?.count ?? start, families, count, said };
    layouts.set(table.name, layout);
    return layout;
  };
  for (const table of schema.tables) attempt(() => layoutOf(table), reject, ["tables", table.name, "rows"]);
  const settled = schema.tables.map(({ name }) => [name, layouts.get(name)] as const);
  return new Map(settled.filter((one): one is [string, Layout] => typeof one[1] === "object"));
}

function perParent(
  table: Table,
  rows: PerParent,
  start: number,
  { schema, seed, existing }: LayoutRequest,
  layoutOf: (table: Table) => Layout | undefined,
  reject: Reject,
): Families | undefined {
  const problem = (what: string) =>
    reject({ message: `${table.name}: has rows per ${rows.per}, ${what}`, path: ["tables", table.name, "rows"] });
  const parent = schema.tables.find(({ name }) => foldIdentifier(name) === foldIdentifier(rows.per));
  if (parent === undefined || parent === table) {
    problem(parent === undefined ? "which is no table of this database." : "which is the table itself.");
    return undefined;
  }
  const of = layoutOf(parent);
  const [before, added] = [of?.before ?? existing.get(parent.name)?.count ?? 0, of?.count ?? 0];
  if (start > 0 && added === 0 && before > 0)
    problem("which gets no new rows, and holds rows already: how many each row there has is not known. Give `rows` as a number.");
  return familiesOf({
    seed,
    table: table.name,
    rows: { ...rows, per: parent.name },
    parents: before + added,
    // Rows that are there already have theirs.
    firstParent: start > 0 ? before : 0,
    firstRow: start,
  });
}
