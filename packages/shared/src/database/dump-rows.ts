// Reads the rows of a table in pages and writes them as INSERT statements that give back every value with its type, bit for bit.
import { setImmediate } from "node:timers/promises";
import { quote } from "../inputs/quote.ts";
import { quoteIdentifier } from "../sql/identifier.ts";
import type { DumpedTable, Order, TableColumns } from "./dump-columns.ts";
import { cellExpression, literal, operand } from "./dump-literal.ts";
import { packedReader } from "./dump-packed.ts";
import { fittingRows, fromRange, MAX_PAGE_BYTES, MAX_PAGE_ROWS, type Range, rowidSource } from "./dump-page.ts";
import type { Read } from "./read.ts";

/**
 * Loading takes 100 times as long with an INSERT for each row, and the native client's `executeMultiple` copies the rest of the script for each
 * statement: 113 MB took 230 s with 500 rows in each.
 */
const MAX_ROWS_PER_INSERT = 5_000;
/** A row alone may have more: sqld takes statements of 40 MB, as long as each value has at most 5,000,000 bytes. */
const MAX_CHARACTERS_PER_INSERT = 200_000;
/** SQLite's own limit (https://sqlite.org/limits.html#max_column); VALUES of one row may have more, of several not. */
const MAX_RESULT_COLUMNS = 2_000;
const EVERYTHING: Range = { where: "", orderBy: "", args: [] };

/** A page of rows: each as `(literal,literal,…)`. */
type Rows = readonly string[];
type ReadPage = (rows: number) => Promise<Rows | undefined>;

/**
 * Yields all rows in their order, page by page.
 * @throws an `Error` when the table does not have as many rows as were read: somebody wrote to it meanwhile
 */
export async function* readRows(read: Read, table: DumpedTable, columns: TableColumns): AsyncGenerator<Rows> {
  const nextPage = pageReader(read, table, columns);
  let [total, wanted] = [0, MAX_PAGE_ROWS];
  // What others do meanwhile may well take as long as the next page takes.
  let coming = nextPage(wanted);
  for (;;) {
    const rows = await coming;
    if (rows === undefined) break;
    if (rows.length > 0) wanted = nextWanted(wanted, rows);
    coming = nextPage(wanted);
    // It is awaited above; until then nobody has to hear that it failed.
    coming.catch(() => undefined);
    total += rows.length;
    if (rows.length > 0) yield rows;
    // The native client never waits, and lets go of what a statement took only when the event loop turns: of a million rows 40 MB.
    await setImmediate();
  }
  const { rows: counted } = await read(`SELECT count(*) FROM ${quoteIdentifier(table.name)}`);
  if (Number(counted[0]?.[0]) !== total)
    throw new Error(`the table ${quote(table.name)} was written to while it was read; try again when nobody writes`);
}

/** A little less than what fitted, and more by and by where it did: to find out how many rows fit takes the engine longer than that they do. */
function nextWanted(wanted: number, rows: Rows): number {
  const characters = rows.reduce((sum, row) => sum + row.length, 0);
  const grown = characters > MAX_PAGE_BYTES / 2 ? 1.1 * wanted : 4 * wanted;
  return Math.min(MAX_PAGE_ROWS, Math.ceil(rows.length < wanted && characters > MAX_PAGE_BYTES / 4 ? 0.9 * rows.length : grown));
}

/** Writes rows as INSERTs of many rows each; the same rows in other pages make the same statements. */
export function insertWriter(table: DumpedTable, { names }: TableColumns) {
  const into = `INSERT INTO ${quoteIdentifier(table.name)}(${names.join(", ")}) VALUES`;
  const maxRows = names.length > MAX_RESULT_COLUMNS ? 1 : MAX_ROWS_PER_INSERT;
  let values: string[] = [];
  let characters = 0;
  const finish = () => {
    const statement = values.length === 0 ? "" : `${into}\n${values.join(",\n")};\n`;
    [values, characters] = [[], 0];
    return statement;
  };
  return {
    /** Takes rows and gives the statements that are full. */
    *add(rows: Rows): Generator<string> {
      for (const row of rows) {
        if (values.length === maxRows || (values.length > 0 && characters + row.length > MAX_CHARACTERS_PER_INSERT))
          yield finish();
        values.push(row);
        characters += row.length;
      }
    },
    /** The last statement; empty when there is none. */
    finish,
  };
}

/** The row literals of a query that needs no pages, without parentheses. */
export async function readFew(read: Read, columns: readonly string[], fromAndOrder: string): Promise<string[]> {
  const { rows } = await read(`SELECT ${columns.map(cellExpression).join(", ")} ${fromAndOrder}`);
  return rows.map((row) => Array.from(row, literal).join(","));
}

/** A function that reads the next page each time, and undefined at the end. */
function pageReader(read: Read, table: DumpedTable, columns: TableColumns): ReadPage {
  const { order } = columns;
  if (order.kind === "rowid") return byRowid(read, table, columns.names, order.name);
  return order.kind === "key" ? byKey(read, table, columns.names, order) : byPosition(read, table, columns.names);
}

function byRowid(read: Read, table: DumpedTable, names: readonly string[], rowid: string): ReadPage {
  const readPacked = packedReader(read, table, names, rowid);
  const at = names.indexOf(rowid);
  let range: Range = { ...EVERYTHING, orderBy: rowid };
  let last: bigint | undefined;
  let isEnd = false;
  const goOnBehind = (reached: bigint) => {
    last = reached;
    range = { where: behind(table, rowid, reached), orderBy: rowid, args: [] };
  };
  return async (wanted) => {
    if (isEnd) return undefined;
    const packed = await readPacked(range, wanted, last);
    if (packed !== undefined) {
      goOnBehind(packed.last);
      isEnd = packed.isEnd;
      return packed.rows;
    }
    const cells = await readCells(read, table, names, range, wanted);
    if (cells.length === 0) return undefined;
    goOnBehind(cells.at(-1)?.[at] as bigint);
    return cells.map(toRow);
  };
}

/** An r-tree finds a rowid fast, but not those behind one. */
function behind(table: DumpedTable, rowid: string, last: bigint): string {
  if (!table.module?.startsWith("rtree")) return `${rowid} > ${last}`;
  return `${rowid} IN (SELECT rowid FROM ${rowidSource(table)} WHERE rowid > ${last} ORDER BY rowid LIMIT ${MAX_PAGE_ROWS})`;
}

/**
 * The rows behind the last one are, for a key of three terms: those that differ from it in the third alone, then those that differ from the second
 * on, then from the first. Each is one stretch of the table, where a comparison of all terms at once would have the engine look for the place.
 */
function byKey(read: Read, table: DumpedTable, names: readonly string[], { terms }: Order & { kind: "key" }): ReadPage {
  const orderBy = terms.map(({ sql, descending }) => `${sql}${descending ? " DESC" : ""}`).join(", ");
  let last: readonly unknown[] | undefined;
  let differing = 0;
  const range = (): Range => {
    if (last === undefined) return { ...EVERYTHING, orderBy };
    const args: Uint8Array[] = [];
    const comparisons = terms.slice(0, differing + 1).map(({ at, sql, descending }, index) => {
      const value = operand(last?.[at], `?${args.length + 1}`);
      args.push(...value.args);
      return `${sql} ${index < differing ? "=" : descending ? "<" : ">"} ${value.sql}`;
    });
    return { where: comparisons.join(" AND "), orderBy, args };
  };
  return async (wanted) => {
    const cells = await readCells(read, table, names, range(), wanted);
    if (cells.length > 0) {
      last = cells.at(-1);
      differing = terms.length - 1;
    } else if (last === undefined || --differing < 0) return undefined;
    return cells.map(toRow);
  };
}

function byPosition(read: Read, table: DumpedTable, names: readonly string[]): ReadPage {
  let position = 0;
  return async (wanted) => {
    const cells = await readCells(read, table, names, EVERYTHING, wanted, position);
    position += cells.length;
    return cells.length === 0 ? undefined : cells.map(toRow);
  };
}

const toRow = (cells: readonly unknown[]) => `(${cells.map(literal).join(",")})`;

/** Reads rows value by value, at least one where there is one. */
async function readCells(
  read: Read,
  table: DumpedTable,
  names: readonly string[],
  range: Range,
  wanted: number,
  offset = 0,
): Promise<unknown[][]> {
  const limit = `LIMIT max(1, ${fittingRows(table, names, range, wanted, offset)}) OFFSET ${offset}`;
  const page: unknown[][] = [];
  // With its rowid a row can have one column more than a result.
  for (let first = 0; first < names.length; first += MAX_RESULT_COLUMNS) {
    const columns = names.slice(first, first + MAX_RESULT_COLUMNS).map(cellExpression);
    const { rows } = await read(`SELECT ${columns.join(", ")} ${fromRange(table, range)} ${limit}`, range.args);
    for (const [index, row] of rows.entries())
      page[index] = first === 0 ? Array.from(row) : [...(page[index] ?? []), ...Array.from(row)];
  }
  return page;
}
