// What a dump writes of a schema: every object that somebody made with a CREATE statement of its own, and what kind each table is.
import { decodeText } from "../files/utf8.ts";
import { splitScript } from "../sql/split.ts";
import { tokens } from "../sql/tokens.ts";
import type { DumpedTable } from "./dump-columns.ts";
import { bytesOf } from "./dump-literal.ts";
import type { Read } from "./read.ts";

export interface SchemaObject {
  readonly type: "table" | "index" | "view" | "trigger";
  readonly name: string;
  /** Without what follows its last word. */
  readonly sql: string;
  /** For tables. */
  readonly table: DumpedTable | undefined;
}

const VECTOR_INDEX = "libsql_vector_idx";
const VECTOR_META = "libsql_vector_meta_shadow";
/** A table of 2,000 columns has 30 KB of definition, and an answer may have 10 MB. */
const OBJECTS_AT_ONCE = 100;

/**
 * Reads the schema in the order it was made. Left out is what the engine makes again by itself: the tables behind virtual tables and vector indexes,
 * and those of SQLite.
 * @throws an `Error` for names that are not UTF-8
 */
export async function readSchema(read: Read): Promise<SchemaObject[]> {
  const objects = await readObjects(read);
  // Only now: a driver that gives names as text must not meet one that is not UTF-8.
  const { rows } = await read(
    "SELECT name, type, wr FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')",
  );
  const kinds = new Map(
    rows.map((row) => [String(row[0]), { isVirtual: row[1] === "virtual", withoutRowid: Number(row[2]) === 1 }]),
  );
  const indexes = objects.filter(isVectorIndex);
  const shadows = new Set([VECTOR_META, ...indexes.flatMap(({ name }) => [`${name}_shadow`, `${name}_shadow_idx`])]);
  return objects.flatMap((object): SchemaObject[] => {
    const { type, name, sql } = object;
    if (shadows.has(name)) return [];
    if (type !== "table") return [{ ...object, table: undefined }];
    const kind = kinds.get(name);
    if (kind === undefined) return [];
    const module = kind.isVirtual ? moduleOf(sql) : undefined;
    return [{ ...object, table: { name, withoutRowid: kind.withoutRowid, module } }];
  });
}

type ObjectRow = Omit<SchemaObject, "table">;

async function readObjects(read: Read): Promise<ObjectRow[]> {
  const objects: ObjectRow[] = [];
  let last = "0";
  for (;;) {
    const { rows } = await read(
      `SELECT rowid, type, CAST(name AS BLOB), CAST(sql AS BLOB) FROM sqlite_schema
WHERE rowid > ${last} AND sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid LIMIT ${OBJECTS_AT_ONCE}`,
    );
    for (const row of rows) {
      // A view's text may end in a comment, which would swallow the semicolon.
      const sql = splitScript(textOf(row[3])).statements[0]?.sql ?? "";
      objects.push({ type: row[1] as SchemaObject["type"], name: textOf(row[2]), sql });
      last = String(row[0]);
    }
    if (rows.length < OBJECTS_AT_ONCE) return objects;
  }
}

function textOf(value: unknown): string {
  const text = decodeText(bytesOf(value));
  if (text === undefined) throw new Error("a database whose schema is not UTF-8 cannot be dumped");
  return text;
}

/** True for an index of vectors, which has tables of its own. */
export function isVectorIndex({ type, sql }: Pick<SchemaObject, "type" | "sql">): boolean {
  return type === "index" && words(sql).includes(VECTOR_INDEX);
}

/** The module of a CREATE VIRTUAL TABLE. */
function moduleOf(sql: string): string {
  const all = words(sql);
  return (all[all.indexOf("using") + 1] ?? "").replace(/^["'`[](.*)["'`\]]$/, "$1");
}

/** The tokens of a statement that are not white space or comment, lower case. */
export function words(sql: string): string[] {
  return [...tokens(sql)].filter(({ kind }) => kind !== "space").map(({ start, end }) => sql.slice(start, end).toLowerCase());
}
