// Writes a whole database as a SQL script that makes the same database again, byte for byte the same script for the same content.
// sqld's own /dump is not used: it loses rowids and types of reals, and writes what sqld itself refuses to read.

import { quoteIdentifier } from "../sql/identifier.ts";
import { digestRows, type TableContent, tableDigest } from "./content-digest.ts";
import { type DumpedTable, readColumns } from "./dump-columns.ts";
import { insertWriter, readRows } from "./dump-rows.ts";
import { readSchema, type SchemaObject } from "./dump-schema.ts";
import { readOptions, readSequences, rowKind, SEQUENCES } from "./dump-tables.ts";
import type { Read } from "./read.ts";

/** Told of each table whose rows were written, with the digest that `contentDigest` would give it. */
type OnTable = (content: TableContent) => void;

/**
 * Yields the script in pieces of up to some 100 KB, or of a row where that is longer. It can be run by `client.executeMultiple`, and by sqld. Left out
 * is what the engine makes again by itself: the tables behind virtual tables and vector indexes, and statistics. Memory does not grow with the database.
 * @param read the answers have to be of one moment: see `withSnapshot`
 * @throws an `Error` for what cannot be written without loss (a database that is not UTF-8, virtual tables that do not give their rows), and for a table
 * that got or lost rows while it was read
 */
export async function* dumpDatabase(read: Read, onTable: OnTable = () => undefined): AsyncGenerator<string> {
  // As functions: a read-only token may call them, and may not run a PRAGMA.
  const encoding = (await read("SELECT encoding FROM pragma_encoding")).rows[0]?.[0];
  if (encoding !== "UTF-8") throw new Error(`a database with the encoding ${encoding} cannot be dumped, only UTF-8`);
  const objects = await readSchema(read);
  const creates = (type: SchemaObject["type"]) => objects.filter((object) => object.type === type).map(({ sql }) => `${sql};\n`);

  yield "PRAGMA foreign_keys=OFF;\nBEGIN;\n";
  const { rows: version } = await read("SELECT user_version FROM pragma_user_version");
  if (Number(version[0]?.[0]) !== 0) yield `PRAGMA user_version=${version[0]?.[0]};\n`;
  for (const { table, sql } of objects) {
    if (table === undefined || table.module !== undefined) continue;
    yield `${sql};\n`;
    yield* dumpRows(read, table, onTable);
  }
  yield* dumpSequences(read, objects, onTable);
  yield* creates("index");
  yield* creates("view");
  for (const { table, sql } of objects) if (table?.module !== undefined) yield* dumpVirtual(read, table, sql, onTable);
  yield* creates("trigger");
  yield "COMMIT;\nPRAGMA foreign_keys=ON;\n";
}

async function* dumpRows(read: Read, table: DumpedTable, onTable: OnTable): AsyncGenerator<string> {
  const columns = await readColumns(read, table);
  const inserts = insertWriter(table, columns);
  const digest = tableDigest(table.name);
  for await (const rows of readRows(read, table, columns)) {
    digest.add(rows);
    yield* inserts.add(rows);
  }
  yield inserts.finish();
  onTable(digest.finish());
}

async function* dumpSequences(read: Read, objects: readonly SchemaObject[], onTable: OnTable): AsyncGenerator<string> {
  const sequences = await readSequences(read, objects);
  if (sequences === undefined) return;
  yield `DELETE FROM ${SEQUENCES};\n`;
  for (const sequence of sequences) yield `INSERT INTO ${SEQUENCES}(name, seq) VALUES(${sequence});\n`;
  onTable(digestRows(SEQUENCES, sequences));
}

async function* dumpVirtual(read: Read, table: DumpedTable, sql: string, onTable: OnTable): AsyncGenerator<string> {
  const name = quoteIdentifier(table.name);
  const kind = rowKind(table, sql);
  yield `${sql};\n`;
  if (kind === "own") yield* dumpRows(read, table, onTable);
  if (kind === "indexed") yield `INSERT INTO ${name}(${name}) VALUES('rebuild');\n`;
  yield* await readOptions(read, table);
}
