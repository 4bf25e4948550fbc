// The table of Flyway in SQLite (`SQLiteDatabase` of flyway-core, measured with 11.8.2): every event has a row, and the last one about a migration counts.
import type { Migration } from "./migration.ts";
import type { Record, Tracking } from "./tracking.ts";

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

/**
 * @param rows what is recorded of the migrations of the folder
 * @param upTo the key of the newest migration that is not above a version; undefined where there is none
 */
export function flywayTracking(
  rows: readonly FlywayRow[],
  upTo: (version: string) => string | undefined = (version) => version,
): Tracking {
  const rowOf = new Map(rows.map((row) => [row.key, row]));
  const newest = (table: string) => `installed_rank = (SELECT max(installed_rank) FROM ${table} WHERE ${KEY} = ?)`;
  const insert = (table: string, migration: Migration, success: 0 | 1) => {
    const row = rowOf.get(migration.key);
    return {
      sql: `INSERT INTO ${table} (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success)
SELECT coalesce(max(installed_rank), 0) + 1, ?, ?, ?, ?, ?, '', ${NOW}, 0, ${success} FROM ${table}`,
      args: [
        row?.version ?? null,
        row?.description ?? migration.name,
        row?.type ?? "SQL",
        row?.script ?? migration.up.file,
        BigInt(migration.checksums[0] ?? 0),
      ],
    };
  };
  return {
    table: "flyway_schema_history",
    matches: (columns) => COLUMNS.every((column) => columns.includes(column)),
    create: (table, columns) => (columns === undefined ? shape(table) : []),
    select: (table) => `SELECT version, description, type, checksum, success FROM ${table} ORDER BY installed_rank`,
    toRecord: ([version, description, type, checksum, success]) =>
      toRecord(
        version === null ? null : String(version),
        String(description),
        String(type),
        checksum === null ? undefined : String(checksum),
        Number(success) !== 0,
        upTo,
      ),
    key: KEY,
    mark: "installed_rank",
    apply: (table, migration) => [insert(table, migration, 1)],
    finish: (table, { key }) => [
      {
        sql: `UPDATE ${table} SET success = 1, execution_time = CAST(round((julianday('now') - julianday(installed_on)) * 86400000) AS INTEGER) WHERE ${newest(table)}`,
        args: [key],
      },
    ],
    // As `flyway repair` deletes: Flyway without a licence cannot read the rows of its own undo, and stops at them.
    revert: (table, { key }) => [
      {
        sql: `INSERT INTO ${table} (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success)
SELECT (SELECT max(installed_rank) FROM ${table}) + 1, version, description, 'DELETE', script, checksum, installed_by, ${NOW}, 0, 1 FROM ${table} WHERE ${newest(table)}`,
        args: [key],
      },
    ],
    revertAdds: true,
    begin: (table, migration) => [insert(table, migration, 0)],
    accept: (table, { key, checksums: [checksum = "0"] }) => [
      { sql: `UPDATE ${table} SET success = 1, checksum = ? WHERE ${newest(table)}`, args: [BigInt(checksum), key] },
    ],
  };
}

function shape(table: string) {
  const index = `${table.slice(0, -1)}_s_idx"`;
  return [
    {
      sql: `CREATE TABLE IF NOT EXISTS ${table} (
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
    },
    { sql: `CREATE INDEX IF NOT EXISTS ${index} ON ${table} ("success")` },
  ];
}

function toRecord(
  version: string | null,
  description: string,
  type: string,
  checksum: string | undefined,
  success: boolean,
  upTo: (version: string) => string | undefined,
): Record {
  const record = { key: keyOf(type, version, description), name: description, checksum };
  if (!success) return { ...record, state: "failed" };
  if (type === "SCHEMA" || type === "DELETE" || type.startsWith("UNDO_")) return { ...record, state: "void" };
  if (type !== "BASELINE") return { ...record, state: "applied" };
  // `flyway baseline` asks for no script of its version.
  const key = upTo(version ?? "0");
  return key === undefined ? { ...record, state: "void" } : { ...record, key, checksum: undefined, state: "applied-up-to" };
}
