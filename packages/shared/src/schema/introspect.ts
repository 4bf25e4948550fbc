// Reads the schema of a database: what its tables, columns, keys and references are, in four requests however many tables there are.
import type { InValue, ResultSet } from "@libsql/client";
import { foldIdentifier } from "../sql/identifier.ts";
import { affinityOf } from "./affinity.ts";
import { readIndexDefinition, readTableDefinition } from "./definition.ts";
import type { Action, Column, ForeignKey, Index, Schema, Table } from "./table.ts";
import { vectorType } from "./vector.ts";

/** What introspection asks; a `Connection` is one. */
export interface Queryable {
  query(sql: string, args?: readonly InValue[]): Promise<ResultSet>;
}

type Row = ResultSet["rows"][number];

/** Tables of the schema `main` that hold rows of their own: no views, no virtual tables, nothing that a virtual table keeps for itself. */
const TABLES = `
  SELECT l.name, l.wr, l.strict, s.sql, s.rowid AS position
  FROM pragma_table_list AS l JOIN sqlite_schema AS s ON s.type = 'table' AND s.name = l.name
  WHERE l.schema = 'main' AND l.type = 'table'`;
const QUERIES = {
  tables: `${TABLES} ORDER BY position`,
  columns: `SELECT t.name AS "table", c.* FROM (${TABLES}) AS t, pragma_table_xinfo(t.name, 'main') AS c ORDER BY t.position, c.cid`,
  // SQLite numbers foreign keys from the last declared to the first.
  foreignKeys: `SELECT t.name AS child, k.* FROM (${TABLES}) AS t, pragma_foreign_key_list(t.name, 'main') AS k ORDER BY t.position, k.id DESC, k.seq`,
  indexTerms: `
    SELECT t.name AS "table", i.name AS "index", i."unique", i.origin, s.sql, x.cid, x.name AS "column", x."desc", x.coll
    FROM (${TABLES}) AS t, pragma_index_list(t.name, 'main') AS i, pragma_index_xinfo(i.name, 'main') AS x
    LEFT JOIN sqlite_schema AS s ON s.type = 'index' AND s.name = i.name
    WHERE x.key ORDER BY t.position, i.seq DESC, x.seqno`,
};

/** Tables that belong to SQLite, to libSQL or to these actions, and are no part of an application's schema. */
export function isInternalTable(name: string): boolean {
  return /^(sqlite_|libsql_|_libsql_actions_)/i.test(name);
}

/**
 * Reads the schema.
 * @param leaveOut says of a table's name whether it is left out. The shadow tables of vector indexes always are.
 */
export async function introspect(database: Queryable, leaveOut: (table: string) => boolean = isInternalTable): Promise<Schema> {
  // Alone: where a database cannot be reached, it is asked once and not four times.
  const tables = await rowsOf(database, QUERIES.tables);
  const [columns, foreignKeys, indexTerms] = await Promise.all([
    rowsOf(database, QUERIES.columns).then((rows) => groupBy(rows, "table")),
    rowsOf(database, QUERIES.foreignKeys).then((rows) => groupBy(rows, "child")),
    rowsOf(database, QUERIES.indexTerms).then((rows) => groupBy(rows, "table")),
  ]);
  const targets = new Map(tables.map((row) => [foldIdentifier(text(row, "name")), toTarget(row, columns)]));
  const indexes = new Map([...indexTerms].map(([table, rows]) => [table, indexesOf(rows, targets.get(foldIdentifier(table)))]));
  const shadows = new Set(
    [...indexes.values()].flat().flatMap(({ name, vectorColumn }) => (vectorColumn === undefined ? [] : `${name}_shadow`)),
  );
  return {
    tables: tables.flatMap((row): Table[] => {
      const name = text(row, "name");
      if (leaveOut(name) || shadows.has(name)) return [];
      const parts = { columns: columns.get(name) ?? [], indexes: indexes.get(name) ?? [] };
      const keys = [...groupBy(foreignKeys.get(name) ?? [], "id").values()].map((rows) => toForeignKey(rows, targets));
      return [toTable(row, parts.columns, parts.indexes, keys)];
    }),
  };
}

function toTable(row: Row, columnRows: readonly Row[], indexes: readonly Index[], foreignKeys: readonly ForeignKey[]): Table {
  const sql = text(row, "sql");
  const withoutRowid = row["wr"] === 1n;
  const primaryKey = inKeyOrder(columnRows);
  const isAlias = !withoutRowid && primaryKey.length === 1 && !indexes.some(({ origin }) => origin === "primary key");
  const rowidAlias = isAlias ? primaryKey[0] : undefined;
  return {
    name: text(row, "name"),
    sql,
    columns: columnRows.map((column) => toColumn(column, rowidAlias)),
    primaryKey,
    rowidAlias,
    withoutRowid,
    strict: row["strict"] === 1n,
    foreignKeys,
    indexes,
    ...readTableDefinition(sql),
  };
}

function toColumn(row: Row, rowidAlias: string | undefined): Column {
  const [name, type] = [text(row, "name"), text(row, "type")];
  const hidden = Number(row["hidden"]);
  return {
    name,
    type,
    affinity: affinityOf(type),
    notNull: row["notnull"] === 1n || name === rowidAlias,
    default: row["dflt_value"] === null ? undefined : text(row, "dflt_value"),
    primaryKey: Number(row["pk"]),
    generated: hidden === 2 ? "virtual" : hidden === 3 ? "stored" : undefined,
    vector: vectorType(type),
  };
}

/** What a foreign key or an index can point at: a table's own name, its columns by folded name, and its primary key. */
interface Target {
  readonly name: string;
  readonly columns: ReadonlyMap<string, string>;
  readonly primaryKey: readonly string[];
}

function toTarget(row: Row, columns: ReadonlyMap<string, Row[]>): Target {
  const name = text(row, "name");
  const own = columns.get(name) ?? [];
  return {
    name,
    columns: new Map(own.map((column) => [foldIdentifier(text(column, "name")), text(column, "name")])),
    primaryKey: inKeyOrder(own),
  };
}

/** A column by its own name: SQLite lets a reference write it in other letters. */
function ownName(target: Target | undefined, name: string): string {
  return target?.columns.get(foldIdentifier(name)) ?? name;
}

function toForeignKey(rows: readonly Row[], targets: ReadonlyMap<string, Target>): ForeignKey {
  const first = rows[0] as Row;
  const target = targets.get(foldIdentifier(text(first, "table")));
  const named = rows.flatMap((row) => (row["to"] === null ? [] : ownName(target, text(row, "to"))));
  return {
    columns: rows.map((row) => text(row, "from")),
    table: target?.name ?? text(first, "table"),
    references: named.length > 0 ? named : (target?.primaryKey ?? []),
    onDelete: text(first, "on_delete") as Action,
    onUpdate: text(first, "on_update") as Action,
  };
}

const ORIGINS: Readonly<Record<string, Index["origin"]>> = { pk: "primary key", u: "unique constraint" };

function indexesOf(rows: readonly Row[], target: Target | undefined): Index[] {
  return [...groupBy(rows, "index").values()].map((terms) => toIndex(terms, target));
}

function toIndex(rows: readonly Row[], target: Target | undefined): Index {
  const first = rows[0] as Row;
  const sql = first["sql"] === null ? undefined : text(first, "sql");
  const definition = sql === undefined ? undefined : readIndexDefinition(sql);
  return {
    name: text(first, "index"),
    origin: ORIGINS[text(first, "origin")] ?? "create index",
    unique: first["unique"] === 1n,
    terms: rows.map((row, index) => ({
      column: row["column"] === null ? undefined : text(row, "column"),
      expression: row["column"] === null ? definition?.terms[index] : undefined,
      collation: text(row, "coll"),
      descending: row["desc"] === 1n,
    })),
    where: definition?.where,
    vectorColumn: definition?.vectorColumn === undefined ? undefined : ownName(target, definition.vectorColumn),
    sql,
  };
}

function inKeyOrder(columnRows: readonly Row[]): string[] {
  const inKey = columnRows.filter((row) => row["pk"] !== 0n);
  return inKey.sort((a, b) => Number(a["pk"]) - Number(b["pk"])).map((row) => text(row, "name"));
}

async function rowsOf(database: Queryable, sql: string): Promise<Row[]> {
  return (await database.query(sql)).rows;
}

function text(row: Row, column: string): string {
  return String(row[column]);
}

/** Groups rows by a column, keeping the order of both. */
function groupBy(rows: readonly Row[], column: string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = text(row, column);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
