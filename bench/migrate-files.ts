// The same small migrations in the format of each tool that bench/migrate.ts compares.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type FileFormat = "plain" | "goose" | "dbmate" | "drizzle";

/** In turn: a table and an index, a column, a child table with a row, a view and an update. */
const KINDS: readonly ((n: number) => readonly string[])[] = [
  (n) => [`CREATE TABLE t${n}(id INTEGER PRIMARY KEY, name TEXT NOT NULL, n INTEGER)`, `CREATE INDEX t${n}_name ON t${n}(name)`],
  (n) => [`ALTER TABLE t${n - 1} ADD COLUMN note TEXT NOT NULL DEFAULT ''`],
  (n) => [
    `CREATE TABLE child${n}(id INTEGER PRIMARY KEY, parent INTEGER REFERENCES t${n - 2}(id), body TEXT)`,
    `INSERT INTO child${n}(body) VALUES ('a row; with a semicolon')`,
  ],
  (n) => [`CREATE VIEW v${n} AS SELECT id, name FROM t${n - 3}`, `UPDATE t${n - 3} SET n = coalesce(n, 0) + 1`],
];

const WRITE: Record<FileFormat, (statements: readonly string[]) => string> = {
  plain: scriptOf,
  goose: (statements) => `-- +goose Up\n${scriptOf(statements)}`,
  dbmate: (statements) => `-- migrate:up\n${scriptOf(statements)}\n-- migrate:down\n`,
  drizzle: (statements) => statements.map((sql) => `${sql};`).join("\n--> statement-breakpoint\n"),
};

function scriptOf(statements: readonly string[]): string {
  return statements.map((sql) => `${sql};\n`).join("");
}

/** How many tables and views `count` migrations leave, which tells a run that did its work from one that did not. */
export function objectsOf(count: number): number {
  return Array.from({ length: count }, (_, index) => index % KINDS.length).filter((kind) => kind !== 1).length;
}

/** Counts them. */
export const COUNT_OBJECTS = "SELECT count(*) FROM sqlite_schema WHERE type IN ('table', 'view') AND name GLOB '[tcv]*[0-9]'";

/** Writes `count` migrations into a new folder. */
export function writeMigrations(folder: string, count: number, format: FileFormat): void {
  mkdirSync(join(folder, "meta"), { recursive: true });
  const tags = Array.from({ length: count }, (_, index) => `${String(index + 1).padStart(4, "0")}_step`);
  for (const [index, tag] of tags.entries()) {
    const statements = KINDS[index % KINDS.length]?.(index) ?? [];
    writeFileSync(join(folder, `${tag}.sql`), WRITE[format](statements));
  }
  if (format !== "drizzle") return;
  const entries = tags.map((tag, idx) => ({ idx, version: "6", when: 1_700_000_000_000 + idx, tag, breakpoints: true }));
  writeFileSync(join(folder, "meta", "_journal.json"), JSON.stringify({ version: "7", dialect: "sqlite", entries }));
}
