// The table of Flyway in SQLite (`SQLiteDatabase` of flyway-core, measured with 11.8.2): every event has a row, and the last one about a migration
// counts.
import type { Statement } from "../../database/connection.ts";
import type { Migration } from "../migration.ts";
import type { HistoryRecord, Tracking } from "../tracking.ts";
import { elapsedMs, whereMissing } from "./tracking-sql.ts";

const COLUMNS = [
  "installed_rank",
  "version",
  "description",
  "type",
  "script",
  "checksum",
  "installed_by",
  "installed_on",
  "execution_time",
  "success",
];

/** What a row holds of a migration beside its version and checksum. */
export interface FlywayRow {
  readonly key: string;
  /** NULL for a repeatable one. */
  readonly version: string | null;
  readonly description: string;
  readonly type: "SQL" | "SQL_BASELINE";
  /** Path within the folder. */
  readonly script: string;
}

/** A baseline script may have the version of another one, and a repeatable one has none. */
export function keyOf(type: string, version: string | null, description: string): string {
  if (version === null) return `R__${description}`;
  return type === "SQL_BASELINE" ? `B${version}` : version;
}

const KEY = "CASE WHEN version IS NULL THEN 'R__' || description WHEN type = 'SQL_BASELINE' THEN 'B' || version ELSE version END";
const NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')";

/** The newest row about the migration of a key, which is an argument. */
const newest = (table: string) => `installed_rank = (SELECT max(installed_rank) FROM ${table} WHERE ${KEY} = ?)`;

/**
 * @param rows what is recorded of the migrations of the folder
 * @param upTo the key of the newest migration that is not above a version; undefined where there is none
 */
export function flywayTracking(
  rows: readonly FlywayRow[],
  upTo: (version: string) => string | undefined = (version) => version,
): Tracking {
  const rowOf = new Map(rows.map((row) => [row.key, row]));
  const insert = (table: string, migration: Migration, success: 0 | 1) => [
    insertion(table, migration, rowOf.get(migration.key), success),
  ];
  return {
    table: "flyway_schema_history",
    matches: (columns) => COLUMNS.every((column) => columns.includes(column)),
    create: shape,
    select: (table) => `SELECT version, description, type, checksum, success FROM ${table} ORDER BY installed_rank`,
    toRecord: (row) => toRecord(row, upTo),
    key: KEY,
    mark: "installed_rank",
    apply: (table, migration) => insert(table, migration, 1),
    finish: (table, { key }) => [
      {
        sql: `UPDATE ${table} SET success = 1, execution_time = ${elapsedMs("installed_on")} WHERE ${newest(table)}`,
        args: [key],
      },
    ],
    revert: (table, { key }) => [deletion(table, key)],
    revertAdds: true,
    begin: (table, migration) => insert(table, migration, 0),
    accept: (table, { key, checksums: [checksum = "0"] }) => [
      { sql: `UPDATE ${table} SET success = 1, checksum = ? WHERE ${newest(table)}`, args: [BigInt(checksum), key] },
    ],
  };
}

function insertion(table: string, migration: Migration, row: FlywayRow | undefined, success: 0 | 1): Statement {
  return {
    sql: `INSERT INTO ${table} (${COLUMNS.join(", ")})
SELECT coalesce(max(installed_rank), 0) + 1, ?, ?, ?, ?, ?, '', ${NOW}, 0, ${success} FROM ${table}`,
    args: [
      row?.version ?? null,
      row?.description ?? migration.name,
      row?.type ?? "SQL",
      row?.script ?? migration.up.file,
      BigInt(migration.checksums[0] ?? 0),
    ],
  };
}

/** As `flyway repair` deletes: Flyway without a licence cannot read the rows of its own undo, and stops at them. */
function deletion(table: string, key: string): Statement {
  return {
    sql: `INSERT INTO ${table} (${COLUMNS.join(", ")})
SELECT (SELECT max(installed_rank) FROM ${table}) + 1, version, description, 'DELETE', script, checksum, installed_by, ${NOW}, 0, 1
FROM ${table} WHERE ${newest(table)}`,
    args: [key],
  };
}

function shape(table: string, columns: readonly string[] | undefined): Statement[] {
  return whereMissing(
    columns,
    `CREATE TABLE IF NOT EXISTS ${table} (
    "installed_rank" INT NOT NULL PRIMARY KEY,
    "version" VARCHAR(50),
    "description" VARCHAR(200) NOT NULL,
    "type" VARCHAR(20) NOT NULL,
    "script" VARCHAR(1000) NOT NULL,
    "checksum" INT,
    "installed_by" VARCHAR(100) NOT NULL,
    "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
    "execution_time" INT NOT NULL,
    "success" BOOLEAN NOT NULL
)`,
    `CREATE INDEX IF NOT EXISTS ${table.slice(0, -1)}_s_idx" ON ${table} ("success")`,
  );
}

/** @param row as `select` reads it */
function toRecord(row: readonly unknown[], upTo: (version: string) => string | undefined): HistoryRecord {
  const version = row[0] === null ? null : String(row[0]);
  const [description, type] = [String(row[1]), String(row[2])];
  const record = {
    key: keyOf(type, version, description),
    name: description,
    checksum: row[3] === null ? undefined : String(row[3]),
  };
  if (Number(row[4]) === 0) return { ...record, state: "failed" };
  if (type === "SCHEMA" || type === "DELETE" || type.startsWith("UNDO_")) return { ...record, state: "void" };
  if (type !== "BASELINE") return { ...record, state: "applied" };
  // `flyway baseline` asks for no script of its version.
  const key = upTo(version ?? "0");
  return key === undefined ? { ...record, state: "void" } : { ...record, key, checksum: undefined, state: "applied-up-to" };
}
