// The format of goose (https://github.com/pressly/goose, measured with 3.27.0): both directions in one file, and a table that counts its rows.
import { quote } from "../../inputs/quote.ts";
import type { FolderFinding } from "../folder-rules.ts";
import type { Format } from "../format.ts";
import type { Migration } from "../migration.ts";
import type { SourceFolder } from "../source-folder.ts";
import type { Tracking } from "../tracking.ts";
import { badName } from "./file-findings.ts";
import { cutGooseFile, type Part } from "./goose-parts.ts";
import { nextVersion } from "./next-version.ts";
import { byteOrderMark, keepLines, linesOf } from "./sections.ts";
import { readToolFiles } from "./tool-files.ts";
import { whereMissing } from "./tracking-sql.ts";
import { toPairs, type VersionPair } from "./version-pairs.ts";

/** `NumericComponent` of migration.go. */
const NAME = /^(?<version>\d+)_(?<name>.*)\.sql$/;
const GO_MIGRATION = /^\d+_[^/]*(?<!_test)\.go$/;
const ANNOTATED = /(?:^\ufeff?|\n)--[ \t]*\+goose[ \t]*up[ \t\r]*(?=\n|$)/i;
const TEMPLATE = "-- +goose Up\nSELECT 'up SQL query';\n\n-- +goose Down\nSELECT 'down SQL query';\n";

const tracking: Tracking = {
  table: "goose_db_version",
  matches: (columns) => ["id", "version_id", "is_applied", "tstamp"].every((column) => columns.includes(column)),
  create: (table, columns) =>
    whereMissing(
      columns,
      `CREATE TABLE IF NOT EXISTS ${table} (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	)`,
      // Where another run was quicker, the row is there, and the fence tells the rest.
      `INSERT INTO ${table} (version_id, is_applied) SELECT 0, 1 WHERE NOT EXISTS (SELECT 1 FROM ${table})`,
    ),
  initialRows: 1,
  select: (table) => `SELECT version_id, is_applied FROM ${table} ORDER BY id`,
  // Version 0 stands for the empty database. Early versions of goose recorded a rollback as a row with 0.
  toRecord: ([version, isApplied]) => ({
    key: String(version),
    name: undefined,
    checksum: undefined,
    state: Number(version) !== 0 && Number(isApplied) !== 0 ? "applied" : "void",
  }),
  key: "CAST(version_id AS TEXT)",
  mark: "id",
  apply: (table, { key }) => [{ sql: `INSERT INTO ${table} (version_id, is_applied) VALUES (?, 1)`, args: [BigInt(key)] }],
  revert: (table, { key }) => [{ sql: `DELETE FROM ${table} WHERE version_id=?`, args: [BigInt(key)] }],
};

export const goose: Format = {
  name: "goose",
  detect: ({ files }) => files.some(({ path, text }) => NAME.test(path) && ANNOTATED.test(text)),
  read: (folder) => {
    const { files, others, ignored } = readToolFiles(folder, NAME);
    const { pairs, findings } = toPairs(files);
    const read = pairs.map(readFile);
    return {
      migrations: read.map(({ migration }) => migration),
      ignored,
      findings: [
        ...findings,
        ...pairs
          .filter(({ key }) => key === "0")
          .map(({ up }) =>
            badName(up, `The version of ${quote(up.path)} is 0, which goose keeps for the empty database. Begin with 1.`),
          ),
        ...others
          .filter(({ path }) => /^\d/.test(path))
          .map((source) =>
            badName(
              source,
              `${quote(source.path)} is not named \`<digits>_<name>.sql\`, and goose refuses the folder. Name it so, or take it out.`,
            ),
          ),
        ...goMigrations(folder),
        ...read.flatMap((file) => file.findings),
      ],
    };
  },
  tracking,
  create: (folder, name, now) => {
    const { pairs } = toPairs(readToolFiles(folder, NAME).files);
    return [{ path: `${nextVersion(pairs, now)}_${name}.sql`, text: TEMPLATE }];
  },
  reversible: true,
  limits: "goose records versions only: that a file was edited after it was applied is not noticed.",
};

/** What a goose program does in Go, only that program can do. */
function goMigrations({ folder, paths }: SourceFolder): FolderFinding[] {
  return paths
    .filter((path) => GO_MIGRATION.test(path))
    .map((path) => ({
      code: "go-migration",
      severity: "error",
      file: folder === "" ? path : `${folder}/${path}`,
      message:
        `${quote(path)} is a migration in Go, which only the goose program that it is built into can apply. ` +
        "Write it in SQL, or go on with that program.",
    }));
}

function readFile({ version, key, name, up: source }: VersionPair): { migration: Migration; findings: readonly FolderFinding[] } {
  const { file, text } = source;
  // goose reads line by line and ends every one with `\n`: so it is stored where a literal goes over several.
  const lines = linesOf(text).map((line) => line.replace(/\r$/, ""));
  const { parts, hasDown, transaction, findings } = cutGooseFile(source, lines);
  const script = (part: Part) => ({ file, text: keepLines(lines, (line) => parts[line] === part), transaction });
  const migration: Migration = {
    version,
    name,
    key,
    kind: "versioned",
    up: script("up"),
    down: hasDown ? script("down") : undefined,
    checksums: [],
  };
  const bom = byteOrderMark(source, "goose");
  return { migration, findings: bom.length > 0 ? bom : findings };
}
