// Asks a database what it holds, in four queries however many objects there are. Nothing is asked that a view or trigger with an error in it can fail.
import type { InValue, ResultSet } from "@libsql/client";
import { decodeText, strictDecoder } from "../files/utf8.ts";
import { quote } from "../inputs/quote.ts";

/** What introspection asks; a `Connection` is one. */
export interface Queryable {
  query(sql: string, args?: readonly InValue[]): Promise<ResultSet>;
  /** A server whose queries travel together when they are asked for together. */
  readonly joinsQueries?: true;
}

/** What a pragma says in one row. */
export type Row = Readonly<Record<string, string | number | null>>;

/** A row of `sqlite_schema` that has a statement of its own. */
export interface CatalogObject {
  /** `shadow` is a table that a virtual table keeps for itself. */
  readonly type: "table" | "virtual" | "shadow" | "view" | "index" | "trigger";
  readonly name: string;
  /** The table that an index or a trigger is on. */
  readonly table: string;
  readonly sql: string;
  readonly withoutRowid: boolean;
  readonly strict: boolean;
}

export interface Catalog {
  /** In the order in which they were created. */
  readonly objects: readonly CatalogObject[];
  /** Rows of `COLUMNS` in the order of the columns, by table. */
  readonly columns: ReadonlyMap<string, readonly Row[]>;
  /** Rows of `FOREIGN_KEYS` in the order of declaration, by table. */
  readonly foreignKeys: ReadonlyMap<string, readonly Row[]>;
  /** Rows of `INDEX_TERMS` in the order in which the indexes were created, by table. */
  readonly indexTerms: ReadonlyMap<string, readonly Row[]>;
}

/**
 * Text as bytes: the native client ends the process over text that is not UTF-8. `a` shows how the database encodes text. Materialized, or the list
 * would be made again for every object.
 */
const OBJECTS = `
  WITH l AS MATERIALIZED (SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main')
  SELECT s.type, CAST(s.name AS BLOB) AS name, CAST(s.tbl_name AS BLOB) AS "table", CAST(s.sql AS BLOB) AS sql, l.type AS kind, l.wr, l.strict,
    hex(CAST('a' AS BLOB)) AS a
  FROM sqlite_schema AS s LEFT JOIN l ON l.name = s.name AND s.type IN ('table', 'view')
  WHERE s.sql IS NOT NULL ORDER BY s.rowid`;

/** What to ask of every table: the fields of the answer by name. */
interface Question {
  readonly from: string;
  /** Added to the condition. */
  readonly and?: string;
  readonly fields: Readonly<Record<string, string>>;
}

const COLUMNS: Question = {
  from: "pragma_table_xinfo(t.name, 'main') AS c",
  fields: {
    cid: "c.cid",
    name: "c.name",
    type: "c.type",
    notNull: 'c."notnull"',
    default: "c.dflt_value",
    key: "c.pk",
    hidden: "c.hidden",
  },
};
const FOREIGN_KEYS: Question = {
  from: "pragma_foreign_key_list(t.name, 'main') AS k",
  fields: {
    id: "k.id",
    seq: "k.seq",
    table: 'k."table"',
    from: 'k."from"',
    to: 'k."to"',
    onUpdate: "k.on_update",
    onDelete: "k.on_delete",
  },
};
const INDEX_TERMS: Question = {
  from: "pragma_index_list(t.name, 'main') AS i, pragma_index_xinfo(i.name, 'main') AS x",
  and: " AND x.key",
  fields: {
    ...{ seq: "i.seq", index: "i.name", unique: 'i."unique"', origin: "i.origin", position: "x.seqno" },
    ...{ column: "x.name", descending: 'x."desc"', collation: "x.coll" },
  },
};

const QUESTIONS = [COLUMNS, FOREIGN_KEYS, INDEX_TERMS];

/** @throws an `Error` that names the object whose definition holds bytes that are no text */
export async function readCatalog(database: Queryable): Promise<Catalog> {
  const listing = database.query(OBJECTS).then(({ rows }) => listOf(rows));
  // Alone: where a database cannot be reached, it is asked once and not four times.
  if (database.joinsQueries === undefined) await listing;
  const asked = Promise.all(QUESTIONS.map((question) => database.query(sqlOf(question))));
  // What the list finds wrong is said first.
  asked.catch(() => undefined);
  const { objects, encoding } = await listing;
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  const answers = (await asked).map(({ rows }, index) => byTable(rows, Object.keys(QUESTIONS[index]?.fields ?? {}), decoder));
  const [columns = new Map(), foreignKeys = new Map(), indexTerms = new Map()] = answers;
  const sorted = (groups: ReadonlyMap<string, readonly Row[]>, inOrder: (a: Row, b: Row) => number) =>
    new Map([...groups].map(([table, rows]) => [table, rows.toSorted(inOrder)]));
  const by = (field: string) => (a: Row, b: Row) => Number(a[field]) - Number(b[field]);
  // SQLite numbers foreign keys and indexes from the last declared to the first.
  return {
    objects,
    columns: sorted(columns, by("cid")),
    foreignKeys: sorted(foreignKeys, (a, b) => by("id")(b, a) || by("seq")(a, b)),
    indexTerms: sorted(indexTerms, (a, b) => by("seq")(b, a) || by("position")(a, b)),
  };
}

/**
 * Asks what a pragma says of every table that has rows of its own. Neither views nor virtual tables have a root page, and a virtual table may need a
 * module that is not there. One row of JSON a table takes a fifth of the time of a row for each column. As bytes: see `OBJECTS`; over text that is not
 * UTF-8 a server ends the whole request.
 */
function sqlOf({ from, fields, and = "" }: Question): string {
  return `SELECT CAST(t.name AS BLOB), CAST(json_group_array(json_array(${Object.values(fields).join(", ")})) AS BLOB)
    FROM sqlite_schema AS t, ${from} WHERE t.type = 'table' AND t.rootpage > 0${and} GROUP BY t.rowid`;
}

/** The answer by the table's name. @param names of the fields */
function byTable(
  rows: ResultSet["rows"],
  names: readonly string[],
  decoder: InstanceType<typeof TextDecoder>,
): Map<string, Row[]> {
  const read = (value: unknown) => decoder.decode(value as ArrayBuffer);
  const toRow = (values: readonly Row[string][]): Row => Object.fromEntries(values.map((value, index) => [names[index], value]));
  return new Map(rows.map((row) => [read(row[0]), (JSON.parse(read(row[1])) as Row[string][][]).map(toRow)]));
}

function listOf(rows: ResultSet["rows"]): { readonly objects: readonly CatalogObject[]; readonly encoding: string } {
  const encoding = encodingOf(rows[0]?.["a"]);
  const decoder = strictDecoder(encoding);
  return { objects: rows.map((row) => toObject(row, encoding, decoder)), encoding };
}

function toObject(row: ResultSet["rows"][number], encoding: string, decoder: InstanceType<typeof TextDecoder>): CatalogObject {
  const read = (column: string) => decodeText(row[column] as ArrayBuffer, decoder);
  const [name, table, sql] = [read("name"), read("table"), read("sql")];
  const kind = String(row["kind"] ?? row["type"]) as CatalogObject["type"];
  if (name === undefined || table === undefined || sql === undefined) {
    const shown = new TextDecoder(encoding).decode(row["name"] as ArrayBuffer);
    throw new Error(
      `The definition of the ${kind} ${quote(shown)} holds bytes that are not ${encoding.toUpperCase()}, so the schema cannot be read. Create the ${kind} again with a definition that is text.`,
    );
  }
  return { type: kind, name, table, sql, withoutRowid: row["wr"] === 1n, strict: row["strict"] === 1n };
}

/** How `a` looks in the encodings that a database can have besides UTF-8 (https://sqlite.org/pragma.html#pragma_encoding). */
const ENCODINGS: Readonly<Record<string, string>> = { 6100: "utf-16le", "0061": "utf-16be" };

/** The encoding of a database, as TextDecoder calls it. @param letter what `hex(CAST('a' AS BLOB))` gives there */
export function encodingOf(letter: unknown): string {
  return ENCODINGS[String(letter)] ?? "utf-8";
}

/** A cell as text; a NULL is the word `null`. */
export function text(row: Row, column: string): string {
  return String(row[column]);
}

/** Groups rows by a column, keeping the order of both. */
export function groupBy(rows: readonly Row[], column: string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = text(row, column);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
