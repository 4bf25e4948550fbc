// How many rows are read at once: as many as fit a number of bytes, which the engine itself adds up, so that neither an answer nor memory grows
// with the size of a table or of its rows.
import { quoteIdentifier } from "../sql/identifier.ts";
import type { DumpedTable } from "./dump-columns.ts";

/** sqld gives answers of up to 10 MB and values of up to 5 MB; what is read is up to three times as long as what is stored. */
export const MAX_PAGE_BYTES = 100_000;
export const MAX_PAGE_ROWS = 20_000;
/** A number or NULL as text, and what separates it from the next. */
const BYTES_PER_VALUE = 12;

/** Rows of a table: all of them, or those behind the ones that were read. Parameters are numbered from `?1`. */
export interface Range {
  readonly where: string;
  readonly orderBy: string;
  readonly args: readonly Uint8Array[];
}

/** The range as SQL, from FROM to ORDER BY. An index would bring another order than that of the rows. */
export function fromRange(table: DumpedTable, { where, orderBy }: Range): string {
  const from = `FROM ${quoteIdentifier(table.name)}${table.module === undefined ? " NOT INDEXED" : ""}`;
  return `${from}${where === "" ? "" : ` WHERE ${where}`}${orderBy === "" ? "" : ` ORDER BY ${orderBy}`}`;
}

/** What gives the rowids of a table fast; an r-tree, which gives them by looking at all, keeps them in a table of its own. */
export function rowidSource({ name, module }: DumpedTable): string {
  return quoteIdentifier(module?.startsWith("rtree") ? `${name}_rowid` : name);
}

/**
 * An expression for how many of the first `rows` rows of a range fit a page; it may be 0.
 * @param columns what is read, quoted
 */
export function fittingRows(table: DumpedTable, columns: readonly string[], range: Range, rows: number, offset = 0): string {
  const size = `(${sum(columns.map(storedBytes))})`;
  const from = `${fromRange(table, range)} LIMIT ${rows} OFFSET ${offset}`;
  const upTo = `sum(bytes) OVER (ROWS UNBOUNDED PRECEDING)`;
  const sizes = `SELECT ${size} AS bytes ${from}`;
  return `CASE WHEN (SELECT sum(bytes) FROM (${sizes})) <= ${MAX_PAGE_BYTES} THEN ${rows}
ELSE (SELECT count(*) FROM (SELECT ${upTo} AS up_to FROM (${sizes})) WHERE up_to <= ${MAX_PAGE_BYTES}) END`;
}

/** `octet_length` of a stored value does not read it (https://sqlite.org/lang_corefunc.html#octet_length). */
function storedBytes(column: string): string {
  return `CASE WHEN typeof(${column}) IN ('text', 'blob') THEN octet_length(${column}) ELSE 0 END + ${BYTES_PER_VALUE}`;
}

/** Adds up any number of expressions: SQLite takes 1,000 levels of nesting, and a table may have 2,000 columns. */
export function sum(expressions: readonly string[]): string {
  return balanced(expressions, " + ");
}

/** Joins expressions by an operator as a flat tree. */
export function balanced(expressions: readonly string[], operator: string): string {
  if (expressions.length <= 8) return expressions.join(operator);
  const half = expressions.length >> 1;
  const [left, right] = [expressions.slice(0, half), expressions.slice(half)];
  return `(${balanced(left, operator)})${operator}(${balanced(right, operator)})`;
}
