// What somebody changed by hand is found and named; what only looks different is not.
import { describe, expect, it } from "vitest";
import { diffSchemas } from "./diff.ts";
import { printSchemaDiff } from "./printed-diff.ts";
import { schemaOf } from "./testing.ts";

const WANTED = [
  "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL DEFAULT '', age INT, CONSTRAINT grown CHECK (age > 17))",
  "CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER REFERENCES users (id) ON DELETE CASCADE, title TEXT UNIQUE)",
  "CREATE INDEX by_age ON users (age)",
  "CREATE VIEW adults AS SELECT * FROM users WHERE age > 20",
  "CREATE TRIGGER log AFTER INSERT ON posts BEGIN UPDATE users SET age = age WHERE id = new.author; END",
];
const LABELS = { wanted: "migrations", actual: "database" };

/** The differences after a change by hand, each as `change kind table.name`. */
async function changesAfter(...byHand: readonly string[]): Promise<string[]> {
  const differences = diffSchemas(await schemaOf(...WANTED, ...byHand), await schemaOf(...WANTED));
  return differences.map(({ change, kind, table, name }) => `${change} ${kind} ${table === undefined ? "" : `${table}.`}${name}`);
}

describe("diffSchemas", () => {
  it.each<[what: string, byHand: readonly string[], expected: readonly string[]]>([
    ["a column", ["ALTER TABLE users ADD COLUMN nick TEXT"], ["unexpected column users.nick"]],
    [
      "a column that is gone",
      [
        "ALTER TABLE users ADD COLUMN nick",
        "DROP INDEX by_age",
        "CREATE INDEX by_age ON users (age)",
        "ALTER TABLE users DROP COLUMN email",
      ],
      ["missing column users.email", "unexpected column users.nick"],
    ],
    ["an index", ["CREATE INDEX by_title ON posts (title)"], ["unexpected index by_title"]],
    ["an index that is gone", ["DROP INDEX by_age"], ["missing index by_age"]],
    ["an index of the same name", ["DROP INDEX by_age", "CREATE UNIQUE INDEX by_age ON users (age)"], ["different index by_age"]],
    [
      "a trigger",
      ["DROP TRIGGER log", "CREATE TRIGGER log AFTER DELETE ON posts BEGIN SELECT 1; END"],
      ["different trigger log"],
    ],
    ["a view", ["DROP VIEW adults"], ["missing view adults"]],
    ["a table", ["CREATE TABLE extra (x)"], ["unexpected table extra"]],
    ["a virtual table", ["CREATE VIRTUAL TABLE search USING fts5(x)"], ["unexpected virtual-table search"]],
    [
      "a CHECK",
      ["ALTER TABLE posts ALTER COLUMN title TO title TEXT UNIQUE CHECK (title <> '')"],
      ["unexpected check posts.CHECK (title <> '')"],
    ],
    [
      "a foreign key",
      ["ALTER TABLE posts ALTER COLUMN author TO author INTEGER REFERENCES users (id)"],
      ["different foreign-key posts.(author)"],
    ],
    ["a default", ["ALTER TABLE users ALTER COLUMN email TO email TEXT NOT NULL DEFAULT 'x'"], ["different column users.email"]],
    [
      "a collation",
      ["ALTER TABLE users ALTER COLUMN email TO email TEXT COLLATE NOCASE NOT NULL DEFAULT ''"],
      ["different column users.email"],
    ],
    ["NOT NULL", ["ALTER TABLE users ALTER COLUMN email TO email TEXT DEFAULT ''"], ["different column users.email"]],
  ])("%s", async (_, byHand, expected) => {
    expect(await changesAfter(...byHand)).toEqual(expected);
  });

  it.each<[what: string, wanted: string, actual: string, expected: readonly string[]]>([
    ["a named CHECK", "(a, CONSTRAINT c CHECK (a > 1))", "(a, CONSTRAINT c CHECK (a > 2))", ["different check c"]],
    ["the order of columns", "(a, b, c)", "(b, a, c)", ["different column-order t"]],
    ["STRICT", "(a INT)", "(a INT) STRICT", ["different table-options t"]],
    ["a key of several columns", "(a, b, PRIMARY KEY (a, b))", "(a, b, PRIMARY KEY (b, a))", ["different primary-key (a, b)"]],
    ["a unique constraint", "(a, b, UNIQUE (a))", "(a, b)", ["missing unique (a)"]],
    ["white space, comments, quotes", "(a INT DEFAULT 1 CHECK (a > 0))", '("a" int /* x */ default(1) check([A]>0))', []],
  ])("finds in one table: %s", async (_, wanted, actual, expected) => {
    const differences = diffSchemas(await schemaOf(`CREATE TABLE t ${actual}`), await schemaOf(`CREATE TABLE t ${wanted}`));
    expect(differences.map(({ change, kind, name }) => `${change} ${kind} ${name}`)).toEqual(expected);
    expect(differences.every(({ table }) => table === "t")).toBe(true);
  });

  it("gives the print of both sides", async () => {
    const [actual, wanted] = [await schemaOf("CREATE TABLE t (a text)"), await schemaOf("CREATE TABLE T (a int, b)")];
    expect(diffSchemas(actual, wanted)).toEqual([
      { kind: "table", name: "T", table: undefined, change: "different", actual: "t", wanted: "T" },
      { kind: "column", name: "a", table: "T", change: "different", actual: "a TEXT", wanted: "a INT" },
      { kind: "column", name: "b", table: "T", change: "missing", actual: undefined, wanted: "b" },
    ]);
  });
});

describe("printSchemaDiff", () => {
  it("shows what is missing and what is not wanted, object by object", async () => {
    const many = Array.from({ length: 9 }, (_, index) => `c${index}`).join(", ");
    const wanted = await schemaOf(...WANTED, `CREATE TABLE wide (${many})`);
    const actual = await schemaOf(
      ...WANTED,
      `CREATE TABLE wide (${many}, c9)`,
      "DROP VIEW adults",
      "ALTER TABLE users ALTER COLUMN email TO email TEXT NOT NULL DEFAULT 'x'",
    );
    expect(printSchemaDiff(actual, wanted, LABELS)).toEqual([
      "--- migrations",
      "+++ database",
      "@@ table users @@",
      " CREATE TABLE users (",
      "   id INTEGER PRIMARY KEY,",
      "-  email TEXT NOT NULL DEFAULT '',",
      "+  email TEXT NOT NULL DEFAULT 'x',",
      "   age INT,",
      "   CONSTRAINT grown CHECK (age > 17)",
      " );",
      "@@ table wide @@",
      " CREATE TABLE wide (",
      "  …",
      "   c6,",
      "   c7,",
      "   c8,",
      "+  c9",
      " );",
      "@@ view adults @@",
      "-CREATE VIEW adults AS",
      "-SELECT *",
      "-FROM users",
      "-WHERE age > 20;",
    ]);
  });

  it("is empty where nothing differs", async () => {
    expect(
      printSchemaDiff(await schemaOf(...WANTED), await schemaOf(...WANTED.map((sql) => sql.replaceAll(" (", "  (  "))), LABELS),
    ).toEqual([]);
  });
});
