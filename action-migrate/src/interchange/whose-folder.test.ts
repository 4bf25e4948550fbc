// Folders that may be several tools': under `format: auto` the database says whose they are, by the table that the tool has left in it.
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { write } from "@libsql-actions/shared/testing/write-files";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runHere, workspace } from "../testing.ts";

const FIRST = "CREATE TABLE a (x);\n";
const SECOND = "CREATE TABLE b (x);\n";
const PAIRS = {
  "0001_a.up.sql": FIRST,
  "0001_a.down.sql": "DROP TABLE a;\n",
  "0002_b.up.sql": SECOND,
  "0002_b.down.sql": "DROP TABLE b;\n",
};
const GOOSE = {
  "0001_a.sql": `-- +goose Up\n${FIRST}-- +goose Down\nDROP TABLE a;\n`,
  "0002_b.sql": `-- +goose Up\n${SECOND}-- +goose Down\nDROP TABLE b;\n`,
};
const sha384 = createHash("sha384").update(FIRST).digest("hex");

const SQLX_TABLE = `CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
)`;
const GOOSE_TABLE = `CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	)`;

let path: string;
let db: Connection;
beforeEach(async () => {
  path = workspace({});
  db = await openConnection(parseDatabaseUrl(`file:${path}/a.db`, "/"), testSettings());
});
afterEach(() => {
  db.close();
  rmSync(path, { recursive: true });
});

it.each<[tool: string, folder: string, files: Record<string, string>, left: string[], table: string, recorded: unknown[][]]>([
  [
    "sqlx",
    "pairs",
    PAIRS,
    [SQLX_TABLE, `INSERT INTO _sqlx_migrations VALUES (1, 'a', '2026-01-02 03:04:05', TRUE, x'${sha384}', 81234)`],
    "SELECT version, description FROM _sqlx_migrations",
    [
      [1n, "a"],
      [2n, "b"],
    ],
  ],
  [
    "sqlx",
    "single files",
    { "1_a.sql": FIRST, "2_b.sql": SECOND },
    [SQLX_TABLE, `INSERT INTO _sqlx_migrations VALUES (1, 'a', '2026-01-02 03:04:05', TRUE, x'${sha384}', 81234)`],
    "SELECT version, description FROM _sqlx_migrations",
    [
      [1n, "a"],
      [2n, "b"],
    ],
  ],
  [
    "golang-migrate",
    "pairs",
    PAIRS,
    [
      "CREATE TABLE schema_migrations (version uint64,dirty bool)",
      "CREATE UNIQUE INDEX version_unique ON schema_migrations (version)",
      "INSERT INTO schema_migrations VALUES (1, 0)",
    ],
    "SELECT version, dirty FROM schema_migrations",
    [[2n, 0n]],
  ],
  [
    "geni",
    "pairs",
    PAIRS,
    ["CREATE TABLE schema_migrations (id VARCHAR(255) NOT NULL PRIMARY KEY)", "INSERT INTO schema_migrations VALUES ('1')"],
    "SELECT id FROM schema_migrations",
    [["1"], ["2"]],
  ],
  [
    "goose",
    "files beside an atlas.sum",
    { ...GOOSE, "atlas.sum": "h1:x\n0001_a.sql h1:y\n" },
    [GOOSE_TABLE, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1), (1, 1)"],
    "SELECT version_id FROM goose_db_version",
    [[0n], [1n], [2n]],
  ],
  // Without a table of any tool the history is our own.
  [
    "nobody",
    "pairs",
    PAIRS,
    ["CREATE TABLE schema_migrations (version TEXT, at TEXT)", "DROP TABLE a"],
    "SELECT version FROM _libsql_actions_migrations",
    [["0001"], ["0002"]],
  ],
])("%s goes on with %s", async (_, __, files, left, recorded, rows) => {
  write(path, Object.fromEntries(Object.entries(files).map(([name, text]) => [`migrations/${name}`, text])));
  const made = await db.transaction([FIRST, ...left].map((sql) => ({ sql })));
  expect(made).toMatchObject({ ok: true });
  const { error, reports } = await runHere(path, { command: "up", "database-url": `file:${path}/a.db` });
  expect(error).toBeUndefined();
  expect(reports[0]?.findings.filter(({ severity }) => severity === "error")).toEqual([]);
  expect((await db.query(recorded)).rows.map((row) => Array.from(row))).toEqual(rows);
  expect((await db.query("SELECT name FROM sqlite_schema WHERE name IN ('a', 'b') ORDER BY 1")).rows.flat()).toMatchObject([
    { name: "a" },
    { name: "b" },
  ]);
});
