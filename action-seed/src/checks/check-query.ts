// Asks a database whether rows that it does not hold would meet CHECKs: the rows travel as one JSON parameter.
import type { Statement } from "@libsql-actions/shared/database/connection";
import type { Column } from "@libsql-actions/shared/schema/table";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { Value } from "../generate/value.ts";
import { blobHex, realJson, textJson } from "../load/cell-text.ts";
import { affinityIn } from "../plan/fits.ts";
import type { OpenChecks } from "./open-checks.ts";

/**
 * A query for the numbers of the rows that do not meet the CHECKs. They see the columns as in the table: by their names, with their affinities and collations.
 * @param rows cells in the order of `columns`
 */
export function violations(open: OpenChecks, checks: readonly string[], rows: readonly (readonly Value[])[]): Statement {
  const { table, columns, generated } = open;
  const number = freeName("row", [...columns, ...generated]);
  const cells = columns.map((column, at) => `${cellOf(open, column, at, rows)} AS ${quoteIdentifier(column.name)}`);
  const given = `SELECT r.key AS ${number}, ${cells.join(", ")} FROM json_each(?) AS r`;
  const whole = generated.reduce((inner, column) => `SELECT *, ${generatedCell(open, column)} FROM (${inner})`, given);
  const isUnmet = checks.map((check) => `NOT (${check}\n)`).join(" OR ");
  return {
    sql: `SELECT ${number} FROM (${whole}) AS ${quoteIdentifier(table.name)} WHERE ${isUnmet}`,
    args: [`[${rows.map((row) => `[${row.map(cellJson).join(",")}]`).join(",")}]`],
  };
}

function cellOf({ table }: OpenChecks, column: Column, at: number, rows: readonly (readonly Value[])[]): string {
  const plain = `r.value->>${at}`;
  const hasBlobs = rows.some((row) => row[at] instanceof Uint8Array);
  const cell = hasBlobs
    ? `CASE json_type(r.value, '$[${at}]') WHEN 'array' THEN unhex(r.value->>'$[${at}][0]') ELSE ${plain} END`
    : plain;
  const type = castOf(affinityIn(table, column), rows, at);
  const typed = type === undefined ? `(${cell})` : `CAST(${cell} AS ${type})`;
  return column.collation === "BINARY" ? typed : `${typed} COLLATE ${quoteIdentifier(column.collation)}`;
}

/** Which columns hold something in this row that a cast would change: rows that agree in it are asked about together, so that no row's answer depends on others. */
export function oddColumns({ table, columns }: OpenChecks, row: readonly Value[]): string {
  let odd = "";
  for (let at = 0; at < columns.length; at++) {
    const [column, value = null] = [columns[at], row[at]];
    if (column === undefined || value === null) continue;
    const affinity = affinityIn(table, column);
    const isOwn = affinity === "TEXT" ? typeof value === "string" : typeof value === "number" || typeof value === "bigint";
    if (affinity !== "BLOB" && !isOwn) odd += `${at},`;
  }
  return odd;
}

/** A cast that leaves all values as they are, and gives what compares with them the column's affinity; undefined where there is none. */
function castOf(affinity: Column["affinity"], rows: readonly (readonly Value[])[], at: number): string | undefined {
  const isOf = (isKind: (value: Value) => boolean) => rows.every((row) => (row[at] ?? null) === null || isKind(row[at] ?? null));
  if (affinity === "BLOB") return undefined;
  if (affinity === "TEXT") return isOf((value) => typeof value === "string") ? "TEXT" : undefined;
  return isOf((value) => typeof value === "number" || typeof value === "bigint") ? "NUMERIC" : undefined;
}

/** What a generated column computes is mostly of its own type, and is taken for that. */
function generatedCell({ table }: OpenChecks, column: Column): string {
  const { name, expression = "NULL", collation } = column;
  const affinity = affinityIn(table, column);
  const type = affinity === "BLOB" ? undefined : affinity === "TEXT" ? "TEXT" : "NUMERIC";
  const cell = type === undefined ? `(${expression}\n)` : `CAST((${expression}\n) AS ${type})`;
  const collate = collation === "BINARY" ? "" : ` COLLATE ${quoteIdentifier(collation)}`;
  return `${cell}${collate} AS ${quoteIdentifier(name)}`;
}

function freeName(wanted: string, columns: readonly Column[]): string {
  let name = wanted;
  while (columns.some((column) => column.name.toLowerCase() === name)) name += "_";
  return quoteIdentifier(name);
}

function cellJson(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return realJson(value);
  return typeof value === "string" ? textJson(value) : `["${blobHex(value)}"]`;
}
