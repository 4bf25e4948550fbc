// A folder of a few migrations in the format of each tool, for races between runs: what is recorded in whose table must have been done once.

/** A tool whose folder and table runs race on. */
export interface Tool {
  readonly format: string;
  /** The files by their paths. @param scripts texts by number */
  files(scripts: ReadonlyMap<number, string>): Record<string, string>;
  /** SQL that gives the number of every migration that its table holds as applied, in order. */
  readonly recorded: string;
}

export const TOOLS: readonly Tool[] = [
  {
    format: "plain",
    files: (scripts) => perScript(scripts, (number, text) => [`migrations/${number}_x.sql`, text]),
    recorded: "SELECT CAST(version AS INTEGER) FROM _libsql_actions_migrations WHERE duration_ms >= 0 ORDER BY 1",
  },
  {
    format: "goose",
    files: (scripts) => perScript(scripts, (number, text) => [`migrations/${number}_x.sql`, `-- +goose Up\n${text}`]),
    recorded: "SELECT version_id FROM goose_db_version WHERE version_id > 0 AND is_applied ORDER BY 1",
  },
  {
    format: "drizzle",
    files: (scripts) => ({
      ...perScript(scripts, (number, text) => [`drizzle/${number}_x.sql`, text.replaceAll("\n", "\n--> statement-breakpoint\n")]),
      "drizzle/meta/_journal.json": JSON.stringify({
        version: "7",
        dialect: "sqlite",
        entries: [...scripts.keys()].map((number, idx) => ({
          idx,
          version: "6",
          when: number,
          tag: `${number}_x`,
          breakpoints: true,
        })),
      }),
    }),
    recorded: "SELECT CAST(created_at AS INTEGER) FROM __drizzle_migrations ORDER BY 1",
  },
  {
    format: "prisma",
    files: (scripts) => ({
      ...perScript(scripts, (number, text) => [`prisma/migrations/${stamp(number)}_x/migration.sql`, text]),
      "prisma/migrations/migration_lock.toml": 'provider = "sqlite"\n',
    }),
    recorded:
      "SELECT CAST(substr(migration_name, 9, 6) AS INTEGER) FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1",
  },
];

const stamp = (number: number) => `20250101${String(number).padStart(6, "0")}`;

function perScript(
  scripts: ReadonlyMap<number, string>,
  file: (number: number, text: string) => [path: string, text: string],
): Record<string, string> {
  return Object.fromEntries([...scripts].map(([number, text]) => file(number, text)));
}

/**
 * The script of a migration. Number 1 makes the tables, and every other doubles.
 * @param alone whether it has a transaction and a request for itself
 */
export function upScript(number: number, alone: boolean): string {
  const statements =
    number === 1
      ? ["CREATE TABLE numbers(n INTEGER NOT NULL)", "INSERT INTO numbers VALUES (1)", "CREATE TABLE marks(file INTEGER)"]
      : ["UPDATE numbers SET n = n * 2"];
  if (alone) statements.unshift("PRAGMA foreign_keys = OFF");
  return [...statements, `INSERT INTO marks VALUES (${number})`].map((sql) => `${sql};`).join("\n");
}

/** Takes that back. */
export function downScript(number: number): string {
  if (number === 1) return "DROP TABLE numbers; DROP TABLE marks;";
  return `UPDATE numbers SET n = n / 2; DELETE FROM marks WHERE file = ${number};`;
}
