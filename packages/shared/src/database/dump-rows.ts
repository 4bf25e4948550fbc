// Writes the rows of one table as INSERT statements that give back every value with its type, bit for bit.
import { quoteIdentifier } from "../sql/identifier.ts";
import type { Connection } from "./connection.ts";

type Query = Connection["query"];

export interface DumpedTable {
  readonly name: string;
  /** Has no rowid; its rows are in the order of its primary key. */
  readonly withoutRowid: boolean;
  readonly virtual: boolean;
}

interface Columns {
  /** Those that can be inserted: no generated ones, nothing hidden. */
  readonly names: readonly string[];
  readonly orderBy: readonly string[];
}

/** Ways to say rowid, unless a column is called so (https://sqlite.org/lang_createtable.html#rowid). */
const ROWID_NAMES = ["rowid", "_rowid_", "oid"];
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Loading takes 100 times as long with an INSERT for each row. */
const MAX_ROWS_PER_INSERT = 500;
/** sqld takes a statement of up to 5,000,000 bytes, and a row may have 4 bytes a character. */
const MAX_CHARACTERS_PER_INSERT = 500_000;

/** Yields INSERTs of many rows each, in the order of the rowid or of the primary key. */
export async function* dumpRows(query: Query, table: DumpedTable): AsyncGenerator<string> {
  const { names, orderBy } = await columns(query, table);
  const { rows } = await query(
    `SELECT ${names.map(literalExpression).join(", ")} FROM ${quoteIdentifier(table.name)}${table.virtual ? "" : " NOT INDEXED"}` +
      (orderBy.length === 0 ? "" : ` ORDER BY ${orderBy.join(", ")}`),
  );
  const into = `INSERT INTO ${quoteIdentifier(table.name)}(${names.join(", ")}) VALUES`;
  let values: string[] = [];
  let characters = 0;
  for (const row of rows) {
    const text = `(${names.map((_, index) => literal(row[index])).join(",")})`;
    if (values.length === MAX_ROWS_PER_INSERT || (values.length > 0 && characters + text.length > MAX_CHARACTERS_PER_INSERT)) {
      yield `${into}\n${values.join(",\n")};\n`;
      [values, characters] = [[], 0];
    }
    values.push(text);
    characters += text.length;
  }
  if (values.length > 0) yield `${into}\n${values.join(",\n")};\n`;
}

async function columns(query: Query, { name, withoutRowid, virtual }: DumpedTable): Promise<Columns> {
  // `hidden` is 0 for plain columns, 1 for hidden ones of virtual tables, 2 and 3 for generated ones.
  const { rows } = await query("SELECT name, hidden, pk FROM pragma_table_xinfo(?) ORDER BY cid", [name]);
  const all = rows.map((row) => ({ name: String(row[0]), hidden: Number(row[1]), key: Number(row[2]) }));
  const names = all.filter(({ hidden }) => hidden === 0).map((column) => quoteIdentifier(column.name));
  const keys = all
    .filter(({ key }) => key > 0)
    .sort((a, b) => a.key - b.key)
    .map((column) => quoteIdentifier(column.name));
  if (withoutRowid) return { names, orderBy: keys };
  const rowid = ROWID_NAMES.find((candidate) => !all.some((column) => column.name.toLowerCase() === candidate));
  if (rowid === undefined) return { names, orderBy: [] };
  // An INTEGER PRIMARY KEY is the rowid itself. Every other primary key has an index of its own.
  const { rows: keyIndexes } = await query("SELECT 1 FROM pragma_index_list(?) WHERE origin = 'pk'", [name]);
  const isAlias = !virtual && keys.length === 1 && keyIndexes.length === 0;
  return { names: isAlias ? names : [rowid, ...names], orderBy: [rowid] };
}

/**
 * What is read for a column: numbers and NULL as they are, text as its bytes (a driver may cut it at NUL, and the native one ends the process over
 * text that is not UTF-8), a blob and an infinity, which JSON has no number for, as literals.
 */
function literalExpression(column: string): string {
  return `CASE typeof(${column}) WHEN 'text' THEN CAST(${column} AS BLOB) WHEN 'blob' THEN 'X''' || hex(${column}) || ''''
WHEN 'real' THEN CASE ${column} WHEN 9e999 THEN '9e999' WHEN -9e999 THEN '-9e999' ELSE ${column} END ELSE ${column} END`;
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "number") return realLiteral(value);
  if (value instanceof ArrayBuffer) return textLiteral(Buffer.from(value));
  return String(value);
}

/** 17 digits, which SQLite reads back to the same bits; its own quote() makes infinity of the largest real, and the shortest form is misread now and then. */
function realLiteral(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  return Number.isSafeInteger(value) ? `${value}.0` : value.toExponential(16);
}

/** Text as it stands where it is plain UTF-8 without NUL, else as bytes that are cast. */
function textLiteral(bytes: Buffer): string {
  const text = decode(bytes);
  return text === undefined || text.includes("\0")
    ? `CAST(X'${bytes.toString("hex").toUpperCase()}' AS TEXT)`
    : `'${text.replaceAll("'", "''")}'`;
}

/** The text of bytes; undefined when they are not UTF-8. */
export function decode(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined; // The decoder's way to say so.
  }
}
