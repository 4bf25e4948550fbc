// Reads the schema of a database: what its tables, columns, keys, references, views and triggers are.
import { foldIdentifier } from "../sql/identifier.ts";
import { affinityOf } from "./affinity.ts";
import { type Catalog, type CatalogObject, groupBy, type Queryable, type Row, readCatalog, text } from "./catalog.ts";
import { type IndexDefinition, readIndexDefinition } from "./index-definition.ts";
import { readTriggerDefinition, readViewDefinition, readVirtualTableDefinition } from "./object-definition.ts";
import type { Action, Column, ForeignKey, Index, Schema, Table } from "./table.ts";
import { type ColumnDefinition, readTableDefinition, type TableDefinition } from "./table-definition.ts";
import { vectorType } from "./vector.ts";

export type { Queryable } from "./catalog.ts";

/** Tables that belong to SQLite, to libSQL, to replication or to these actions, and are no part of an application's schema. */
export function isInternalTable(name: string): boolean {
  return /^(sqlite_|libsql_|_litestream_|_libsql_actions_(migrations|seed)$)/i.test(name);
}

/**
 * Reads the schema. Internal tables and the shadow tables of vector indexes and virtual tables are always left out.
 * @param leaveOut says of the name of a table, virtual table or view whether it is left out too, with all that is on it
 * @throws an `Error` that names the object whose definition is not text
 */
export async function introspect(database: Queryable, leaveOut: (name: string) => boolean = () => false): Promise<Schema> {
  const catalog = await readCatalog(database);
  const tables = catalog.objects.filter(({ type }) => type === "table");
  const targets = new Map(tables.map(({ name }) => [foldIdentifier(name), toTarget(name, catalog.columns.get(name) ?? [])]));
  const indexes = readIndexes(catalog, targets);
  const shadows = new Set(
    [...indexes.values()].flat().flatMap(({ name, vector }) => (vector === undefined ? [] : `${name}_shadow`)),
  );
  const isKept = (name: string) => !isInternalTable(name) && !shadows.has(name) && !leaveOut(name);
  const kept = (type: CatalogObject["type"]) => catalog.objects.filter((object) => object.type === type && isKept(object.name));
  const relations = catalog.objects.filter(({ type }) => type !== "index" && type !== "trigger");
  const ownNames = new Map(relations.map(({ name }) => [foldIdentifier(name), name]));
  // A trigger has the name of its table as it was written.
  const triggers = kept("trigger").map((one) => ({ ...one, table: ownNames.get(foldIdentifier(one.table)) ?? one.table }));
  return {
    tables: tables.filter(({ name }) => isKept(name)).map((object) => toTable(object, catalog, indexes, targets)),
    virtualTables: kept("virtual").map(({ name, sql }) => ({ name, sql, ...readVirtualTableDefinition(sql) })),
    views: kept("view").map(({ name, sql }) => ({ name, sql, ...readViewDefinition(sql) })),
    triggers: triggers
      .filter(({ table }) => isKept(table))
      .map(({ name, table, sql }) => ({ name, table, sql, ...readTriggerDefinition(sql) })),
  };
}

type Targets = ReadonlyMap<string, Target>;

function toTable(object: CatalogObject, catalog: Catalog, indexes: ReadonlyMap<string, Index[]>, targets: Targets): Table {
  const { name, sql, withoutRowid, strict } = object;
  const definition = readTableDefinition(sql);
  const [columnRows, ownIndexes] = [catalog.columns.get(name) ?? [], indexes.get(name) ?? []];
  const primaryKey = inKeyOrder(columnRows);
  const isAlias = !withoutRowid && primaryKey.length === 1 && !ownIndexes.some(({ origin }) => origin === "primary key");
  const rowidAlias = isAlias ? primaryKey[0] : undefined;
  const declared = new Map(definition.columns.map((column) => [foldIdentifier(column.name), column]));
  const { constraints } = definition;
  return {
    name,
    sql,
    definition,
    columns: columnRows.map((row) => toColumn(row, rowidAlias, declared.get(foldIdentifier(text(row, "name"))))),
    primaryKey,
    rowidAlias,
    withoutRowid,
    strict,
    autoincrement: constraints.some((one) => one.kind === "primary-key" && one.autoincrement),
    foreignKeys: toForeignKeys(catalog.foreignKeys.get(name) ?? [], definition, targets),
    indexes: ownIndexes,
    checks: constraints.flatMap((one) => (one.kind === "check" ? one.expression : [])),
  };
}

function toColumn(row: Row, rowidAlias: string | undefined, declared: ColumnDefinition | undefined): Column {
  const [name, type] = [text(row, "name"), text(row, "type")];
  const hidden = Number(row["hidden"]);
  return {
    name,
    type,
    affinity: affinityOf(type),
    notNull: row["notNull"] === 1 || name === rowidAlias,
    default: row["default"] === null ? undefined : text(row, "default"),
    collation: declared?.collation ?? "BINARY",
    primaryKey: Number(row["key"]),
    generated: hidden === 2 ? "virtual" : hidden === 3 ? "stored" : undefined,
    expression: declared?.generated?.expression,
    vector: vectorType(type),
  };
}

/** What a foreign key or an index can point at: a table's own name, its columns by folded name, and its primary key. */
interface Target {
  readonly name: string;
  readonly columns: ReadonlyMap<string, string>;
  readonly primaryKey: readonly string[];
}

function toTarget(name: string, columns: readonly Row[]): Target {
  return {
    name,
    columns: new Map(columns.map((column) => [foldIdentifier(text(column, "name")), text(column, "name")])),
    primaryKey: inKeyOrder(columns),
  };
}

/** A column by its own name: SQLite lets a reference write it in other letters. */
function ownName(target: Target | undefined, name: string): string {
  return target?.columns.get(foldIdentifier(name)) ?? name;
}

function toForeignKeys(rows: readonly Row[], { constraints }: TableDefinition, targets: Targets): ForeignKey[] {
  const declared = constraints.flatMap((one) => (one.kind === "foreign-key" ? one : []));
  return [...groupBy(rows, "id").values()].map((parts, index) => ({
    ...toForeignKey(parts, targets),
    deferred: declared[index]?.deferred ?? false,
  }));
}

function toForeignKey(rows: readonly Row[], targets: Targets): Omit<ForeignKey, "deferred"> {
  const first = rows[0] as Row;
  const target = targets.get(foldIdentifier(text(first, "table")));
  const named = rows.flatMap((row) => (row["to"] === null ? [] : ownName(target, text(row, "to"))));
  return {
    columns: rows.map((row) => text(row, "from")),
    table: target?.name ?? text(first, "table"),
    references: named.length > 0 ? named : (target?.primaryKey ?? []),
    onDelete: text(first, "onDelete") as Action,
    onUpdate: text(first, "onUpdate") as Action,
  };
}

/** The indexes of every table. */
function readIndexes({ objects, indexTerms }: Catalog, targets: Targets): Map<string, Index[]> {
  const statements = new Map(objects.flatMap(({ type, name, sql }) => (type === "index" ? [[name, sql] as const] : [])));
  const toIndexes = (rows: readonly Row[], target: Target | undefined) =>
    [...groupBy(rows, "index")].map(([name, terms]) => toIndex(name, terms, statements.get(name), target));
  return new Map([...indexTerms].map(([table, rows]) => [table, toIndexes(rows, targets.get(foldIdentifier(table)))]));
}

const ORIGINS: Readonly<Record<string, Index["origin"]>> = { pk: "primary key", u: "unique constraint" };

function toIndex(name: string, rows: readonly Row[], sql: string | undefined, target: Target | undefined): Index {
  const first = rows[0] as Row;
  const definition: IndexDefinition | undefined = sql === undefined ? undefined : readIndexDefinition(sql);
  const vector = definition?.vector && { ...definition.vector, column: ownName(target, definition.vector.column) };
  return {
    name,
    origin: ORIGINS[text(first, "origin")] ?? "create index",
    unique: first["unique"] === 1,
    terms: rows.map((row, index) => ({
      column: row["column"] === null ? undefined : text(row, "column"),
      expression: row["column"] === null ? definition?.terms[index] : undefined,
      collation: text(row, "collation").toUpperCase(),
      descending: row["descending"] === 1,
    })),
    where: definition?.where,
    vectorColumn: vector?.column,
    vector,
    sql,
  };
}

function inKeyOrder(columnRows: readonly Row[]): string[] {
  const inKey = columnRows.filter((row) => row["key"] !== 0);
  return inKey.sort((a, b) => Number(a["key"]) - Number(b["key"])).map((row) => text(row, "name"));
}
