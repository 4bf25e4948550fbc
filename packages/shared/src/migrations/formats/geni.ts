// The format of geni (https://github.com/emilpriver/geni, measured with 1.3.3): pairs named by the second that they were made in, and a table of ids.
import { quote } from "../../inputs/quote.ts";
import type { Format } from "../format.ts";
import type { Script } from "../migration.ts";
import type { SourceFile, SourceFolder } from "../source-folder.ts";
import type { Tracking } from "../tracking.ts";
import { badName } from "./file-findings.ts";
import { passedOver, readToolFiles } from "./tool-files.ts";
import { whereMissing } from "./tracking-sql.ts";
import { pairMigration, toPairs } from "./version-pairs.ts";

/** `get_local_migrations` of src/lib/utils.rs. */
const NAME = /^(?<version>\d+)_(?<name>.*)\.(?<direction>up|down)\.sql$/;
const DIRECTED = /\.(?:up|down)\.sql$/;

/** src/lib/database_drivers/libsql.rs. The id is the version as a number, in text. */
const tracking: Tracking = {
  table: "schema_migrations",
  matches: (columns) => columns.length === 1 && columns[0] === "id",
  create: (table, columns) => whereMissing(columns, `CREATE TABLE IF NOT EXISTS ${table} (id VARCHAR(255) NOT NULL PRIMARY KEY)`),
  select: (table) => `SELECT id FROM ${table} ORDER BY rowid`,
  toRecord: ([id]) => ({ key: String(id), name: undefined, checksum: undefined, state: "applied" }),
  key: "id",
  mark: "id",
  apply: (table, { key }) => [{ sql: `INSERT INTO ${table} (id) VALUES (?)`, args: [key] }],
  revert: (table, { key }) => [{ sql: `DELETE FROM ${table} WHERE id = ?`, args: [key] }],
};

export const geni: Format = {
  name: "geni",
  // Nothing in a folder of geni says whose it is.
  detect: () => false,
  resembles: (folder) => readToolFiles(folder, NAME).files.length > 0,
  read: (folder) => {
    const { files, others, ignored } = readToolFiles(folder, NAME);
    const { pairs, findings } = toPairs(files);
    const refused = others.filter(({ path }) => DIRECTED.test(path));
    return {
      migrations: pairs.map((pair) => pairMigration(pair, script)),
      ignored,
      findings: [
        ...findings,
        ...refused.map((source) =>
          badName(
            source,
            `${quote(source.path)} has no number in front of its first \`_\`, at which geni stops. ` +
              "Name it `<seconds>_<name>.up.sql`, or take it out.",
          ),
        ),
        ...passedOver(
          others.filter((source) => !refused.includes(source)),
          "geni",
          "`<seconds>_<name>.up.sql` and `<seconds>_<name>.down.sql`",
        ),
      ],
    };
  },
  tracking,
  create: (folder: SourceFolder, name, now) => {
    const stem = `${nextSecond(folder, now)}_${name.toLowerCase()}`;
    return (["up", "down"] as const).map((direction) => ({
      path: `${stem}.${direction}.sql`,
      text: `-- Write your ${direction} sql migration here`,
    }));
  },
  reversible: true,
  limits: "geni records versions only: that a file was edited after it was applied is not noticed.",
};

/** The seconds since 1970, and above every version that there is. */
function nextSecond(folder: SourceFolder, now: Date): string {
  const newest = toPairs(readToolFiles(folder, NAME).files).pairs.at(-1);
  const second = BigInt(Math.floor(now.getTime() / 1000));
  const next = newest === undefined ? 0n : BigInt(newest.key) + 1n;
  return String(next > second ? next : second);
}

/** `should_run_in_transaction`: the words may stand anywhere in a first line that is not the last. */
function script({ file, text }: SourceFile): Script {
  const end = text.indexOf("\n");
  const optsOut = end !== -1 && /transaction: ?no/.test(text.slice(0, end));
  return { file, text, transaction: !optsOut };
}
