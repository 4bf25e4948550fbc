// Runs the statements that close a difference on real databases with rows in them: the digest afterwards is the wanted one, and no row is lost.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sqld, startSqld } from "../testing/sqld.ts";
import { schemaDigest } from "./canonical.ts";
import { type Closing, closeDifferences } from "./closing.ts";
import { introspect } from "./introspect.ts";
import { openDatabase, run, schemaOf } from "./testing.ts";

interface Case {
  readonly what: string;
  readonly actual: readonly string[];
  readonly wanted: readonly string[];
  /** The beginnings of the statements. */
  readonly expected: readonly string[];
}

const T = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT DEFAULT 'x', b INT)";
const FILL = "INSERT INTO t (id) VALUES (1), (2)";
const REBUILD = ['CREATE TABLE "new_t"', "INSERT INTO", "DROP TABLE", 'ALTER TABLE "new_t" RENAME'];

const CASES: readonly Case[] = [
  {
    what: "a table, an index, a view and a trigger that are missing",
    actual: [],
    wanted: [
      T,
      "CREATE INDEX i ON t (a)",
      "CREATE VIEW v AS SELECT a FROM t -- all",
      "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END",
    ],
    expected: ["CREATE TABLE", "CREATE INDEX", "CREATE VIEW", "CREATE TRIGGER"],
  },
  {
    what: "a table with all that is on it that is not wanted",
    actual: [
      T,
      "CREATE INDEX i ON t (a)",
      "CREATE VIEW v AS SELECT a FROM t",
      "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END",
    ],
    wanted: [],
    expected: ["DROP TRIGGER", "DROP VIEW", "DROP TABLE"],
  },
  {
    what: "an index of the same name on another table",
    actual: [T, "CREATE TABLE u (x)", "CREATE INDEX i ON t (a)"],
    wanted: [T, "CREATE TABLE u (x)", "CREATE INDEX i ON u (x)"],
    expected: ["DROP INDEX", "CREATE INDEX"],
  },
  {
    what: "a view that is a table in the other",
    actual: [T, "CREATE VIEW v AS SELECT 1 AS a"],
    wanted: [T, "CREATE TABLE v (a)"],
    expected: ["DROP VIEW", "CREATE TABLE"],
  },
  {
    what: "a virtual table with other arguments",
    actual: ["CREATE VIRTUAL TABLE f USING fts5(a)"],
    wanted: ["CREATE VIRTUAL TABLE f USING fts5(a, b)"],
    expected: ["DROP TABLE", "CREATE VIRTUAL TABLE"],
  },
  {
    what: "a column that is missing",
    actual: [T, FILL],
    wanted: [T.replace("INT)", "INT, c TEXT NOT NULL DEFAULT 'c' COLLATE NOCASE)")],
    expected: ['ALTER TABLE "t" ADD COLUMN'],
  },
  {
    what: "a column with a CHECK and a reference",
    actual: [T, FILL],
    wanted: [
      T.replace(
        "INT)",
        "INT, c INT, CONSTRAINT n CHECK (c > b), CHECK (c <> 7), FOREIGN KEY (c) REFERENCES t (id) ON DELETE CASCADE)",
      ),
    ],
    expected: ['ALTER TABLE "t" ADD COLUMN'],
  },
  { what: "a column in the middle", actual: [T, FILL], wanted: [T.replace("b INT", "c INT, b INT")], expected: REBUILD },
  {
    what: "a stored generated column",
    actual: [T, FILL],
    wanted: [T.replace("b INT", "b INT, c AS (b + 1) STORED")],
    expected: REBUILD,
  },
  {
    what: "a column with a default that is no constant",
    actual: [T, FILL],
    wanted: [T.replace("b INT", "b INT, c TEXT DEFAULT CURRENT_TIMESTAMP")],
    expected: REBUILD,
  },
  {
    what: "a column that is not wanted",
    actual: [T, FILL, "CREATE INDEX i ON t (b)", "CREATE VIEW v AS SELECT b FROM t", "CREATE VIEW w AS SELECT * FROM v"],
    wanted: [T.replace(", b INT", "")],
    expected: ["DROP VIEW", "DROP VIEW", "DROP INDEX", 'ALTER TABLE "t" DROP COLUMN'],
  },
  {
    what: "the letters of a column's name",
    actual: [T, FILL],
    wanted: [T.replace("b INT", "B INT")],
    expected: ['ALTER TABLE "t" RENAME COLUMN'],
  },
  {
    what: "the letters of a table's name",
    actual: [T, FILL, "CREATE VIEW v AS SELECT b FROM t"],
    wanted: [T.replace("t (", "T ("), "CREATE VIEW v AS SELECT b FROM t"],
    expected: ["DROP VIEW", "ALTER TABLE", "ALTER TABLE", "CREATE VIEW"],
  },
  {
    what: "type, NOT NULL, default and collation of a column",
    actual: [T, FILL],
    wanted: [T.replace("a TEXT DEFAULT 'x'", "a VARCHAR(9) NOT NULL DEFAULT 'y' COLLATE NOCASE")],
    expected: ['ALTER TABLE "t" ALTER COLUMN a TO', "REINDEX"],
  },
  {
    what: "a CHECK that is missing",
    actual: [T, FILL],
    wanted: [T.replace("INT)", "INT, CONSTRAINT n CHECK (b > 0))")],
    expected: ['ALTER TABLE "t" ALTER COLUMN b TO'],
  },
  {
    what: "a CHECK behind a column that is not wanted",
    actual: [T.replace("b INT", "b INT CHECK (b > 0)"), FILL],
    wanted: [T],
    expected: ['ALTER TABLE "t" ALTER COLUMN b TO'],
  },
  {
    what: "a CHECK of the table that is not wanted",
    actual: [T.replace("INT)", "INT, CHECK (b > 0))"), FILL],
    wanted: [T],
    expected: REBUILD,
  },
  {
    what: "a reference that does something else",
    actual: [T.replace("b INT", "b INT CONSTRAINT n REFERENCES t (id)"), FILL],
    wanted: [T.replace("b INT", "b INT CONSTRAINT n REFERENCES t (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED")],
    expected: ['ALTER TABLE "t" ALTER COLUMN b TO'],
  },
  {
    what: "a default beside UNIQUE and a named CHECK",
    actual: [T.replace("b INT", "b INT CONSTRAINT n CHECK (b > 0) UNIQUE ON CONFLICT IGNORE CHECK (b < 9)"), FILL],
    wanted: [T.replace("b INT", "b INT DEFAULT 3 CONSTRAINT n CHECK (b > 0) UNIQUE ON CONFLICT IGNORE CHECK (b < 9)")],
    expected: ['ALTER TABLE "t" ALTER COLUMN b TO'],
  },
  {
    what: "a column with a comma in a comment, at which libSQL would cut it",
    actual: [T.replace("b INT", "b INT -- x, y\n"), FILL],
    wanted: [T.replace("b INT", "b INT DEFAULT 1")],
    expected: REBUILD,
  },
  {
    what: "a column with a parenthesis in a text",
    actual: [T.replace("b INT", "b INT DEFAULT ')'"), FILL],
    wanted: [T],
    expected: REBUILD,
  },
  { what: "a UNIQUE that is missing", actual: [T, FILL], wanted: [T.replace("b INT", "b INT UNIQUE")], expected: REBUILD },
  {
    what: "a virtual generated expression with an index on it",
    actual: [T.replace("b INT", "b INT, c AS (b + 1)"), "CREATE INDEX i ON t (c)", FILL],
    wanted: [T.replace("b INT", "b INT, c AS (b + 2)"), "CREATE INDEX i ON t (c)"],
    expected: ['ALTER TABLE "t" ALTER COLUMN c TO', "REINDEX"],
  },
  {
    what: "another primary key",
    actual: [T, FILL],
    wanted: [T.replace("INTEGER PRIMARY KEY", "TEXT PRIMARY KEY")],
    expected: REBUILD,
  },
  { what: "STRICT", actual: [T, FILL], wanted: [`${T} STRICT`], expected: REBUILD },
  {
    what: "AUTOINCREMENT",
    actual: [T, FILL],
    wanted: [T.replace("PRIMARY KEY", "PRIMARY KEY AUTOINCREMENT")],
    expected: REBUILD,
  },
  {
    what: "a CHECK that stands behind a column that goes",
    actual: [T.replace("b INT", "b INT, c INT CHECK (b > 0)"), FILL],
    wanted: [T.replace("b INT", "b INT CHECK (b > 0)")],
    expected: ['ALTER TABLE "t" ALTER COLUMN b TO', 'ALTER TABLE "t" DROP COLUMN "c"'],
  },
  {
    what: "a CHECK of two new columns",
    actual: [T, FILL],
    wanted: [T.replace("b INT", "b INT, c INT CHECK (c < d), d INT")],
    expected: ['ALTER TABLE "t" ADD COLUMN c INT', 'ALTER TABLE "t" ADD COLUMN d INT CHECK'],
  },
  {
    what: "a column beside a vector index",
    actual: [T.replace("b INT", "b INT, v F32_BLOB(2)"), "CREATE INDEX near ON t (libsql_vector_idx(v))", FILL],
    wanted: [T.replace("b INT", "v F32_BLOB(2)"), "CREATE INDEX near ON t (libsql_vector_idx(v))"],
    expected: ['ALTER TABLE "t" DROP COLUMN "b"'],
  },
  {
    what: "the dimensions of a vector",
    actual: [T.replace("b INT", "v F32_BLOB(2)"), "CREATE INDEX near ON t (libsql_vector_idx(v))", FILL],
    wanted: [T.replace("b INT", "v F32_BLOB(3)"), "CREATE INDEX near ON t (libsql_vector_idx(v))"],
    expected: ["DROP INDEX", ...REBUILD, "CREATE INDEX"],
  },
  {
    what: "a table that others need, with index, view, trigger, vector index and children",
    actual: [
      T.replace("b INT", "b INT, v F32_BLOB(2), CHECK (id > 0)"),
      "CREATE TABLE child (t REFERENCES t ON DELETE CASCADE)",
      'CREATE TABLE "new_t" (x)',
      "CREATE INDEX i ON t (a)",
      "CREATE INDEX near ON t (libsql_vector_idx(v))",
      "CREATE VIEW v AS SELECT a FROM t",
      "CREATE TRIGGER r AFTER INSERT ON child BEGIN UPDATE t SET a = 'r'; END",
      "CREATE TRIGGER own AFTER UPDATE ON t BEGIN SELECT 1; END",
      FILL,
      "INSERT INTO child VALUES (1)",
    ],
    wanted: [
      T.replace("b INT", "b INT, v F32_BLOB(2)"),
      "CREATE TABLE child (t REFERENCES t ON DELETE CASCADE)",
      'CREATE TABLE "new_t" (x)',
      "CREATE INDEX i ON t (a)",
      "CREATE INDEX near ON t (libsql_vector_idx(v))",
      "CREATE VIEW v AS SELECT a FROM t",
      "CREATE TRIGGER r AFTER INSERT ON child BEGIN UPDATE t SET a = 'r'; END",
      "CREATE TRIGGER own AFTER UPDATE ON t BEGIN SELECT 1; END",
    ],
    expected: [
      "DROP TRIGGER",
      "DROP TRIGGER",
      "DROP VIEW",
      'DROP INDEX "near"',
      'CREATE TABLE "new_new_t"',
      "INSERT INTO",
      "DROP TABLE",
      "ALTER TABLE",
      "CREATE INDEX",
      "CREATE INDEX",
      "CREATE VIEW",
      "CREATE TRIGGER",
      "CREATE TRIGGER",
    ],
  },
];

/** Closes the differences of a database at `url` and gives what is there then. */
async function close(
  { actual, wanted }: Case,
  url?: string,
): Promise<{ closing: Closing; digest: string; rows: unknown; goal: string }> {
  const database = await openDatabase(url);
  try {
    await run(database, actual);
    const aim = await schemaOf(...wanted);
    const closing = closeDifferences(await introspect(database), aim);
    const result = await database.transaction(
      closing.statements.map(({ sql }) => ({ sql })),
      closing.foreignKeysOff ? { foreignKeys: "off" } : {},
    );
    expect(result).toMatchObject({ ok: true });
    const after = await introspect(database);
    const hasRows = after.tables.some(({ name }) => name.toLowerCase() === "t") && actual.includes(FILL);
    const rows = hasRows ? (await database.query("SELECT count(*) FROM t")).rows[0]?.[0] : undefined;
    expect((await database.query("PRAGMA integrity_check")).rows[0]?.[0]).toBe("ok");
    return { closing, digest: schemaDigest(after), rows, goal: schemaDigest(aim) };
  } finally {
    database.close();
  }
}

describe("closeDifferences", () => {
  it.each(CASES.map((one) => [one.what, one] as const))("%s", async (_, one) => {
    const { closing, digest, rows, goal } = await close(one);
    expect(digest).toBe(goal);
    if (one.actual.includes(FILL)) expect(rows).toBe(2n);
    expect(closing.statements.map(({ sql }, index) => sql.slice(0, one.expected[index]?.length))).toEqual(one.expected);
  });

  it("has nothing to do where the digests are equal", async () => {
    expect(closeDifferences(await schemaOf(T), await schemaOf(T.toLowerCase()))).toEqual({
      statements: [],
      foreignKeysOff: false,
    });
  });
});

describe("on a server", () => {
  let server: Sqld;
  beforeAll(async () => {
    server = await startSqld();
  });
  afterAll(() => server.stop());

  it("closes what needs a rebuild, with children, views, triggers and a vector index", async () => {
    const { digest, rows, goal } = await close(CASES.at(-1) as Case, server.url);
    expect([digest, rows]).toEqual([goal, 2n]);
  });
});
