// The table of drizzle's migrators, in its two shapes: of 0.x, which knows migrations by the time they were made at, and of 1.x, which knows
// them by name (drizzle-orm/src/libsql/migrator.ts and src/up-migrations/sqlite.ts; 0.45.4 and 1.0.0-rc.5).
import type { Migration } from "../migration.ts";
import type { Tracking } from "../tracking.ts";
import { whereMissing } from "./tracking-sql.ts";

const TABLE = "__drizzle_migrations";
const COLUMNS = ["id", "hash", "created_at"];
const matches = (columns: readonly string[]) => COLUMNS.every((column) => columns.includes(column));

/** For a folder with a journal. `id` stays NULL in a table of 0.x: SERIAL means nothing to SQLite. */
export const JOURNAL_TRACKING: Tracking = {
  table: TABLE,
  matches,
  create: (table, columns) =>
    whereMissing(columns, `CREATE TABLE IF NOT EXISTS ${table} (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)`),
  select: (table) => `SELECT hash, CAST(CAST(created_at AS INTEGER) AS TEXT) FROM ${table} ORDER BY rowid`,
  toRecord: ([hash, when]) => ({ key: String(when), name: undefined, checksum: String(hash), state: "applied" }),
  key: "CAST(CAST(created_at AS INTEGER) AS TEXT)",
  mark: "created_at",
  apply: (table, { key, checksums: [hash = ""] }) => [
    { sql: `INSERT INTO ${table} ("hash", "created_at") VALUES (?, ?)`, args: [hash, BigInt(key)] },
  ],
  revert: (table, { key }) => [{ sql: `DELETE FROM ${table} WHERE CAST(created_at AS INTEGER) = ?`, args: [BigInt(key)] }],
  accept: (table, { key, checksums: [hash = ""] }) => [
    { sql: `UPDATE ${table} SET hash = ? WHERE CAST(created_at AS INTEGER) = ?`, args: [hash, BigInt(key)] },
  ],
};

/** A migration of 1.x, as far as a row of 0.x is matched with it. */
export interface DrizzleFolder {
  readonly name: string;
  /** The time in its name: whole seconds. */
  readonly millis: number;
  readonly checksums: readonly string[];
}

/**
 * For folders of 1.x. A row without a name, which 0.x has written, belongs to the folder of its second, among several of it to the one with its hash,
 * and where there is none to the one with its hash.
 */
export function folderTracking(folders: readonly DrizzleFolder[]): Tracking {
  const matched = nameOf(folders);
  const millis = new Map(folders.map((folder) => [folder.name, folder.millis]));
  return {
    table: TABLE,
    matches,
    create: (table, columns) => [
      ...whereMissing(
        columns,
        `CREATE TABLE IF NOT EXISTS ${table} (id INTEGER PRIMARY KEY, hash text NOT NULL, created_at numeric, name text, applied_at TEXT)`,
      ),
      ...(columns !== undefined && matches(columns) ? upgrade(table, columns, folders) : []),
    ],
    select: (table, columns) =>
      `SELECT ${columns.includes("name") ? "name" : "NULL"}, hash, CAST(created_at AS INTEGER) FROM ${table} ORDER BY rowid`,
    toRecord: ([name, hash, when]) => ({
      key: typeof name === "string" ? name : (matched(String(hash), Number(when)) ?? String(when)),
      name: undefined,
      checksum: String(hash),
      state: "applied",
    }),
    key: "name",
    mark: "created_at",
    apply: (table, { key, checksums: [hash = ""] }) => [
      {
        sql: `INSERT INTO ${table} ("hash", "created_at", "name", "applied_at") VALUES (?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))`,
        args: [hash, BigInt(millis.get(key) ?? 0), key],
      },
    ],
    revert: (table, { key }) => [{ sql: `DELETE FROM ${table} WHERE name = ?`, args: [key] }],
    accept: (table, { key, checksums: [hash = ""] }: Migration) => [
      { sql: `UPDATE ${table} SET hash = ? WHERE name = ?`, args: [hash, key] },
    ],
  };
}

/** Brings a table of 0.x up to date, and gives its rows the names that they belong to. */
function upgrade(table: string, columns: readonly string[], folders: readonly DrizzleFolder[]) {
  const seconds = "CAST(created_at AS INTEGER) / 1000 * 1000";
  const alone = new Map<number, number>();
  for (const { millis } of folders) alone.set(millis, (alone.get(millis) ?? 0) + 1);
  const known = JSON.stringify(
    folders.map(({ name, millis, checksums }) => ({ name, millis, checksums, alone: alone.get(millis) === 1 })),
  );
  const named = (condition: string) => `(SELECT f.value ->> 'name' FROM json_each(?1) f WHERE ${condition} LIMIT 1)`;
  const sameSecond = `f.value ->> 'millis' = ${seconds}`;
  const sameHash = "hash IN (SELECT value FROM json_each(f.value, '$.checksums'))";
  return [
    ...(columns.includes("name") ? [] : [{ sql: `ALTER TABLE ${table} ADD COLUMN "name" text` }]),
    ...(columns.includes("applied_at") ? [] : [{ sql: `ALTER TABLE ${table} ADD COLUMN "applied_at" TEXT` }]),
    {
      sql: `UPDATE ${table} SET name = CASE WHEN EXISTS (SELECT 1 FROM json_each(?1) f WHERE ${sameSecond})
THEN ${named(`${sameSecond} AND (f.value ->> 'alone' OR ${sameHash})`)} ELSE ${named(sameHash)} END WHERE name IS NULL`,
      args: [known],
    },
  ];
}

/** The same match for a row that is read. */
function nameOf(folders: readonly DrizzleFolder[]): (hash: string, when: number) => string | undefined {
  const bySecond = Map.groupBy(folders, ({ millis }) => millis);
  return (hash, when) => {
    const has = ({ checksums }: DrizzleFolder) => checksums.includes(hash);
    const candidates = bySecond.get(Math.trunc(when / 1000) * 1000);
    if (candidates === undefined) return folders.find(has)?.name;
    return (candidates.length === 1 ? candidates[0] : candidates.find(has))?.name;
  };
}
