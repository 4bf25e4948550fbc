// Counts the rows of the tables, as many of them as there is time for.
import { TimeoutError } from "@libsql-actions/shared/network/fault";
import { isInternalTable } from "@libsql-actions/shared/schema/introspect";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { Ask } from "./ask.ts";
import { databaseText, LETTER } from "./database-text.ts";

export interface RowCounts {
  /** How many tables there are, without those of SQLite and libSQL. */
  readonly tables: number;
  readonly counted: number;
  /** Of those that were counted, those with the most rows, the largest first. */
  readonly largest: readonly { readonly name: string; readonly rows: number }[];
}

const MAX_LARGEST = 10;
const MAX_TABLES = 1_000;
/** So many tables are one statement, each a column: SQLite takes 2,000 (https://sqlite.org/limits.html), and between statements the time is looked at. */
const TABLES_A_STATEMENT = 50;
const TABLES = `SELECT CAST(name AS BLOB), ${LETTER} FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY rowid`;

/** @param ask with a budget: where it ends, those that are not counted yet stay so. Other faults are thrown */
export async function countRows(ask: Ask): Promise<RowCounts> {
  const { rows } = await ask.query(TABLES);
  const names = rows.map((row) => databaseText(row[0], row[1])).filter((name) => !isInternalTable(name));
  const counted: { name: string; rows: number }[] = [];
  for (let first = 0; first < Math.min(names.length, MAX_TABLES); first += TABLES_A_STATEMENT) {
    const some = names.slice(first, first + TABLES_A_STATEMENT);
    const counts = await countSome(ask, some);
    if (counts === undefined) break;
    counted.push(...counts);
  }
  const largest = counted.toSorted((a, b) => b.rows - a.rows || (a.name < b.name ? -1 : 1)).slice(0, MAX_LARGEST);
  return { tables: names.length, counted: counted.length, largest };
}

/** @returns undefined where the time is over */
async function countSome(ask: Ask, names: readonly string[]): Promise<{ name: string; rows: number }[] | undefined> {
  const sql = `SELECT ${names.map((name) => `(SELECT count(*) FROM ${quoteIdentifier(name)})`).join(", ")}`;
  try {
    const { rows } = await ask.query(sql);
    return names.map((name, index) => ({ name, rows: Number(rows[0]?.[index]) }));
  } catch (fault) {
    if (fault instanceof TimeoutError) return undefined;
    throw fault;
  }
}
