// One digest over the rows of a whole database: every table, every value with its type to the bit, rowids where they can be seen, the counters of
// AUTOINCREMENT. It is the same whatever engine holds the rows, and says nothing of the schema.
import { createHash } from "node:crypto";
import { type DumpedTable, readColumns } from "./dump-columns.ts";
import { readRows } from "./dump-rows.ts";
import { readSchema } from "./dump-schema.ts";
import { readSequences, rowKind, SEQUENCES } from "./dump-tables.ts";
import type { Read } from "./read.ts";

export interface TableContent {
  readonly name: string;
  readonly rows: number;
  /** sha256, lower-case hexadecimal. */
  readonly digest: string;
}

export interface ContentDigest {
  /** sha256 of all tables, lower-case hexadecimal. */
  readonly digest: string;
  /** By name. */
  readonly tables: readonly TableContent[];
}

/** Reads and digests everything. @throws an `Error` for what a dump cannot hold either */
export async function contentDigest(read: Read): Promise<ContentDigest> {
  const objects = await readSchema(read);
  const contents: TableContent[] = [];
  for (const { table, sql } of objects) {
    if (table === undefined || rowKind(table, sql) !== "own") continue;
    contents.push(await digestTable(read, table));
  }
  const sequences = await readSequences(read, objects);
  if (sequences !== undefined) contents.push(digestRows(SEQUENCES, sequences));
  return digestOf(contents);
}

/** Brings the digests of tables together. */
export function digestOf(contents: readonly TableContent[]): ContentDigest {
  const tables = contents.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const hash = createHash("sha256");
  for (const { name, rows, digest } of tables) hash.update(`${JSON.stringify([name, rows, digest])}\n`);
  return { digest: hash.digest("hex"), tables };
}

/** The names of the tables whose contents are not the same, or that only one of both has. */
export function differingTables(one: ContentDigest, other: ContentDigest): string[] {
  const [left, right] = [one, other].map(({ tables }) => new Map(tables.map((table) => [table.name, table.digest])));
  const names = new Set([...one.tables, ...other.tables].map(({ name }) => name));
  return [...names].filter((name) => left?.get(name) !== right?.get(name)).sort();
}

/** Takes the rows of one table, as literals, in their order. */
export function tableDigest(name: string) {
  const hash = createHash("sha256");
  let count = 0;
  return {
    add(rows: readonly string[]): void {
      count += rows.length;
      // A literal has no end inside of itself, so a line break between rows is one.
      if (rows.length > 0) hash.update(`${rows.join("\n")}\n`);
    },
    finish: (): TableContent => ({ name, rows: count, digest: hash.digest("hex") }),
  };
}

/** The digest of rows that are all there. */
export function digestRows(name: string, rows: readonly string[]): TableContent {
  const digest = tableDigest(name);
  digest.add(rows);
  return digest.finish();
}

async function digestTable(read: Read, table: DumpedTable): Promise<TableContent> {
  const digest = tableDigest(table.name);
  for await (const rows of readRows(read, table, await readColumns(read, table))) digest.add(rows);
  return digest.finish();
}
