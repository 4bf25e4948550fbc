// Which tables have rows of their own that a dump has to write, and what else it has to say of them.
import { quote } from "../inputs/quote.ts";
import { quoteIdentifier } from "../sql/identifier.ts";
import type { DumpedTable } from "./dump-columns.ts";
import { readFew } from "./dump-rows.ts";
import { type SchemaObject, words } from "./dump-schema.ts";
import type { Read } from "./read.ts";

/** Virtual tables whose rows can be read and inserted again, and those that only look at other tables. */
const MODULES_WITH_ROWS = new Set(["fts3", "fts4", "fts5", "rtree", "rtree_i32"]);
const MODULES_WITHOUT_ROWS = new Set(["fts5vocab", "fts4aux"]);
export const SEQUENCES = "sqlite_sequence";

/** Rows that a dump writes, rows of another table that are indexed again, or none. */
export type RowKind = "own" | "indexed" | "none";

/**
 * What a table has of rows.
 * @throws an `Error` for a virtual table that does not give its rows
 */
export function rowKind({ name, module }: DumpedTable, sql: string): RowKind {
  if (module === undefined) return "own";
  if (MODULES_WITHOUT_ROWS.has(module)) return "none";
  if (!MODULES_WITH_ROWS.has(module))
    throw new Error(`the virtual table ${quote(name)} cannot be dumped: nothing is known of its module ${quote(module)}`);
  const content = contentOption(module, sql);
  if (content !== undefined && /^(''|"")$/.test(content))
    throw new Error(`the contentless table ${quote(name)} cannot be dumped: its text is not in the database`);
  return content === undefined ? "own" : "indexed";
}

/** What follows `content=` of a full text index: the table whose rows it is an index of. */
function contentOption(module: string, sql: string): string | undefined {
  if (!module.startsWith("fts")) return undefined;
  const all = words(sql);
  const at = all.findIndex((word, index) => word === "content" && all[index + 1] === "=");
  return at === -1 ? undefined : all[at + 2];
}

/** AUTOINCREMENT must not give out a number again, so its counters are part of the content (https://sqlite.org/autoinc.html). Undefined where there are none. */
export async function readSequences(read: Read, objects: readonly SchemaObject[]): Promise<string[] | undefined> {
  if (!objects.some(({ type, sql }) => type === "table" && words(sql).includes("autoincrement"))) return undefined;
  return readFew(read, ["name", "seq"], `FROM ${SEQUENCES} ORDER BY name, seq`);
}

/** The statements that set up a full text index as it was set up: all its options but the version of its own format. */
export async function readOptions(read: Read, { name, module }: DumpedTable): Promise<string[]> {
  if (module !== "fts5") return [];
  const table = quoteIdentifier(name);
  const options = await readFew(read, ["k", "v"], `FROM ${quoteIdentifier(`${name}_config`)} WHERE k <> 'version' ORDER BY k`);
  return options.map((option) => `INSERT INTO ${table}(${table}, rank) VALUES(${option});\n`);
}
