// A table on its way to rows: what its columns are to get, and which rows of others it refers to.
import type { Column, ForeignKey, Schema, Table } from "@libsql-actions/shared/schema/table";
import type { ColumnSpec } from "../spec/spec.ts";
import type { Layout, Layouts } from "./layout.ts";
import { linksOf, type Manner } from "./links.ts";
import { giveUp, ownNullable, type References, settleReferences } from "./references.ts";
import { writableColumns } from "./seed-table.ts";
import { attempt, columnProblem, type Reject } from "./unsatisfiable.ts";

export interface Draft {
  readonly table: Table;
  readonly layout: Layout;
  /** See `writableColumns`. */
  readonly columns: readonly Column[];
  /** By column name. A column that is in no foreign key of `references` has another generator than `reference`. */
  readonly specs: ReadonlyMap<string, ColumnSpec>;
  readonly references: References;
  readonly manners: ReadonlyMap<ForeignKey, Manner>;
  /** The foreign key that leads to the row that each row belongs to. */
  readonly family: ForeignKey | undefined;
}

export interface SpecRequest {
  readonly schema: Schema;
  /** What a column is to get; asked for every column that gets rows, but for those that the database generates. */
  readonly columnSpec: (table: Table, column: Column) => ColumnSpec;
  /** What a column of a foreign key gets when the foreign key is not followed. Not given: it counts 1, 2, 3. */
  readonly ownSpec?: (table: Table, column: Column) => ColumnSpec;
}

/** For a column of a foreign key that is not followed, so that any value will do. */
const COUNTED: ColumnSpec = { generator: "sequence" };

export function ownSpecOf({ ownSpec }: SpecRequest): NonNullable<SpecRequest["ownSpec"]> {
  return ownSpec ?? (() => COUNTED);
}

/** @returns undefined when there is a problem that makes looking further useless */
export function draftOf(layout: Layout, layouts: Layouts, request: SpecRequest, reject: Reject): Draft | undefined {
  const { table } = layout;
  const columns = writableColumns(table);
  const specs = new Map<string, ColumnSpec>();
  for (const column of columns) {
    const spec = attempt(() => request.columnSpec(table, column), reject, ["tables", table.name, "columns", column.name]);
    if (spec !== undefined) specs.set(column.name, spec);
  }
  if (specs.size < columns.length) return undefined;
  const tableNamed = (name: string): Table | undefined => request.schema.tables.find((one) => one.name === name);
  const { keys, manners } = linksOf(table, specs, request.schema, reject);
  const references = attempt(
    () => {
      const isComputed = (key: ForeignKey) => layouts.has(key.table) && refersToGenerated(key, tableNamed(key.table));
      return withoutComputed(settleReferences(table, keys, tableNamed), table, isComputed, reject);
    },
    reject,
    ["tables", table.name],
  );
  if (references === undefined) return undefined;
  const family = familyKey(layout, references, reject);
  const draft = { table, layout, columns, specs, references, manners, family };
  return withOwnSpecs(draft, ownSpecOf(request));
}

/** Gives columns that were to refer to rows, and refer to none, values of their own. */
export function withOwnSpecs(draft: Draft, ownSpec: NonNullable<SpecRequest["ownSpec"]>): Draft {
  const { followed, nulled } = draft.references;
  const specs = new Map(draft.specs);
  for (const column of draft.columns) {
    const isFilled = nulled.has(column.name) || followed.some(({ columns }) => columns.includes(column.name));
    if (!isFilled && specs.get(column.name)?.generator === "reference") specs.set(column.name, ownSpec(draft.table, column));
  }
  return { ...draft, specs };
}

/** Gives up foreign keys to values that are not known before they are written. */
function withoutComputed(
  references: References,
  table: Table,
  isComputed: (key: ForeignKey) => boolean,
  reject: Reject,
): References {
  return references.followed.filter(isComputed).reduce((left, key) => {
    if (ownNullable(table, key, left.followed).length > 0) return giveUp(left, table, key);
    const what = `refers to ${key.table} (${key.references.join(", ")}), where the database computes values by itself, and cannot be NULL.`;
    reject(columnProblem(table.name, key.columns.join(", "), what));
    return left;
  }, references);
}

function refersToGenerated({ references }: ForeignKey, target: Table | undefined): boolean {
  return target?.columns.some(({ name, generated }) => generated !== undefined && references.includes(name)) ?? false;
}

function familyKey({ table, families }: Layout, { followed }: References, reject: Reject): ForeignKey | undefined {
  if (families === undefined) return undefined;
  const key = followed.find((candidate) => candidate.table === families.parent);
  if (key === undefined)
    reject({
      message: `${table.name}: has rows per ${families.parent}, and no column of its own refers to it.`,
      path: ["tables", table.name, "rows"],
    });
  return key;
}
