// The table of Prisma Migrate (`initialize` in flavour/sqlite of prisma-engines, and sql_migration_persistence.rs): a row for each attempt, of which
// those that are rolled back count for nothing.
import type { Migration } from "../migration.ts";
import type { Tracking } from "../tracking.ts";
import { whereMissing } from "./tracking-sql.ts";

const COLUMNS = [
  "id",
  "checksum",
  "finished_at",
  "migration_name",
  "logs",
  "rolled_back_at",
  "started_at",
  "applied_steps_count",
];

/** A random UUID of version 4, as Prisma's. */
const UUID =
  "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || " +
  "substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))";

/**
 * The time: milliseconds, as the engine of the command line writes it to SQLite, or text where the table has text, as its adapter for libSQL does.
 * The engine sorts by it, and SQLite sorts all numbers before any text.
 */
const now = (table: string) =>
  `CASE WHEN EXISTS (SELECT 1 FROM ${table} WHERE typeof(started_at) = 'text') THEN strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')
ELSE CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) END`;

const OPEN = "rolled_back_at IS NULL";

export const PRISMA_TRACKING: Tracking = {
  table: "_prisma_migrations",
  matches: (columns) => COLUMNS.every((column) => columns.includes(column)),
  create: (table, columns) =>
    whereMissing(
      columns,
      `CREATE TABLE IF NOT EXISTS ${table} (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`,
    ),
  // The last row of a name counts: an attempt that is neither finished nor rolled back stops Prisma whatever else there is.
  select: (table) =>
    `SELECT migration_name, checksum, finished_at IS NOT NULL, ${OPEN} FROM ${table} ORDER BY ${OPEN}, finished_at IS NULL, rowid`,
  toRecord: ([name, checksum, isFinished, isOpen]) => ({
    key: String(name),
    name: undefined,
    checksum: String(checksum),
    state: Number(isOpen) === 0 ? "void" : Number(isFinished) === 0 ? "failed" : "applied",
  }),
  key: `CASE WHEN ${OPEN} THEN migration_name END`,
  mark: "migration_name",
  apply: (table, migration) => [insert(table, migration, "finished_at, applied_steps_count", `${now(table)}, 1`)],
  finish: (table, { key }) => [
    {
      sql: `UPDATE ${table} SET finished_at = ${now(table)}, applied_steps_count = 1 WHERE migration_name = ? AND ${OPEN}`,
      args: [key],
    },
  ],
  revert: (table, { key }) => [{ sql: `DELETE FROM ${table} WHERE migration_name = ? AND ${OPEN}`, args: [key] }],
  begin: (table, migration) => [insert(table, migration, "applied_steps_count", "0")],
  fail: (table, { key }, { statement, total, message }) => [
    {
      sql: `UPDATE ${table} SET logs = ? WHERE migration_name = ? AND ${OPEN} AND finished_at IS NULL`,
      args: [`Statement ${statement} of ${total} failed: ${message}`, key],
    },
  ],
  // `migrate resolve --applied` leaves the failed attempt in the table and adds a row; it has nothing for an edited one, whose row stays.
  accept: (table, migration) => [
    {
      sql: `UPDATE ${table} SET rolled_back_at = ${now(table)} WHERE migration_name = ? AND ${OPEN} AND finished_at IS NULL`,
      args: [migration.key],
    },
    {
      sql: `INSERT INTO ${table} (id, checksum, logs, started_at, finished_at, migration_name) SELECT ${UUID}, ?, '', t, t, ?
FROM (SELECT ${now(table)} AS t) WHERE NOT EXISTS (SELECT 1 FROM ${table} WHERE migration_name = ? AND ${OPEN})`,
      args: [checksumOf(migration), migration.key, migration.key],
    },
    {
      sql: `UPDATE ${table} SET checksum = ? WHERE migration_name = ? AND ${OPEN}`,
      args: [checksumOf(migration), migration.key],
    },
  ],
};

function insert(table: string, migration: Migration, columns: string, values: string) {
  return {
    sql: `INSERT INTO ${table} (id, checksum, started_at, migration_name, ${columns}) VALUES (${UUID}, ?, ${now(table)}, ?, ${values})`,
    args: [checksumOf(migration), migration.key],
  };
}

function checksumOf({ checksums: [checksum = ""] }: Migration): string {
  return checksum;
}
