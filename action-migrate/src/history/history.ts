// Reads the table in which a database says what is applied to it.
import type { Connection } from "@libsql-actions/shared/database/connection";
import type { HistoryRecord, Tracking } from "@libsql-actions/shared/migrations/tracking";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";

/** A table of a database, with the tool whose shape it has. */
export interface HistoryTable {
  readonly name: string;
  readonly tracking: Tracking;
}

export interface History {
  /** Lower case, in order; undefined where there is no table yet. */
  readonly columns: readonly string[] | undefined;
  /** In the order in which they were recorded. */
  readonly records: readonly HistoryRecord[];
  readonly count: number;
  /** The highest `Tracking.mark`; NULL in an empty table. */
  readonly mark: unknown;
}

const NO_HISTORY: History = { columns: undefined, records: [], count: 0, mark: null };

/**
 * The columns of those tables that exist, by the name that was asked for.
 * @throws the error of the database
 */
export async function readColumns(db: Connection, tables: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await db.query(
    "SELECT t.value, lower(c.name) FROM json_each(?) t, pragma_table_info(t.value) c ORDER BY t.key, c.cid",
    [JSON.stringify(tables)],
  );
  const found = new Map<string, string[]>();
  for (const row of rows) {
    const columns = found.get(String(row[0])) ?? [];
    columns.push(String(row[1]));
    found.set(String(row[0]), columns);
  }
  return found;
}

/**
 * Reads the history.
 * @param known the columns of the table where they were read before, none for a table that is not there
 * @throws an `Error` when the table is another's, or the error of the database
 */
export async function readHistory(db: Connection, { name, tracking }: HistoryTable, known?: readonly string[]): Promise<History> {
  const columns = known ?? (await readColumns(db, [name])).get(name) ?? [];
  if (columns.length === 0) return NO_HISTORY;
  if (!tracking.matches(columns))
    throw new Error(
      `The table ${name} is not one in which this format records migrations: it has the columns ${columns.join(", ")}. Give another \`table\`, or the \`format\` that it belongs to.`,
    );
  const table = quoteIdentifier(name);
  const [rows, state] = await db.reads([
    { sql: tracking.select(table, columns) },
    { sql: `SELECT count(*), max(${tracking.mark}) FROM ${table}` },
  ]);
  for (const answer of [rows, state])
    if (answer === undefined || !Array.isArray(answer))
      throw new Error(`The table ${name} cannot be read: ${answer?.message} (${answer?.code})`);
  const [[count, mark] = []] = state as unknown[][];
  return { columns, records: (rows as unknown[][]).map(tracking.toRecord), count: Number(count), mark };
}
