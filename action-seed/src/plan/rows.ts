// Turns a table into a function from row numbers to rows.
import type { Column, ForeignKey } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { addressKey, below, drawsOf, isOneIn, jump, permute } from "../generate/address.ts";
import { readChecks } from "../generate/checks.ts";
import { columnDomain } from "../generate/column-domain.ts";
import { type Domain, UNBOUNDED, type Value } from "../generate/value.ts";
import type { Ordered } from "./order.ts";
import { type Place, planPlaces, type Reject } from "./places.ts";

/** Rows that can be referred to: generated ones, or those that are in the database already. */
export interface Parent {
  readonly count: number;
  has(column: string): boolean;
  /** The value of a column in a row (0-based). */
  value(column: string, row: number): Value;
}

/** The rows of a table, to be inserted in their order. */
export interface GeneratedTable extends Parent {
  readonly name: string;
  /** All columns but generated ones. */
  readonly columns: readonly Column[];
}

type Cell = (row: number) => Value;

/** One in this many values of a column that can be NULL is. */
const NULL_ONE_IN = 10;

export interface TableRequest extends Ordered {
  readonly count: number;
  readonly seed: string;
  /** Finds the rows of a table referred to; undefined when it has none and gets none. */
  readonly parentOf: (table: string) => Parent | undefined;
}

/**
 * Plans the rows of a table.
 * @param reject told of everything that cannot be satisfied, as a sentence that begins with table and column
 */
export function planTable(request: TableRequest, reject: Reject): GeneratedTable {
  const { table, count, references } = request;
  const columns = table.columns.filter(({ generated }) => generated === undefined);
  const domains = domainsOf(request, columns, reject);
  const placeOf = planPlaces(request, (column) => domains.get(column)?.size ?? 0, reject);
  const cells = new Map<string, Cell>();
  const generated: GeneratedTable = {
    name: table.name,
    columns,
    count,
    has: (column) => cells.has(column),
    value: (column, row) => cells.get(column)?.(row) ?? null,
  };
  for (const column of columns)
    cells.set(column.name, plainCell(request, column, domains.get(column.name), placeOf(column.name)));
  for (const key of references.followed) {
    const parent = key.table === table.name ? generated : request.parentOf(key.table);
    const parentRow = referredRow(request, key, placeOf(key), reject);
    for (const [index, column] of key.columns.entries()) {
      const target = key.references[index] ?? "";
      if (parent?.has(target) === false)
        reject(`${table.name}.${column}: ${key.table} has no column ${target} to take values from.`);
      cells.set(column, (row) => {
        const referred = parentRow(row);
        return referred === null || parent === undefined ? null : parent.value(target, referred);
      });
    }
  }
  return generated;
}

/** The domains of the columns that get values of their own: those without one are NULL, or filled from what they refer to. */
function domainsOf({ table, references }: TableRequest, columns: readonly Column[], reject: Reject): Map<string, Domain> {
  const referring = new Set(references.followed.flatMap((key) => key.columns));
  const limits = readChecks(table.checks);
  const domains = new Map<string, Domain>();
  for (const column of columns) {
    if (referring.has(column.name) || references.nulled.has(column.name)) continue;
    const domain = columnDomain(table, column, limits.get(foldIdentifier(column.name)) ?? {});
    if (domain !== undefined && domain.size > 0) domains.set(column.name, domain);
    else if (column.notNull) {
      const reason = domain === undefined ? `values of the type ${column.type} cannot be generated` : "no value meets its CHECKs";
      reject(`${table.name}.${column.name}: ${reason}, and it is NOT NULL.`);
    }
  }
  return domains;
}

/** Values of a column that refers to nothing. */
function plainCell({ table, seed }: TableRequest, column: Column, domain: Domain | undefined, place: Place | undefined): Cell {
  if (domain === undefined) return () => null;
  const key = addressKey(seed, table.name, column.name);
  if (place !== undefined)
    return (row) => {
      const number = place(row) % domain.size;
      return domain.distinct(domain.size < UNBOUNDED ? permute(key, number, domain.size) : number, drawsOf(key, row));
    };
  if (column.notNull || column.primaryKey > 0) return (row) => domain.random(drawsOf(key, row));
  return (row) => {
    const draw = drawsOf(key, row);
    return isOneIn(draw, 0, NULL_ONE_IN) ? null : domain.random(draw);
  };
}

/** Which row of the other table a row refers to; null for none. */
function referredRow(
  request: TableRequest,
  key: ForeignKey,
  place: Place | undefined,
  reject: Reject,
): (row: number) => number | null {
  const { table, count, seed } = request;
  const canBeNull = key.columns.every((name) =>
    table.columns.some((column) => column.name === name && !column.notNull && column.primaryKey === 0),
  );
  const address = addressKey(seed, table.name, "refers", ...key.columns);
  const isNull = (row: number) => canBeNull && isOneIn(drawsOf(address, row), 0, NULL_ONE_IN);
  if (key.table === table.name) {
    // The first row has no earlier one: it refers to nothing or to itself.
    const first = canBeNull ? null : 0;
    if (place !== undefined) return (row) => (canBeNull ? (row === 0 ? null : row - 1) : row);
    return (row) => (row === 0 ? first : isNull(row) ? null : below(drawsOf(address, row), 1, row));
  }
  const parents = request.parentOf(key.table)?.count ?? 0;
  if (parents === 0 && !canBeNull && count > 0)
    reject(`${table.name}.${key.columns.join(", ")}: refers to ${key.table}, which holds no rows and gets none.`);
  if (parents === 0) return () => null;
  if (place !== undefined) return (row) => place(row) % parents;
  return (row) => (isNull(row) ? null : jump(drawsOf(address, row), 1, parents));
}
