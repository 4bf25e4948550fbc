// What a folder of migrations says the schema is, statement by statement: which tables, indexes, views and triggers there are, as far as rules ask.
import { misreadBy } from "@libsql-actions/shared/schema/alter-column";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { StatementShape } from "@libsql-actions/shared/sql/statement-shape";
import type { TableShape } from "@libsql-actions/shared/sql/table-shape";
import { type ColumnChange, changedShape, changedStored } from "./column-change.ts";
import { Layer, type Named } from "./layer.ts";
import { type StoredColumns, storedColumns } from "./stored-columns.ts";

export interface Table {
  readonly name: string;
  /** Undefined where it cannot be read from the statement: CREATE TABLE … AS SELECT, virtual tables. */
  readonly shape: TableShape | undefined;
  /** Empty where there is no shape. */
  readonly stored: StoredColumns;
  /** The script that made it, see `Schema.script`. */
  readonly madeBy: number;
  /** That script has put rows into it. */
  readonly filled: boolean;
}

export interface Index {
  readonly name: string;
  readonly table: string;
  readonly unique: boolean;
  readonly vector: boolean;
  /** Folded; undefined where one of its parts is an expression, or only some rows are in it. */
  readonly key: readonly string[] | undefined;
  /** All words and names in it, folded. */
  readonly names: ReadonlySet<string>;
}

export interface View {
  readonly name: string;
  /** All words and names in it, folded: among them the tables that it reads. */
  readonly names: ReadonlySet<string>;
}

export interface Trigger extends View {
  readonly table: string;
}

/** Keys are folded names. It is changed in place by `applyShape`; what it holds is not. */
export interface Schema {
  readonly tables: Named<Table>;
  readonly indexes: Named<Index>;
  readonly views: Named<View>;
  readonly triggers: Named<Trigger>;
  /** Counts the scripts that were applied; the number of the one that is being applied. */
  script: number;
}

/** The schema before the first migration. */
export function emptySchema(): Schema {
  return { tables: new Map(), indexes: new Map(), views: new Map(), triggers: new Map(), script: 0 };
}

/** What is applied to it leaves `base` as it is, until `merge` does the same there. */
export function schemaOn(base: Schema): Schema & { readonly merge: () => void } {
  const [tables, indexes, views, triggers] = [
    new Layer(base.tables),
    new Layer(base.indexes),
    new Layer(base.views),
    new Layer(base.triggers),
  ];
  const schema = { tables, indexes, views, triggers, script: base.script };
  const merge = () => {
    for (const layer of [tables, indexes, views, triggers]) layer.merge();
    base.script = schema.script;
  };
  return Object.assign(schema, { merge });
}

const foldAll = (names: readonly string[]) => new Set(names.map(foldIdentifier));

/**
 * Does to the schema what a statement does. What it does not know it leaves as it is.
 * @param sql of the statement, which `shape` was read from
 */
export function applyShape(schema: Schema, shape: StatementShape, sql: string): void {
  switch (shape.does) {
    case "create table":
    case "create virtual table":
      createTable(schema, shape, sql);
      return;
    case "create index":
      createIndex(schema, shape);
      return;
    case "create view":
      schema.views.set(foldIdentifier(shape.view), { name: shape.view, names: foldAll(shape.names) });
      return;
    case "create trigger": {
      const { trigger: name, table, names } = shape;
      schema.triggers.set(foldIdentifier(name), { name, table, names: foldAll(names) });
      return;
    }
    case "drop":
      drop(schema, shape.what, foldIdentifier(shape.name));
      return;
    case "rename table":
      renameTable(schema, foldIdentifier(shape.table), shape.to);
      return;
    case "insert":
      fill(schema, foldIdentifier(shape.table));
      return;
    case "add column":
    case "drop column":
    case "rename column":
    case "alter column":
      changeColumns(schema, shape);
  }
}

type Shape<Does extends StatementShape["does"]> = Extract<StatementShape, { readonly does: Does }>;

function createTable(schema: Schema, shape: Shape<"create table" | "create virtual table">, sql: string): void {
  const key = foldIdentifier(shape.table);
  if (shape.ifNotExists && schema.tables.has(key)) return;
  const columns = shape.does === "create table" ? shape.shape : undefined;
  schema.tables.set(key, {
    name: shape.table,
    shape: columns,
    stored: columns === undefined ? new Map() : storedColumns(sql),
    madeBy: schema.script,
    // CREATE TABLE … AS SELECT
    filled: shape.does === "create table" && columns === undefined,
  });
}

function createIndex(schema: Schema, shape: Shape<"create index">): void {
  schema.indexes.set(foldIdentifier(shape.index), {
    name: shape.index,
    table: shape.table,
    unique: shape.unique,
    vector: shape.vector,
    key: shape.partial || shape.columns.length < shape.parts ? undefined : shape.columns.map(foldIdentifier),
    names: foldAll(shape.names),
  });
}

function fill(schema: Schema, key: string): void {
  const table = schema.tables.get(key);
  if (table !== undefined && !table.filled) schema.tables.set(key, { ...table, filled: true });
}

function drop(schema: Schema, what: "table" | "index" | "view" | "trigger", name: string): void {
  if (what === "index") schema.indexes.delete(name);
  if (what === "view") schema.views.delete(name);
  if (what === "trigger") schema.triggers.delete(name);
  if (what !== "table") return;
  schema.tables.delete(name);
  for (const owned of [schema.indexes, schema.triggers])
    for (const [key, { table }] of owned) if (foldIdentifier(table) === name) owned.delete(key);
}

/** SQLite writes the new name into everything that mentions the old one. */
function renameTable(schema: Schema, from: string, to: string): void {
  const table = schema.tables.get(from);
  if (table === undefined) return;
  schema.tables.delete(from);
  schema.tables.set(foldIdentifier(to), { ...table, name: to });
  for (const [key, other] of schema.tables) {
    const { shape } = other;
    if (shape?.references.some((reference) => foldIdentifier(reference.table) === from))
      schema.tables.set(key, { ...other, shape: { ...shape, references: renamedIn(shape, from, to) } });
  }
  for (const [key, index] of schema.indexes)
    if (foldIdentifier(index.table) === from) schema.indexes.set(key, { ...index, table: to });
  for (const [key, view] of schema.views) schema.views.set(key, { ...view, names: renamedName(view.names, from, to) });
  for (const [key, trigger] of schema.triggers)
    schema.triggers.set(key, {
      ...trigger,
      table: foldIdentifier(trigger.table) === from ? to : trigger.table,
      names: renamedName(trigger.names, from, to),
    });
}

function renamedIn(shape: TableShape, from: string, to: string): TableShape["references"] {
  return shape.references.map((reference) =>
    foldIdentifier(reference.table) === from ? { ...reference, table: to } : reference,
  );
}

function renamedName(names: ReadonlySet<string>, from: string, to: string): ReadonlySet<string> {
  return names.has(from) ? new Set([...names].map((name) => (name === from ? foldIdentifier(to) : name))) : names;
}

function changeColumns(schema: Schema, change: ColumnChange): void {
  const key = foldIdentifier(change.table);
  const table = schema.tables.get(key);
  if (table?.shape === undefined) return;
  schema.tables.set(key, { ...table, shape: changedShape(table.shape, change), stored: changedStored(table.stored, change) });
}

/** A table by its name, whatever its case. */
export function tableOf(schema: Schema, name: string): Table | undefined {
  return schema.tables.get(foldIdentifier(name));
}

/** What ALTER COLUMN makes of the old definition of a column, see `misreadBy`; undefined too where the column is not known. */
export function misreadColumn(table: Table, name: string): ReturnType<typeof misreadBy> {
  const stored = table.stored.get(foldIdentifier(name));
  const last = table.shape?.columns.at(-1);
  // Behind the constraints stands what follows the parentheses.
  const isLast =
    table.shape?.constraints.length === 1 && last !== undefined && foldIdentifier(last.name) === foldIdentifier(name);
  return stored === undefined ? undefined : misreadBy(stored, isLast);
}

/** The columns of a table, folded; undefined where they are not known. */
export function columnsOf(schema: Schema, name: string): ReadonlySet<string> | undefined {
  const shape = tableOf(schema, name)?.shape;
  return shape === undefined ? undefined : foldAll(shape.columns.map((column) => column.name));
}

export interface ReferringTable {
  readonly table: Table;
  readonly onDelete: TableShape["references"][number]["onDelete"];
}

/** The tables that refer to one, that one among them if it refers to itself; a table as often as it does. */
export function referringTo(schema: Schema, name: string): ReferringTable[] {
  const wanted = foldIdentifier(name);
  return [...schema.tables.values()].flatMap((table) =>
    (table.shape?.references ?? [])
      .filter((reference) => foldIdentifier(reference.table) === wanted)
      .map(({ onDelete }) => ({ table, onDelete })),
  );
}

/** False for a table that the present script has made and put no rows into. A table that no file makes may have some. */
export function mayHaveRows(schema: Schema, name: string): boolean {
  const table = tableOf(schema, name);
  return table === undefined || table.filled || table.madeBy !== schema.script;
}
