// The table of Atlas (`Revision` of cmd/atlas/internal/migrate/ent/schema, and `Execute` of sql/migrate/migrate.go, v0.32.1): a row for each version,
// which also says how many statements of a file are applied.
import { createHash } from "node:crypto";
import { splitScript } from "../../sql/split.ts";
import { tokens } from "../../sql/tokens.ts";
import type { Migration } from "../migration.ts";
import type { HistoryRecord, Tracking } from "../tracking.ts";
import { elapsedMs, whereMissing } from "./tracking-sql.ts";

const COLUMNS = [
  "version",
  "description",
  "type",
  "applied",
  "total",
  "executed_at",
  "execution_time",
  "error",
  "error_stmt",
  "hash",
  "partial_hashes",
  "operator_version",
];

/** Flags of `type` (`RevisionType`). */
const BASELINE = 1;
const EXECUTED = 2;
const RESOLVED = 4;
/** Atlas puts its own name and version here. */
const OPERATOR = "libsql-actions";
/** JSON null, as Atlas writes it. */
const NO_HASHES = "CAST('null' AS BLOB)";
const NOW = "strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')";
/** In nanoseconds. */
const DURATION = `${elapsedMs("executed_at")} * 1000000`;

export const ATLAS_TRACKING: Tracking = {
  table: "atlas_schema_revisions",
  matches: (columns) => COLUMNS.every((column) => columns.includes(column)),
  create: (table, columns) =>
    whereMissing(
      columns,
      `CREATE TABLE IF NOT EXISTS ${table} (\`version\` text NOT NULL, \`description\` text NOT NULL, \`type\` integer NOT NULL DEFAULT (2), ` +
        "`applied` integer NOT NULL DEFAULT (0), `total` integer NOT NULL DEFAULT (0), `executed_at` datetime NOT NULL, " +
        "`execution_time` integer NOT NULL, `error` text NULL, `error_stmt` text NULL, `hash` text NOT NULL, " +
        "`partial_hashes` json NULL, `operator_version` text NOT NULL, PRIMARY KEY (`version`))",
    ),
  select: (table) => `SELECT version, description, type, applied, total FROM ${table} ORDER BY version`,
  toRecord: ([version, description, type, applied, total]) =>
    toRecord(String(version), String(description), Number(type), Number(applied), Number(total)),
  key: "version",
  mark: "version",
  apply: (table, migration) => [insert(table, migration, statementsOf(migration).length)],
  finish: (table, { key }) => [
    { sql: `UPDATE ${table} SET applied = total, execution_time = ${DURATION} WHERE version = ?`, args: [key] },
  ],
  revert: (table, { key }) => [{ sql: `DELETE FROM ${table} WHERE version = ?`, args: [key] }],
  begin: (table, migration) => [insert(table, migration, 0)],
  fail: (table, migration, { statement, message }) => {
    const statements = statementsOf(migration);
    return [
      {
        sql: `UPDATE ${table} SET applied = ?, error = ?, error_stmt = ?, partial_hashes = CAST(? AS BLOB), execution_time = ${DURATION}
WHERE version = ?`,
        args: [
          BigInt(statement - 1),
          message,
          statements[statement - 1] ?? "",
          JSON.stringify(hashesOf(statements.slice(0, statement - 1))),
          migration.key,
        ],
      },
    ];
  },
  // As `atlas migrate set` does for a version that failed; it leaves the error in the row, which Atlas then still takes for half applied.
  accept: (table, { key, checksums: [hash = ""] }) => [
    {
      sql: `UPDATE ${table} SET type = type | CASE WHEN applied < total THEN ${RESOLVED} ELSE 0 END, applied = total,
error = '', error_stmt = '', hash = ?, partial_hashes = ${NO_HASHES} WHERE version = ?`,
      args: [hash, key],
    },
  ],
};

function insert(table: string, migration: Migration, applied: number) {
  const { key, name, checksums } = migration;
  return {
    sql: `INSERT INTO ${table} (${COLUMNS.join(", ")})
VALUES (?, ?, ${EXECUTED}, ?, ?, ${NOW}, 0, '', '', ?, ${NO_HASHES}, '${OPERATOR}')`,
    args: [key, name, BigInt(applied), BigInt(statementsOf(migration).length), checksums[0] ?? ""],
  };
}

/** Hashes cover all files before too, so that of a row says nothing of its own file: there is none to compare. */
function toRecord(version: string, description: string, type: number, applied: number, total: number): HistoryRecord {
  const record = { key: version, name: description, checksum: undefined };
  // The row by which Atlas knows the table itself.
  if (version.startsWith(".")) return { ...record, state: "void" };
  if ((type & BASELINE) !== 0) return { ...record, state: "applied-up-to" };
  const isOpen = applied < total && (type & RESOLVED) === 0;
  return isOpen ? { ...record, state: "failed", failedAt: applied + 1 } : { ...record, state: "applied" };
}

/** The statements as Atlas counts and hashes them: with their `;`, and without the comments before them. */
function statementsOf({ up: { text } }: Migration): string[] {
  return splitScript(text).statements.map(({ raw }) => {
    for (const { kind, start } of tokens(raw)) if (kind !== "space" && raw[start] !== ";") return raw.slice(start).trimEnd();
    return raw;
  });
}

/** Each covers all statements before it. */
function hashesOf(statements: readonly string[]): string[] {
  const hash = createHash("sha256");
  return statements.map((statement) => `h1:${hash.update(statement).copy().digest("base64")}`);
}
