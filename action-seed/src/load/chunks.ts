// Cuts the rows of a plan into statements of a bounded size, while they are generated.
import type { Statement } from "@libsql-actions/shared/database/connection";
import { plainLine } from "@libsql-actions/shared/report/log";
import type { Schema } from "@libsql-actions/shared/schema/table";
import type { Value } from "../generate/value.ts";
import type { SeedPlan, SeedTable } from "../plan/seed-table.ts";
import { cellRefusal } from "./cell-text.ts";
import { conflictClause, insertRow, insertRows, upsertKey } from "./insert-statement.ts";
import { CellError, refuse, rowEncoder } from "./row-encoder.ts";
import { scatteredColumn } from "./scattered.ts";

/** Some rows of one table, as a statement. */
export interface Chunk {
  /** The table's index in the plan. */
  readonly table: number;
  /** The first row, 0-based. */
  readonly first: number;
  readonly rows: number;
  readonly bytes: number;
  readonly statement: Statement;
  /** Rows of this chunk and of others with the same one can be one statement of this many parameters, which sorts them. */
  readonly sorting?: ((parameters: number) => string) | undefined;
}

/** The next row to write. A table that is full is followed by row 0 of the next. */
export interface Position {
  readonly table: number;
  readonly row: number;
}

export interface ChunkOptions {
  readonly upsert: boolean;
  readonly schema: Pick<Schema, "triggers">;
  /** Rows of a table behind so many are sorted: a smaller one fits into the database's cache, with its indexes. */
  readonly sortedBehind: number;
  /** The most bytes that a row may have; not given: any number. */
  readonly maxRowBytes?: number | undefined;
  /** Told of each row before it is encoded, with the table's index. */
  readonly onRow?: ((table: number, row: number, cells: readonly Value[]) => void) | undefined;
}

/** The first is small, so that the database has something to do early. */
const FIRST_CHUNK_BYTES = 64 * 1024;
/** V8 frees strings above 128 KB only when it looks through the whole heap. */
const CHUNK_BYTES = 100 * 1024;
/** Of JSON. A larger row travels by a parameter a cell, since SQLite's parser of JSON and a server's limits take less than they take by parameters. */
const MAX_JSON_ROW_BYTES = 1_000_000;

/** The rows of a plan from `from` on. @throws an `Error` that names table, row and column of what cannot be written */
export function* chunksOf({ tables }: SeedPlan, from: Position, options: ChunkOptions): Generator<Chunk> {
  let limit = FIRST_CHUNK_BYTES;
  const large = new Set(tables.flatMap(({ table, count }) => (count > options.sortedBehind ? [table.name] : [])));
  for (let index = from.table; index < tables.length; index++) {
    const table = tables[index] as SeedTable;
    const first = index === from.table ? from.row : 0;
    const conflict = options.upsert ? conflictOf(table) : "";
    const sortedBy = options.upsert ? undefined : scatteredColumn(table.table, table.columns, options.schema, large);
    for (const chunk of tableChunks(table, { first, index, conflict, sortedBy, options, limit: () => limit })) {
      limit = CHUNK_BYTES;
      yield { ...chunk, table: index };
    }
  }
}

/** @throws an `Error` when an upsert would not know the rows of the table */
export function conflictOf({ table, columns }: Pick<SeedTable, "table" | "columns">): string {
  const key = upsertKey(table, columns);
  if (key !== undefined) return conflictClause(table, columns, key);
  throw new Error(
    `Nothing was written: ${plainLine(table.name)} has no primary key, and no unique key of columns that are NOT NULL, so \`mode: upsert\` cannot tell which row is which. Give it one, or leave it out with \`exclude\`.`,
  );
}

interface TableChunks {
  /** The first row. */
  readonly first: number;
  /** Of the table in the plan. */
  readonly index: number;
  readonly conflict: string;
  readonly sortedBy: number | undefined;
  readonly options: ChunkOptions;
  readonly limit: () => number;
}

function* tableChunks(
  table: SeedTable,
  { first: from, index, conflict, sortedBy, options, limit }: TableChunks,
): Generator<Omit<Chunk, "table">> {
  const encoder = rowEncoder(table);
  let [lines, bytes, first]: [string[], number, number] = [[], 0, from];
  let sorting: Chunk["sorting"];
  const full = (end: number) => {
    const sql = insertRows(table.table, table.columns, encoder.travels, { conflict });
    // Joined here: a string that is added to bit by bit keeps all its parts until it is read.
    const chunk = { first, rows: end - first, bytes, statement: { sql, args: [`[${lines.join(",")}]`] }, sorting };
    [lines, bytes, first] = [[], 0, end];
    if (sortedBy !== undefined && end > options.sortedBehind)
      sorting ??= (parameters) => insertRows(table.table, table.columns, encoder.travels, { parameters, sortedBy });
    return chunk;
  };
  for (let row = from; row < table.count; row++) {
    const cells = table.row(row);
    options.onRow?.(index, row, cells);
    let text = encoder.encode(cells, row);
    if (text === undefined) {
      // Other cells of a column travelled in another way: their chunk ends here.
      if (lines.length > 0) yield full(row);
      sorting = undefined;
      encoder.widen(cells);
      text = encoder.encode(cells, row) ?? "";
    }
    const size = text.length + encoder.extraBytes();
    if (size > MAX_JSON_ROW_BYTES) {
      if (lines.length > 0) yield full(row);
      yield bound(table, cells, row, conflict, options.maxRowBytes);
      first = row + 1;
      continue;
    }
    if (bytes + size > limit() && lines.length > 0) yield full(row);
    lines.push(text);
    bytes += size + 1;
  }
  if (lines.length > 0) yield full(table.count);
}

/** A row by a parameter a cell. */
function bound(
  table: SeedTable,
  cells: readonly Value[],
  row: number,
  conflict: string,
  maxBytes: number | undefined,
): Omit<Chunk, "table"> {
  const bytes = cells.reduce<number>((sum, cell) => sum + sizeOf(cell), 0);
  if (maxBytes !== undefined && bytes > maxBytes)
    throw new CellError(
      `${plainLine(table.table.name)}, row ${row + 1}: the row has ${bytes} bytes, and ${maxBytes} is the most that a server takes. Make its largest cells smaller.`,
    );
  for (const [index, cell] of cells.entries()) {
    // The native client would cut it there.
    const hasNul = typeof cell === "string" && cell.includes("\0");
    const reason = hasNul ? "holds NUL, in a row of more than a megabyte" : cellRefusal(cell);
    if (reason !== undefined) refuse(table, row, index, reason);
  }
  const args = cells.map((cell) => (typeof cell === "number" && cell === 0 ? 0 : cell));
  return { first: row, rows: 1, bytes, statement: { sql: insertRow(table.table, table.columns, conflict), args } };
}

function sizeOf(cell: Value): number {
  if (typeof cell === "string") return Buffer.byteLength(cell);
  return cell instanceof Uint8Array ? cell.byteLength : 8;
}
