// What tests of formats need: folders that are not on a disk, and a history table in a database.
import { type Connection, openConnection, type Statement } from "../database/connection.ts";
import { parseDatabaseUrl } from "../database/url.ts";
import { testSettings } from "../testing/client-settings.ts";
import type { Format, ReadMigrations } from "./format.ts";
import type { SourceFolder } from "./source-folder.ts";
import type { HistoryRecord, Tracking } from "./tracking.ts";

/** A folder `m`. @param files texts by path @param others paths of what no format reads */
export function folderOf(files: Readonly<Record<string, string>>, others: readonly string[] = []): SourceFolder {
  const paths = [...Object.keys(files), ...others].sort((a, b) => (a < b ? -1 : 1));
  const texts = paths.filter((path) => path in files).map((path) => ({ path, file: `m/${path}`, text: files[path] ?? "" }));
  return { folder: "m", files: texts, paths };
}

/** What was found, as `severity code place`. */
export function found({ findings }: ReadMigrations): string[] {
  return findings.map(
    ({ severity, code, file = "", line }) => `${severity} ${code} ${file}${line === undefined ? "" : `:${line}`}`,
  );
}

/** Reads a file alone in a folder: the SQL of its scripts by their lines, and what was found. */
export function readOne(format: Format, text: string, path = "1_a.sql") {
  const read = format.read(folderOf({ [path]: text }));
  const [migration] = read.migrations;
  return { up: migration?.up, down: migration?.down, found: found(read), messages: read.findings.map(({ message }) => message) };
}

/** The lines of a script that are not blank, with their numbers: `2 create table a(x);`. */
export function shown(text: string | undefined): string[] | undefined {
  return text?.split("\n").flatMap((line, index) => (line.trim() === "" ? [] : [`${index + 1} ${line.trimEnd()}`]));
}

export interface HistoryDatabase {
  readonly db: Connection;
  /** Runs statements as one transaction. */
  run(...statements: readonly (Statement | string)[]): Promise<void>;
  rows(sql: string): Promise<unknown[][]>;
  /** Reads the history as the action does. @param table a bare name */
  records(tracking: Tracking, table?: string): Promise<HistoryRecord[]>;
}

/** A database in memory. */
export async function openHistory(): Promise<HistoryDatabase> {
  const db = await openConnection(parseDatabaseUrl(":memory:", "/"), testSettings());
  const rows = async (sql: string) => (await db.query(sql)).rows.map((row) => Array.from(row));
  return {
    db,
    rows,
    run: async (...statements) => {
      const list = statements.map((statement) => (typeof statement === "string" ? { sql: statement } : statement));
      const result = await db.transaction(list);
      if (!result.ok) throw new Error(`${result.message} (${result.code})`);
    },
    records: async (tracking, table = tracking.table) => {
      const columns = (await rows(`SELECT lower(name) FROM pragma_table_info('${table}')`)).map(([name]) => String(name));
      if (!tracking.matches(columns)) throw new Error(`The columns ${columns} are not of ${tracking.table}.`);
      return (await rows(tracking.select(table, columns))).map(tracking.toRecord);
    },
  };
}
