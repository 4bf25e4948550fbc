// The table that records which migrations a database has, and the fence that keeps two runners from applying at once what one planned.
import type { Connection, Statement, TransactionFailure } from "@libsql-actions/shared/database/connection";
import { guard, isGuardFailure } from "@libsql-actions/shared/database/guard";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import { compareVersions, type Migration } from "./folder/migration.ts";

export interface Applied {
  readonly version: string;
  readonly name: string;
  readonly checksum: string;
}

const COLUMNS = ["version", "name", "checksum", "applied_at", "duration_ms"];
const MOVED = "history moved";
const TOUCHED = "history touched";

/**
 * Reads the history, in the order of the versions; empty where the table does not exist yet.
 * @throws an `Error` when the table is another's
 */
export async function readHistory(db: Connection, table: string): Promise<Applied[]> {
  const { rows: columns } = await db.query("SELECT name FROM pragma_table_info(?)", [table]);
  if (columns.length === 0) return [];
  const names = columns.map((row) => String(row[0]));
  if (COLUMNS.some((column) => !names.includes(column)))
    throw new Error(
      `The table ${table} is not one in which this action records migrations: it has the columns ${names.join(", ")}. Give another \`table\`.`,
    );
  const { rows } = await db.query(`SELECT version, name, checksum FROM ${quoteIdentifier(table)}`);
  const history = rows.map((row) => ({ version: String(row[0]), name: String(row[1]), checksum: String(row[2]) }));
  const odd = history.find(({ version }) => !/^\d{1,18}$/.test(version));
  if (odd !== undefined)
    throw new Error(
      `The table ${table} holds the version ${JSON.stringify(odd.version)}, which is no number. Correct it by hand.`,
    );
  return history.sort((a, b) => compareVersions(a.version, b.version));
}

/** A migration with what records it around it. `offset` is the index of its first own statement. */
export interface Recorded {
  readonly statements: readonly Statement[];
  readonly offset: number;
}

/** How many statements stand before those of the migration. */
const OFFSET = 3;
const FENCE = 1;

/**
 * The statements of one migration's transaction: table, fence, record, the migration's own, how long it took by the database's clock,
 * which `'now'` reads anew for every statement, and a guard that the history is what it was and this record: without it a migration that
 * takes its own record away would be applied again and again.
 * @param history what the plan was made from
 */
export function record(table: string, history: readonly Applied[], migration: Migration, own: readonly Statement[]): Recorded {
  const name = quoteIdentifier(table);
  const newest = history.at(-1)?.version;
  const { version, checksum } = migration;
  return {
    offset: OFFSET,
    statements: [
      {
        sql: `CREATE TABLE IF NOT EXISTS ${name}(version TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL, duration_ms INTEGER)`,
      },
      guard(
        MOVED,
        `(SELECT count(*) FROM ${name}) = ? AND (SELECT max(CAST(version AS INTEGER)) FROM ${name}) IS ?
AND NOT EXISTS (SELECT 1 FROM ${name} WHERE CAST(version AS INTEGER) = ?)`,
        [BigInt(history.length), newest === undefined ? null : BigInt(newest), BigInt(version)],
      ),
      {
        sql: `INSERT INTO ${name}(version, name, checksum, applied_at) VALUES (?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))`,
        args: [version, migration.name, checksum],
      },
      ...own,
      {
        sql: `UPDATE ${name} SET duration_ms = CAST(round((julianday('now') - julianday(applied_at)) * 86400000) AS INTEGER) WHERE version = ?`,
        args: [version],
      },
      guard(
        TOUCHED,
        `(SELECT group_concat(version || ' ' || checksum) FROM (SELECT version, checksum FROM ${name} ORDER BY CAST(version AS INTEGER))) IS ?`,
        [[...history, migration].map((applied) => `${applied.version} ${applied.checksum}`).join(",")],
      ),
    ],
  };
}

/** True when the transaction failed because the history is not the one the plan was made from. */
export function hasMoved({ index, message }: Pick<TransactionFailure, "index" | "message">): boolean {
  return index === FENCE && isGuardFailure(message, MOVED);
}

/** True when the transaction failed because the migration, or a trigger, left another history than the one it must leave. */
export function hasTouched({ message }: Pick<TransactionFailure, "message">): boolean {
  return isGuardFailure(message, TOUCHED);
}
