// The statements that put rows into a table: many rows by one JSON parameter, or one row by a parameter a cell.
import type { Column, Table } from "@libsql-actions/shared/schema/table";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";

/**
 * How a column travels in a JSON parameter: `plain` values as they are, blobs as hexadecimal digits, and where a column has both, or text with NUL, values
 * as they are, [hexadecimal digits] and {"t": [text between NULs]}.
 */
export type Travel = "plain" | "blob" | "mixed";

export interface InsertOptions {
  /** What `conflictClause` gives. */
  readonly conflict?: string;
  /** How many parameters there are, each a list of rows. */
  readonly parameters?: number;
  /** The column that the rows are sorted by, as an index into the columns. */
  readonly sortedBy?: number | undefined;
}

/** `INSERT … SELECT … FROM json_each(?)`; the parameter is a list of rows, each a list of cells. */
export function insertRows(
  table: Table,
  columns: readonly Column[],
  travels: readonly Travel[],
  { conflict = "", parameters = 1, sortedBy }: InsertOptions = {},
): string {
  const cells = columns.map((_, index) => cell(index, travels[index] ?? "plain"));
  const lists = Array.from({ length: parameters }, () => "SELECT value FROM json_each(?)").join(" UNION ALL ");
  const from = parameters === 1 ? "json_each(?)" : `(${lists})`;
  // Without WHERE the parser takes ON CONFLICT for the condition of a join.
  const rest = conflict === "" ? "" : ` WHERE true ${conflict}`;
  const order = sortedBy === undefined ? "" : ` ORDER BY ${cells[sortedBy]}`;
  return `INSERT INTO ${target(table, columns)} SELECT ${cells.join(", ")} FROM ${from} AS r${rest}${order}`;
}

function cell(index: number, travel: Travel): string {
  const plain = `r.value->>${index}`;
  if (travel === "plain") return plain;
  if (travel === "blob") return `unhex(${plain})`;
  const parts = `(SELECT group_concat(p.value, char(0)) FROM json_each(r.value, '$[${index}].t') AS p)`;
  return `CASE json_type(r.value, '$[${index}]') WHEN 'array' THEN unhex(r.value->>'$[${index}][0]') WHEN 'object' THEN ${parts} ELSE ${plain} END`;
}

/** `INSERT … VALUES (?, …)`. */
export function insertRow(table: Table, columns: readonly Column[], conflict = ""): string {
  return `INSERT INTO ${target(table, columns)} VALUES (${columns.map(() => "?").join(", ")}) ${conflict}`.trimEnd();
}

function target(table: Table, columns: readonly Column[]): string {
  return `${quoteIdentifier(table.name)} (${columns.map(({ name }) => quoteIdentifier(name)).join(", ")})`;
}

/** What an upsert knows rows by: the columns, with the collation that their index compares by where it is not the column's. */
export type UpsertKey = readonly { readonly column: string; readonly collation?: string }[];

/** The primary key, or the first unique key without conditions, expressions and NULLs; undefined when rows are not known by anything that is inserted. */
export function upsertKey(table: Table, columns: readonly Column[]): UpsertKey | undefined {
  const inserted = new Map(columns.map((column) => [column.name, column]));
  if (table.primaryKey.length > 0 && table.primaryKey.every((name) => inserted.has(name)))
    return table.primaryKey.map((column) => ({ column }));
  for (const { unique, where, terms } of table.indexes) {
    if (!unique || where !== undefined) continue;
    const known = terms.flatMap(({ column, collation }) => {
      const own = column === undefined ? undefined : inserted.get(column);
      if (own === undefined || !own.notNull) return [];
      return [{ column: own.name, ...(collation === own.collation ? {} : { collation }) }];
    });
    if (known.length === terms.length) return known;
  }
  return undefined;
}

/** `ON CONFLICT … DO UPDATE` of what differs, so that a row which is equal already is not written. */
export function conflictClause(table: Table, columns: readonly Column[], key: UpsertKey): string {
  const terms = key.map(
    ({ column, collation }) =>
      quoteIdentifier(column) + (collation === undefined ? "" : ` COLLATE ${quoteIdentifier(collation)}`),
  );
  const names = columns.filter(({ name }) => !key.some(({ column }) => column === name)).map(({ name }) => quoteIdentifier(name));
  const on = `ON CONFLICT (${terms.join(", ")}) DO`;
  if (names.length === 0) return `${on} NOTHING`;
  const sets = names.map((name) => `${name} = excluded.${name}`);
  const own = quoteIdentifier(table.name);
  return `${on} UPDATE SET ${sets.join(", ")} WHERE ${anyOf(names.map((name) => `${own}.${name} IS NOT excluded.${name}`))}`;
}

/** SQLite's parser takes expressions up to 1,000 deep, and a chain of ORs is as deep as it is long. */
function anyOf(conditions: readonly string[]): string {
  if (conditions.length <= 100) return conditions.join(" OR ");
  const half = Math.ceil(conditions.length / 2);
  return `(${anyOf(conditions.slice(0, half))}) OR (${anyOf(conditions.slice(half))})`;
}
