// The format of sqlx (https://github.com/launchbadge/sqlx, measured with sqlx-cli 0.9.0): single files or pairs, and a table with checksums.
import { createHash } from "node:crypto";
import { quote } from "../../inputs/quote.ts";
import type { Format } from "../format.ts";
import type { Migration, Script } from "../migration.ts";
import type { SourceFile, SourceFolder } from "../source-folder.ts";
import type { Tracking } from "../tracking.ts";
import { badName } from "./file-findings.ts";
import { withLineEndings } from "./line-endings.ts";
import { nextVersion } from "./next-version.ts";
import { passedOver, readToolFiles } from "./tool-files.ts";
import { whereMissing } from "./tracking-sql.ts";
import { pairMigration, toPairs } from "./version-pairs.ts";

/** `resolve_blocking_with_config` of sqlx-core/src/migrate/source.rs. */
const NAME = /^(?<version>\d+)_(?<name>.*?)(?:\.(?<direction>up|down))?\.sql$/;
/** What sqlx refuses the folder for. */
const NO_VERSION = /^[^_]*_.*\.sql$/;

/** As the text that they are, and as a checkout may have made it. */
function checksumsOf(text: string): string[] {
  return withLineEndings(text).map((form) => createHash("sha384").update(form).digest("hex"));
}

/** sqlx-sqlite/src/migrate.rs. It writes no row that is not a success, and refuses to run where it finds one. */
const tracking: Tracking = {
  table: "_sqlx_migrations",
  matches: (columns) =>
    ["version", "description", "installed_on", "success", "checksum", "execution_time"].every((column) =>
      columns.includes(column),
    ),
  create: (table, columns) =>
    whereMissing(
      columns,
      `CREATE TABLE IF NOT EXISTS ${table} (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
)`,
    ),
  select: (table) => `SELECT version, description, success, lower(hex(checksum)) FROM ${table} ORDER BY rowid`,
  toRecord: ([version, description, success, checksum]) => ({
    key: String(version),
    name: String(description).replaceAll(" ", "_"),
    checksum: String(checksum),
    state: Number(success) === 0 ? "failed" : "applied",
  }),
  key: "CAST(version AS TEXT)",
  mark: "version",
  apply: (table, migration) => [record(table, migration, "TRUE")],
  // The duration stays at the -1 that sqlx has for an unknown one: its own time of the start is too coarse to count from.
  finish: (table, { key }) => [{ sql: `UPDATE ${table} SET success = TRUE WHERE version = ?`, args: [BigInt(key)] }],
  revert: (table, { key }) => [{ sql: `DELETE FROM ${table} WHERE version = ?`, args: [BigInt(key)] }],
  begin: (table, migration) => [record(table, migration, "FALSE")],
  accept: (table, { key, checksums: [checksum = ""] }) => [
    {
      sql: `UPDATE ${table} SET success = TRUE, checksum = ? WHERE version = ?`,
      args: [Buffer.from(checksum, "hex"), BigInt(key)],
    },
  ],
};

function record(table: string, { key, name, checksums: [checksum = ""] }: Migration, success: "TRUE" | "FALSE") {
  return {
    sql: `INSERT INTO ${table} ( version, description, success, checksum, execution_time ) VALUES ( ?, ?, ${success}, ?, -1 )`,
    args: [BigInt(key), name.replaceAll("_", " "), Buffer.from(checksum, "hex")],
  };
}

export const sqlx: Format = {
  name: "sqlx",
  // Nothing in a folder of sqlx says whose it is.
  detect: () => false,
  resembles: (folder) => readToolFiles(folder, NAME).files.length > 0,
  read: (folder) => {
    const { files, others, ignored } = readToolFiles(folder, NAME);
    const { pairs, findings } = toPairs(files);
    const refused = others.filter(({ path }) => NO_VERSION.test(path));
    return {
      migrations: pairs.map((pair) => pairMigration(pair, script, checksumsOf(pair.up.text))),
      ignored,
      findings: [
        ...findings,
        ...refused.map((source) =>
          badName(
            source,
            `${quote(source.path)} has no number in front of its first \`_\`, and sqlx refuses the folder. ` +
              "Name it `<digits>_<name>.sql`, or take it out.",
          ),
        ),
        ...passedOver(
          others.filter((source) => !refused.includes(source)),
          "sqlx",
          "`<digits>_<name>.sql`",
        ),
      ],
    };
  },
  tracking,
  create: (folder: SourceFolder, name, now) => {
    const { files } = readToolFiles(folder, NAME);
    const { pairs } = toPairs(files);
    const newest = pairs.at(-1)?.up;
    const stem = `${nextVersion(pairs, now)}_${name}`;
    const isReversible = files.some(({ source, direction }) => source === newest && direction === "up");
    if (!isReversible) return [{ path: `${stem}.sql`, text: "-- Add migration script here\n" }];
    return [
      { path: `${stem}.up.sql`, text: "-- Add up migration script here\n" },
      { path: `${stem}.down.sql`, text: "-- Add down migration script here\n" },
    ];
  },
  reversible: true,
};

function script({ file, text }: SourceFile): Script {
  return { file, text, transaction: !text.startsWith("-- no-transaction") };
}
