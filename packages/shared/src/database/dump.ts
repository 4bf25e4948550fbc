// Writes a whole database as a SQL script that makes the same database again, byte for byte the same script for the same content.
// sqld's own /dump is not used: it loses rowids and types of reals, and writes what sqld itself refuses to read.

import { quoteIdentifier } from "../sql/identifier.ts";
import { splitScript } from "../sql/split.ts";
import { tokens } from "../sql/tokens.ts";
import type { Connection } from "./connection.ts";
import { type DumpedTable, decode, dumpRows } from "./dump-rows.ts";

type Query = Connection["query"];

interface SchemaObject {
  readonly type: "table" | "index" | "view" | "trigger";
  readonly name: string;
  readonly sql: string;
}

/** Virtual tables whose rows can be read and inserted again, and those that only look at other tables. */
const MODULES_WITH_ROWS = new Set(["fts3", "fts4", "fts5", "rtree", "rtree_i32"]);
const MODULES_WITHOUT_ROWS = new Set(["fts5vocab", "fts4aux"]);
const VECTOR_INDEX = "libsql_vector_idx";
const VECTOR_META = "libsql_vector_meta_shadow";

/**
 * Yields the script in pieces. It can be run by `client.executeMultiple`, and by sqld. Left out is what the engine makes again by itself: the
 * tables behind virtual tables and vector indexes, and statistics.
 * @throws an `Error` for what cannot be written without loss: a database that is not UTF-8, virtual tables that do not give their rows
 */
export async function* dumpDatabase(query: Query): AsyncGenerator<string> {
  const encoding = (await query("PRAGMA encoding")).rows[0]?.[0];
  if (encoding !== "UTF-8") throw new Error(`a database with the encoding ${encoding} cannot be dumped, only UTF-8`);
  const objects = await readSchema(query);
  const kinds = await tableKinds(query);
  const tables = objects.filter(({ type, name }) => type === "table" && kinds.get(name)?.virtual === false);
  const virtual = objects.filter(({ name }) => kinds.get(name)?.virtual === true);
  const creates = (type: SchemaObject["type"]) => objects.filter((object) => object.type === type).map(({ sql }) => `${sql};\n`);

  yield "PRAGMA foreign_keys=OFF;\nBEGIN;\n";
  const { rows: version } = await query("PRAGMA user_version");
  if (Number(version[0]?.[0]) !== 0) yield `PRAGMA user_version=${version[0]?.[0]};\n`;
  for (const { name, sql } of tables) {
    yield `${sql};\n`;
    yield* dumpRows(query, kinds.get(name) as DumpedTable);
  }
  yield* dumpSequences(query, tables);
  yield* creates("index");
  yield* creates("view");
  for (const { name, sql } of virtual) yield* dumpVirtual(query, kinds.get(name) as DumpedTable, sql);
  yield* creates("trigger");
  yield "COMMIT;\nPRAGMA foreign_keys=ON;\n";
}

/** Everything that has a CREATE statement of its own, in the order it was created. */
async function readSchema(query: Query): Promise<SchemaObject[]> {
  const { rows } = await query(
    `SELECT type, CAST(name AS BLOB), CAST(sql AS BLOB) FROM sqlite_schema
WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid`,
  );
  const text = (value: unknown) => {
    const decoded = decode(new Uint8Array(value as ArrayBuffer));
    if (decoded === undefined) throw new Error("a database whose schema is not UTF-8 cannot be dumped");
    return decoded;
  };
  // A view's text may end in a comment, which would swallow the semicolon.
  const objects = rows.map((row) => ({
    type: row[0] as SchemaObject["type"],
    name: text(row[1]),
    sql: splitScript(text(row[2])).statements[0]?.sql ?? "",
  }));
  const vectorIndexes = objects.filter(({ type, sql }) => type === "index" && words(sql).includes(VECTOR_INDEX));
  const shadows = new Set([VECTOR_META, ...vectorIndexes.flatMap(({ name }) => [`${name}_shadow`, `${name}_shadow_idx`])]);
  return objects.filter(({ name }) => !shadows.has(name));
}

/** What kind of table each is; the shadow tables of virtual tables are not in it. */
async function tableKinds(query: Query): Promise<Map<string, DumpedTable>> {
  const { rows } = await query(
    "SELECT name, type, wr FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')",
  );
  return new Map(
    rows.map((row) => [String(row[0]), { name: String(row[0]), virtual: row[1] === "virtual", withoutRowid: row[2] === 1n }]),
  );
}

/** AUTOINCREMENT must not give out a number again, so its counters are part of the content (https://sqlite.org/autoinc.html). */
async function* dumpSequences(query: Query, tables: readonly SchemaObject[]): AsyncGenerator<string> {
  if (!tables.some(({ sql }) => words(sql).includes("autoincrement"))) return;
  yield "DELETE FROM sqlite_sequence;\n";
  const { rows } = await query("SELECT quote(name), quote(seq) FROM sqlite_sequence ORDER BY name, seq");
  for (const row of rows) yield `INSERT INTO sqlite_sequence(name, seq) VALUES(${row[0]},${row[1]});\n`;
}

async function* dumpVirtual(query: Query, table: DumpedTable, sql: string): AsyncGenerator<string> {
  yield `${sql};\n`;
  const all = words(sql);
  const module = all[all.indexOf("using") + 1] ?? "";
  if (MODULES_WITHOUT_ROWS.has(module)) return;
  if (!MODULES_WITH_ROWS.has(module))
    throw new Error(`the virtual table ${table.name} cannot be dumped: nothing is known of its module ${module}`);
  const name = quoteIdentifier(table.name);
  const at = all.findIndex((word, index) => word === "content" && all[index + 1] === "=");
  const content = module.startsWith("fts") && at !== -1 ? all[at + 2] : undefined;
  if (content === undefined) yield* dumpRows(query, table);
  else if (/^(''|"")$/.test(content))
    throw new Error(`the contentless table ${table.name} cannot be dumped: its text is not in the database`);
  else yield `INSERT INTO ${name}(${name}) VALUES('rebuild');\n`;
  if (module !== "fts5") return;
  const { rows } = await query(
    `SELECT quote(k), quote(v) FROM ${quoteIdentifier(`${table.name}_config`)} WHERE k <> 'version' ORDER BY k`,
  );
  for (const row of rows) yield `INSERT INTO ${name}(${name}, rank) VALUES(${row[0]},${row[1]});\n`;
}

/** The tokens of a statement that are not white space or comment, lower case. */
function words(sql: string): string[] {
  return [...tokens(sql)].filter(({ kind }) => kind !== "space").map(({ start, end }) => sql.slice(start, end).toLowerCase());
}
