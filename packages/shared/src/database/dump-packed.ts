// Reads many rows as one value that the engine has already written as literals: a tenth of the work of reading them value by value. Only reals come
// as numbers, because no SQL function writes them to the bit.

import { decodeText } from "../files/utf8.ts";
import type { DumpedTable } from "./dump-columns.ts";
import { bytesOf, literal, realCellExpression } from "./dump-literal.ts";
import { balanced, fittingRows, fromRange, type Range, rowidSource, sum } from "./dump-page.ts";
import type { Read } from "./read.ts";

export interface PackedPage {
  /** Each row as `(literal,literal,…)`. */
  readonly rows: string[];
  /** The last row's rowid. */
  readonly last: bigint;
  /** No row of the table is behind them. */
  readonly isEnd: boolean;
}

/** SQLite gives at most 2,000 columns of a result. */
const MAX_FLAGS = 1_000;

/**
 * Makes a reader of packed pages.
 * @param names the columns, quoted
 * @param rowid the name of the rowid
 * @returns a function that reads at most `rows` rows of a range; undefined where they have to be read value by value: the first row alone is too
 * large, or some text holds NUL or is not UTF-8
 */
export function packedReader(read: Read, table: DumpedTable, names: readonly string[], rowid: string) {
  // Columns in which a real was seen. Others are asked for only when the count says that there are more.
  const withReals = new Set<string>();
  const highest = `(SELECT ${rowid} FROM ${rowidSource(table)} ORDER BY ${rowid} DESC LIMIT 1)`;
  return async (range: Range, rows: number, previous: bigint | undefined): Promise<PackedPage | undefined> => {
    const limit = fittingRows(table, names, range, rows);
    // The inner order is by the first column: an alias could be called as a column of the table is.
    const ordered = fromRange(table, { ...range, orderBy: "1" });
    const { rows: answer } = await read(
      `SELECT count(*), max(k), sum(r), CAST(group_concat(x, '') AS BLOB), ${highest}
FROM (SELECT ${rowid} AS k, ${sum(names.map(isReal))} AS r, ${packedRow(names)} AS x ${ordered} LIMIT ${limit})`,
      range.args,
    );
    const [count, last, realCount, packed, end] = Array.from(answer[0] ?? []) as [bigint, bigint, bigint, unknown, bigint | null];
    if (!count)
      return end === null || (previous !== undefined && previous >= end) ? { rows: [], last: 0n, isEnd: true } : undefined;
    const text = decodeText(bytesOf(packed));
    if (text === undefined) return undefined;
    const pieces = text.split("\0");
    // NUL stands for a real, two of them for the end of a row: with one more, there is one in a text.
    if (pieces.length - 1 !== Number(realCount) + 2 * Number(count)) return undefined;
    const reals = realCount ? await readReals(read, table, names, withReals, range, Number(count), Number(realCount)) : [];
    return reals === undefined ? undefined : { rows: unpack(pieces, reals), last, isEnd: last === end };
  };
}

const isReal = (column: string) => `(typeof(${column}) = 'real')`;

function packedRow(names: readonly string[]): string {
  const values = names.map(
    (column, index) => `${index === 0 ? "'('" : "','"} || CASE typeof(${column}) WHEN 'integer' THEN ${column}
WHEN 'text' THEN '''' || replace(${column}, '''', '''''') || '''' WHEN 'real' THEN char(0) WHEN 'null' THEN 'NULL' ELSE 'X''' || hex(${column}) || '''' END`,
  );
  return `(${balanced(values, " || ")}) || ')' || char(0, 0)`;
}

async function readReals(
  read: Read,
  table: DumpedTable,
  names: readonly string[],
  known: Set<string>,
  range: Range,
  count: number,
  realCount: number,
): Promise<string[] | undefined> {
  const page = `${fromRange(table, range)} LIMIT ${count}`;
  const attempt = async () => {
    if (known.size === 0 || known.size > MAX_FLAGS) return undefined;
    const columns = names.filter((name) => known.has(name));
    const { rows } = await read(`SELECT ${columns.map(realCellExpression).join(", ")} ${page}`, range.args);
    const reals: string[] = [];
    for (const row of rows) for (let at = 0; at < row.length; at++) if (row[at] !== null) reals.push(literal(row[at]));
    return reals.length === realCount ? reals : undefined;
  };
  const reals = await attempt();
  if (reals !== undefined) return reals;
  for (let first = 0; first < names.length; first += MAX_FLAGS) {
    const columns = names.slice(first, first + MAX_FLAGS);
    const flags = columns.map((column) => `max(r${columns.indexOf(column)})`);
    const { rows } = await read(
      `SELECT ${flags.join(", ")} FROM (SELECT ${columns.map((column, at) => `${isReal(column)} AS r${at}`).join(", ")} ${page})`,
      range.args,
    );
    for (const [at, column] of columns.entries()) if (rows[0]?.[at]) known.add(column);
  }
  return attempt();
}

/** Puts the reals where they belong. */
function unpack(pieces: readonly string[], reals: readonly string[]): string[] {
  const rows: string[] = [];
  let [row, next] = [pieces[0] ?? "", 0];
  for (let at = 1; at < pieces.length; at++) {
    const piece = pieces[at] ?? "";
    if (piece !== "") row += `${reals[next++]}${piece}`;
    else {
      rows.push(row);
      row = pieces[++at] ?? "";
    }
  }
  return rows;
}
