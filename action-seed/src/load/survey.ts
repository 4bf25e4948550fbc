// Looks at what the database holds before anything is planned: which tables have rows, and the rows that new ones may refer to.
import type { Connection, TransactionFailure } from "@libsql-actions/shared/database/connection";
import { strictDecoder } from "@libsql-actions/shared/files/utf8";
import { plainLine } from "@libsql-actions/shared/report/log";
import { encodingOf } from "@libsql-actions/shared/schema/catalog";
import type { Queryable } from "@libsql-actions/shared/schema/introspect";
import type { Schema, Table } from "@libsql-actions/shared/schema/table";
import { foldIdentifier, quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { Value } from "../generate/value.ts";
import type { Parent } from "../plan/rows.ts";
import { READ_RUNS, type Run, toRun } from "./run-table.ts";

/** SQLite's limit is 2,000 columns in a result. */
const TABLES_A_QUERY = 500;
/** References go to this many rows of a table that is not seeded, the first in the order of what they refer to. */
const MAX_EXISTING_PARENTS = 10_000;

export interface Survey {
  /** The names of the tables that hold rows. */
  readonly held: ReadonlySet<string>;
  /** What the run table says. */
  readonly runs: readonly Run[];
  /** How long the answer took at most, in milliseconds: with the time in which the connection was made, and in which this thread was at work. */
  readonly roundTripMs: number;
}

/**
 * Tables of which a page holds a cell: the first that is looked at, where there are rows. `dbstat` is compiled into sqld and the native client, but not into every SQLite
 * (https://sqlite.org/dbstat.html). Names as bytes: see `readCatalog`.
 */
const HELD = {
  sql: "SELECT hex(CAST('a' AS BLOB)), CAST(t.name AS BLOB) FROM sqlite_schema AS t WHERE t.type = 'table' AND t.rootpage > 0 AND EXISTS (SELECT 1 FROM dbstat AS s WHERE s.name = t.name AND s.ncell > 0)",
};

/** Looks at a database, of which nothing has to be known: so this travels with whatever else is asked of it now, such as its schema. */
export function beginSurvey(db: Pick<Connection, "reads">): (schema: Schema) => Promise<Survey> {
  const asked = performance.now();
  const answering = db.reads([READ_RUNS, HELD]).then((answers) => ({ answers, roundTripMs: performance.now() - asked }));
  // Whoever asks for the survey is told.
  answering.catch(() => undefined);
  return async (schema) => {
    const {
      answers: [runs, holding],
      roundTripMs,
    } = await answering;
    // There is no run table before the first load.
    const isFirst = runs !== undefined && !Array.isArray(runs) && /no such table/.test(runs.message);
    return {
      held: Array.isArray(holding) && !hasOwnDbstat(schema) ? amongThese(schema, namesOf(holding)) : await askEach(db, schema),
      runs: isFirst ? [] : rowsOf(runs).map(toRun),
      roundTripMs,
    };
  };
}

/** A table or view of that name is read in place of SQLite's own. */
function hasOwnDbstat({ tables, views, virtualTables }: Schema): boolean {
  return [...tables, ...views, ...virtualTables].some(({ name }) => foldIdentifier(name) === "dbstat");
}

/** Not those that belong to others: see `introspect`. */
function amongThese({ tables }: Schema, held: ReadonlySet<string>): Set<string> {
  return new Set(tables.map(({ name }) => name).filter((name) => held.has(name)));
}

function namesOf(rows: readonly unknown[][]): Set<string> {
  const decoder = new TextDecoder(encodingOf(rows[0]?.[0]), { ignoreBOM: true });
  return new Set(rows.map(([, name]) => decoder.decode(name as ArrayBuffer)));
}

/** Which tables hold rows, where the database does not tell of all of them. */
async function askEach(db: Pick<Connection, "reads">, { tables }: Schema): Promise<Set<string>> {
  const parts = Array.from({ length: Math.ceil(tables.length / TABLES_A_QUERY) }, (_, index) =>
    tables.slice(index * TABLES_A_QUERY, (index + 1) * TABLES_A_QUERY),
  );
  const exists = parts.map((part) => ({
    sql: `SELECT ${part.map(({ name }) => `EXISTS (SELECT 1 FROM ${quoteIdentifier(name)})`).join(", ")}`,
  }));
  const answers = await db.reads(exists);
  const held = new Set<string>();
  for (const [index, part] of parts.entries()) {
    const cells = rowsOf(answers[index])[0] ?? [];
    for (const [place, { name }] of part.entries()) if (cells[place] === 1n) held.add(name);
  }
  return held;
}

function rowsOf(answer: unknown[][] | TransactionFailure | undefined): unknown[][] {
  if (Array.isArray(answer)) return answer;
  throw new Error(
    `The tables cannot be looked at: ${answer === undefined ? "the database does not answer" : `${answer.message} (${answer.code})`}.`,
  );
}

export interface Extent {
  readonly rows: number;
  /** The highest rowid, or value of a primary key of one INTEGER column; undefined without such a key, and without rows. */
  readonly highest: bigint | undefined;
}

/** How many rows tables hold, and how far their keys go: where rows that are appended begin. */
export async function tableExtents(db: Pick<Connection, "reads">, tables: readonly Table[]): Promise<Map<string, Extent>> {
  const answers = await db.reads(
    tables.map((table) => ({ sql: `SELECT count(*), ${highestKey(table)} FROM ${quoteIdentifier(table.name)}` })),
  );
  return new Map(
    tables.map(({ name }, index) => {
      const [rows, highest] = rowsOf(answers[index])[0] ?? [];
      return [name, { rows: Number(rows), highest: typeof highest === "bigint" ? highest : undefined }];
    }),
  );
}

function highestKey({ columns, primaryKey, withoutRowid }: Table): string {
  const [key, ...others] = primaryKey;
  const column = columns.find(({ name }) => name === key);
  if (column !== undefined && others.length === 0 && column.affinity === "INTEGER") return `max(${quoteIdentifier(column.name)})`;
  // A column may have taken the name; there are three for the rowid.
  const name = ["rowid", "_rowid_", "oid"].find((one) => !columns.some((own) => foldIdentifier(own.name) === one));
  return withoutRowid || name === undefined ? "NULL" : `max(${name})`;
}

/**
 * Reads the values that the foreign keys of seeded tables can refer to in tables that hold rows already.
 * @param seeded names of the tables that get rows
 */
export async function existingParents(
  database: Queryable,
  schema: Schema,
  seeded: ReadonlySet<string>,
  held: ReadonlySet<string>,
): Promise<Map<string, Parent>> {
  const wanted = new Map<string, Set<string>>();
  for (const { name, foreignKeys } of schema.tables)
    for (const { table, references } of seeded.has(name) ? foreignKeys : [])
      if (held.has(table)) wanted.set(table, new Set([...(wanted.get(table) ?? []), ...references]));
  const parents = await Promise.all(
    [...wanted].map(async ([table, columns]) => [table, await readParent(database, table, [...columns])] as const),
  );
  return new Map(parents);
}

async function readParent(database: Queryable, table: string, columns: readonly string[]): Promise<Parent> {
  const list = columns.map(quoteIdentifier);
  const isKnown = list.map((column) => `${column} IS NOT NULL`).join(" AND ");
  const { rows } = await database.query(
    `SELECT hex(CAST('a' AS BLOB)), ${list.map(readable).join(", ")} FROM ${quoteIdentifier(table)} WHERE ${isKnown} ORDER BY ${list.join(", ")} LIMIT ${MAX_EXISTING_PARENTS}`,
  );
  const decoder = strictDecoder(encodingOf(rows[0]?.[0]));
  const values = rows.map((row) => columns.map((column, index) => keyValue(row[index + 1], decoder, `${table}.${column}`)));
  return {
    count: values.length,
    has: (column) => columns.includes(column),
    value: (column, row) => values[row]?.[columns.indexOf(column)] ?? null,
  };
}

/**
 * What is read for a column: text as its bytes (the native driver cuts it at NUL, and ends the process over bytes that are no text), a blob as
 * hexadecimal digits after an `x`, and an infinity, which a server has no JSON for, as a word.
 */
function readable(column: string): string {
  return `CASE typeof(${column}) WHEN 'text' THEN CAST(${column} AS BLOB) WHEN 'blob' THEN 'x' || hex(${column}) WHEN 'real' THEN CASE WHEN ${column} IN (9e999, -9e999) THEN 'infinity' ELSE ${column} END ELSE ${column} END`;
}

/** @throws an `Error` that names the column when new rows, which travel as JSON, cannot refer to the value */
function keyValue(value: unknown, decoder: InstanceType<typeof TextDecoder>, place: string): Value {
  if (typeof value === "string")
    return value === "infinity" ? refuse(place, "an infinite number") : Buffer.from(value.slice(1), "hex");
  if (!(value instanceof ArrayBuffer)) return typeof value === "bigint" || typeof value === "number" ? value : null;
  const text = decode(value, decoder) ?? refuse(place, `text that is not ${decoder.encoding.toUpperCase()}`);
  return text.includes("\0") ? refuse(place, "text with a NUL in it") : text;
}

function decode(bytes: ArrayBuffer, decoder: InstanceType<typeof TextDecoder>): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined; // The decoder's way to say that it is no text.
  }
}

function refuse(place: string, what: string): never {
  throw new Error(
    `Nothing was written: ${plainLine(place)} holds ${what}, which new rows cannot refer to. Correct that row, or leave the tables that refer to it out with \`rows: table=0\`.`,
  );
}
