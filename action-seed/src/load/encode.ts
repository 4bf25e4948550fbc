// Writes generated rows as statements: one JSON parameter a chunk instead of one parameter a cell, which is a third of the bytes on the wire.
import type { Statement } from "@libsql-actions/shared/database/connection";
import { plainLine } from "@libsql-actions/shared/report/log";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { Value } from "../generate/value.ts";
import type { GeneratedTable } from "../plan/rows.ts";

const CHUNK_BYTES = 1_000_000;
/** sqld takes no parameter of 5,000,000 bytes; stay below. */
const MAX_ROW_BYTES = 4_500_000;
/** All of it travels in one request, which a server holds in memory several times over. */
const MAX_SEED_BYTES = 32_000_000;

export interface EncodedTable {
  readonly name: string;
  readonly rows: number;
  readonly statements: Statement[];
}

/**
 * Encodes tables in their order.
 * @throws an `Error` when a row or the whole is larger than what is sent at once
 */
export function encodeTables(tables: readonly GeneratedTable[]): EncodedTable[] {
  let left = MAX_SEED_BYTES;
  return tables.map((table) => {
    const statements: Statement[] = [];
    for (const chunk of chunksOf(table)) {
      left -= chunk.bytes;
      if (left < 0)
        throw new Error(
          `The generated rows are larger than ${MAX_SEED_BYTES / 1_000_000} MB, the most that is written as one transaction; it was exceeded in ${plainLine(table.name)}. Nothing was written. Ask for fewer \`rows\`.`,
        );
      statements.push({ sql: insertStatement(table, chunk.blobs), args: [chunk.json] });
    }
    return { name: table.name, rows: table.count, statements };
  });
}

interface Chunk {
  readonly json: string;
  readonly bytes: number;
  /** Indexes of the columns that hold a blob in some row. */
  readonly blobs: ReadonlySet<number>;
}

function* chunksOf(table: GeneratedTable): Generator<Chunk> {
  let [rows, bytes, blobs]: [string[], number, Set<number>] = [[], 0, new Set()];
  for (let row = 0; row < table.count; row++) {
    const values = table.columns.map(({ name }) => table.value(name, row));
    const json = `[${values.map(jsonOf).join(",")}]`;
    const size = Buffer.byteLength(json) + 1;
    if (size > MAX_ROW_BYTES)
      throw new Error(
        `${plainLine(table.name)}: a row of it takes ${size} bytes, and ${MAX_ROW_BYTES} is the most that a server takes. Nothing was written.`,
      );
    if (bytes + size > CHUNK_BYTES && rows.length > 0) {
      yield { json: `[${rows.join(",")}]`, bytes, blobs };
      [rows, bytes, blobs] = [[], 0, new Set()];
    }
    rows.push(json);
    bytes += size;
    for (const [index, value] of values.entries()) if (value instanceof Uint8Array) blobs.add(index);
  }
  if (rows.length > 0) yield { json: `[${rows.join(",")}]`, bytes, blobs };
}

/** JSON knows no bytes: a blob travels as hexadecimal digits in an array of its own. */
function insertStatement(table: GeneratedTable, blobs: ReadonlySet<number>): string {
  const names = table.columns.map(({ name }) => quoteIdentifier(name));
  const values = names.map((_, index) =>
    blobs.has(index)
      ? `CASE json_type(value, '$[${index}]') WHEN 'array' THEN unhex(value->>'$[${index}][0]') ELSE value->>${index} END`
      : `value->>${index}`,
  );
  return `INSERT INTO ${quoteIdentifier(table.name)} (${names.join(", ")}) SELECT ${values.join(", ")} FROM json_each(?)`;
}

/** A value as JSON that SQLite reads back to the same value of the same storage class. */
export function jsonOf(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return realText(value);
  if (typeof value === "string") return JSON.stringify(value.toWellFormed());
  return `["${Buffer.from(value).toString("hex")}"]`;
}

/** SQLite 3.45 reads some shortest decimal texts to a neighbouring double, but none with up to four decimals or with 17 digits. */
function realText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return `${value === 0 ? 0 : value}.0`;
  const shortest = String(value);
  return /^-?\d{1,11}\.\d{1,4}$/.test(shortest) ? shortest : value.toExponential(16);
}
