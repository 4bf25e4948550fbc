// The history of `plain` and `pair` folders: a table of our own, with a checksum, the time and the duration of every migration.
import type { Tracking } from "../tracking.ts";
import { elapsedMs, whereMissing } from "./tracking-sql.ts";

const COLUMNS = ["version", "name", "checksum", "applied_at", "duration_ms"];

/**
 * `duration_ms` is NULL while a migration without a transaction runs, and `-n` when it failed at its n-th statement.
 */
export const OWN_TRACKING: Tracking = {
  table: "_libsql_actions_migrations",
  matches: (columns) => COLUMNS.every((column) => columns.includes(column)),
  create: (table, columns) =>
    whereMissing(
      columns,
      `CREATE TABLE IF NOT EXISTS ${table}(version TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, ` +
        "applied_at TEXT NOT NULL, duration_ms INTEGER)",
    ),
  select: (table) => `SELECT version, name, checksum, duration_ms FROM ${table}`,
  toRecord: ([version, name, checksum, duration]) => {
    const ms = duration === null ? undefined : Number(duration);
    return {
      key: keyOf(String(version)),
      name: String(name),
      checksum: String(checksum),
      state: ms === undefined || ms < 0 ? "failed" : "applied",
      ...(ms !== undefined && ms < 0 ? { failedAt: -ms } : {}),
    };
  },
  key: "ltrim(version, '0')",
  mark: "CAST(version AS INTEGER)",
  apply: (table, { version, name, checksums: [checksum = ""] }) => [
    {
      sql: `INSERT INTO ${table}(version, name, checksum, applied_at) VALUES (?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))`,
      args: [version, name, checksum],
    },
  ],
  finish: (table, { version }) => [
    { sql: `UPDATE ${table} SET duration_ms = ${elapsedMs("applied_at")} WHERE version = ?`, args: [version] },
  ],
  // Each ended when the next one began.
  finishAll: (table, migrations) => ({
    sql:
      `UPDATE ${table} AS own SET duration_ms = ${elapsedMs("own.applied_at", "coalesce(next.applied_at, 'now')")} ` +
      `FROM json_each(?) AS pair LEFT JOIN ${table} AS next ON next.version = pair.value ->> 1 WHERE own.version = pair.value ->> 0`,
    args: [JSON.stringify(migrations.map(({ version }, index) => [version, migrations[index + 1]?.version]))],
  }),
  revert: (table, { key }) => [{ sql: `DELETE FROM ${table} WHERE ltrim(version, '0') = ?`, args: [key] }],
  begin: (table, migration) => OWN_TRACKING.apply(table, migration),
  fail: (table, { version }, { statement }) => [
    { sql: `UPDATE ${table} SET duration_ms = ? WHERE version = ?`, args: [BigInt(-statement), version] },
  ],
  accept: (table, { key, checksums: [checksum = ""] }) => [
    {
      sql: `UPDATE ${table} SET checksum = ?, duration_ms = max(coalesce(duration_ms, 0), 0) WHERE ltrim(version, '0') = ?`,
      args: [checksum, key],
    },
  ],
};

/** The digits without leading zeros: 001 is the same version as 1. */
export function keyOf(version: string): string {
  return version.replace(/^0+/, "");
}
