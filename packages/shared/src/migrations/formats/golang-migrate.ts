// The format of golang-migrate (https://github.com/golang-migrate/migrate, measured with 4.18.3): pairs, and one row with the version of
// the database.
import type { Format } from "../format.ts";
import type { SourceFolder } from "../source-folder.ts";
import type { Tracking } from "../tracking.ts";
import { nextVersion } from "./next-version.ts";
import { passedOver, readToolFiles } from "./tool-files.ts";
import { whereMissing } from "./tracking-sql.ts";
import { pairMigration, toPairs, wholeFile } from "./version-pairs.ts";

/** `Regex` of source/parse.go. What follows the direction may be anything. */
const NAME = /^(?<version>\d+)_(?<name>.*)\.(?<direction>up|down)\..*$/;

/** database/sqlite/sqlite.go, `SetVersion`: the row is replaced, not changed. */
const tracking: Tracking = {
  table: "schema_migrations",
  matches: (columns) => columns.length === 2 && columns.includes("version") && columns.includes("dirty"),
  create: (table, columns) =>
    whereMissing(
      columns,
      `CREATE TABLE IF NOT EXISTS ${table} (version uint64,dirty bool)`,
      `CREATE UNIQUE INDEX IF NOT EXISTS version_unique ON ${table} (version)`,
    ),
  select: (table) => `SELECT version, dirty FROM ${table}`,
  toRecord: ([version, dirty]) => ({
    key: String(version),
    name: undefined,
    checksum: undefined,
    ...(Number(dirty) === 0 ? { state: "applied-up-to" } : { state: "failed", upTo: true }),
  }),
  key: "CAST(version AS TEXT)",
  // A row that turns dirty is another one.
  mark: "version * 2 + dirty",
  single: true,
  apply: (table, { key }) => replaceRow(table, key, "0"),
  finish: (table, { key }) => clean(table, key),
  revert: (table, _, previous) =>
    previous === undefined ? [{ sql: `DELETE FROM ${table}` }] : replaceRow(table, previous.key, "0"),
  begin: (table, { key }) => replaceRow(table, key, "1"),
  accept: (table, { key }) => clean(table, key),
};

function replaceRow(table: string, key: string, dirty: "0" | "1") {
  return [
    { sql: `DELETE FROM ${table}` },
    { sql: `INSERT INTO ${table} (version, dirty) VALUES (?, ${dirty})`, args: [BigInt(key)] },
  ];
}

function clean(table: string, key: string) {
  return [{ sql: `UPDATE ${table} SET dirty = 0 WHERE version = ?`, args: [BigInt(key)] }];
}

export const golangMigrate: Format = {
  name: "golang-migrate",
  // Nothing in a folder of golang-migrate says whose it is.
  detect: () => false,
  resembles: (folder) => readToolFiles(folder, NAME).files.length > 0,
  read: (folder) => {
    const { files, others, ignored } = readToolFiles(folder, NAME);
    const { pairs, findings } = toPairs(files);
    return {
      // Whether there is a transaction is a matter of the URL that golang-migrate is given, not of the file.
      migrations: pairs.map((pair) => pairMigration(pair, wholeFile)),
      ignored,
      findings: [...findings, ...passedOver(others, "golang-migrate", "`<digits>_<name>.up.sql` and `<digits>_<name>.down.sql`")],
    };
  },
  tracking,
  create: (folder: SourceFolder, name, now) => {
    const stem = `${nextVersion(toPairs(readToolFiles(folder, NAME).files).pairs, now)}_${name}`;
    return [
      { path: `${stem}.up.sql`, text: "" },
      { path: `${stem}.down.sql`, text: "" },
    ];
  },
  reversible: true,
  limits:
    "golang-migrate records only the version that a database is at: everything before it counts as applied, " +
    "and edited, missing or later added files are not noticed.",
};
