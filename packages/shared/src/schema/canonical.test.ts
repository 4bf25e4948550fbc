// The digest of schemas on real databases: what makes no difference does not show, and what makes one does.
import { describe, expect, it } from "vitest";
import { canonicalSchema, schemaDigest } from "./canonical.ts";
import { schemaOf } from "./testing.ts";

const digestOf = async (...statements: readonly string[]) => schemaDigest(await schemaOf(...statements));
const printOf = async (...statements: readonly string[]) => canonicalSchema(await schemaOf(...statements));

const BASE = "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL DEFAULT 'x', c INT CHECK (c > 0))";

describe("what does not show", () => {
  it.each<[what: string, one: readonly string[], other: readonly string[]]>([
    [
      "white space and comments",
      [BASE],
      ["create  table t(a integer primary key,b text not null default'x',\n c /* , */ int check(c>0)--\n)"],
    ],
    ["letters of keywords and types", [BASE], [BASE.toLowerCase()]],
    ["quotes", [BASE], [`CREATE TABLE "t" ([a] INTEGER PRIMARY KEY, \`b\` TEXT NOT NULL DEFAULT 'x', 'c' INT CHECK ([C] > 0))`]],
    ["the order of creation", [BASE, "CREATE TABLE s (x)"], ["CREATE TABLE s (x)", BASE]],
    ["IF NOT EXISTS and the schema", [BASE], [BASE.replace("TABLE", "TABLE IF NOT EXISTS main.")]],
    [
      "a column that was added later",
      [BASE],
      [BASE.replace(", c INT CHECK (c > 0)", ""), "ALTER TABLE t ADD COLUMN c INT CHECK (c > 0)"],
    ],
    [
      "a column that was added before a comment",
      [BASE],
      [BASE.replace(", c INT CHECK (c > 0)", " -- last\n"), "ALTER TABLE t ADD c INT CHECK (c > 0)"],
    ],
    [
      "a column that was there once",
      [BASE],
      [BASE.replace("c INT", "d /* d */ INT DEFAULT (1), c INT"), "ALTER TABLE t DROP COLUMN d"],
    ],
    ["another name of the table before", [BASE], [BASE.replace("t (", "u ("), "ALTER TABLE u RENAME TO t"]],
    [
      "another name of a column before",
      [BASE, "CREATE INDEX i ON t (c) WHERE c > 1", "CREATE VIEW v AS SELECT c FROM t"],
      [
        BASE.replaceAll(/\bc\b/g, "z"),
        "CREATE INDEX i ON t (z) WHERE z > 1",
        "CREATE VIEW v AS SELECT z FROM t",
        "ALTER TABLE t RENAME z TO c",
      ],
    ],
    [
      "a rebuild",
      [BASE, "CREATE TABLE child (t REFERENCES t)"],
      [
        "CREATE TABLE t (a)",
        "CREATE TABLE child (t REFERENCES t)",
        BASE.replace("t (", "new_t ("),
        "DROP TABLE t",
        "ALTER TABLE new_t RENAME TO t",
      ],
    ],
    [
      "a column that was altered",
      [BASE],
      [BASE.replace("c INT CHECK (c > 0)", "c"), "ALTER TABLE t ALTER COLUMN c TO c INT CHECK (c > 0)"],
    ],
    [
      "where a constraint stands",
      [BASE],
      [`${BASE.replace(" CHECK (c > 0)", "").replace(" PRIMARY KEY", "").slice(0, -1)}, CHECK (c > 0), PRIMARY KEY (a))`],
    ],
    [
      "clauses that say what holds anyway",
      [BASE],
      [
        BASE.replace("PRIMARY KEY", "PRIMARY KEY ASC")
          .replace("TEXT", "TEXT COLLATE binary")
          .replace("c INT", "c INT NULL")
          .replace("NOT NULL", "NOT NULL ON CONFLICT ABORT"),
      ],
    ],
    ["parentheses around a default", [BASE], [BASE.replace("'x'", "(('x'))")]],
    ["bare text as a default", [BASE], [BASE.replace("'x'", "x")]],
    [
      "FOR EACH ROW and BEFORE",
      [BASE, "CREATE TRIGGER r DELETE ON t BEGIN SELECT 1; END"],
      [BASE, 'CREATE TRIGGER "r" before delete on [T] FOR EACH ROW BEGIN\n  select 1 ; -- x\nEND'],
    ],
    [
      "quotes of a keyword that is a name",
      [BASE, "CREATE VIEW v AS SELECT key, x.match FROM (SELECT 1 AS key, 2 AS match) x"],
      [BASE, 'CREATE VIEW v AS SELECT "key", x."match" FROM (SELECT 1 AS "key", 2 AS [match]) x'],
    ],
  ])("%s", async (_, one, other) => {
    expect(await printOf(...other)).toBe(await printOf(...one));
  });
});

const WITH_OBJECTS = [
  BASE,
  "CREATE TABLE p (x TEXT, y INT, UNIQUE (x, y), FOREIGN KEY (y) REFERENCES t (a) ON DELETE CASCADE)",
  "CREATE INDEX i ON t (b, c) WHERE c > 1",
  "CREATE VIEW v AS SELECT a AS one FROM t WHERE b = 'x'",
  "CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET c = 1; END",
  "CREATE VIRTUAL TABLE f USING fts5(a)",
  "CREATE TABLE k (a TEXT, b TEXT, g AS (a || b), PRIMARY KEY (a, b))",
];

describe("what shows", () => {
  it.each<[what: string, from: string, to: string]>([
    ["a type", "b TEXT", "b VARCHAR"],
    ["the numbers of a type", "x TEXT", "x VARCHAR(10)"],
    ["NOT NULL", " NOT NULL", ""],
    ["a default", "'x'", "'X'"],
    ["a default of another kind", "DEFAULT 'x'", "DEFAULT CURRENT_TIME"],
    ["text that looks like a keyword as a default", "DEFAULT 'x'", `DEFAULT "current_time"`],
    ["a collation", "b TEXT NOT", "b TEXT COLLATE NOCASE NOT"],
    ["a CHECK", "c > 0", "c > 1"],
    ["the name of a constraint", "CHECK", "CONSTRAINT positive CHECK"],
    ["the letters of a column's name", "t (a ", "t (A "],
    ["the order of columns", "a TEXT, b TEXT", "b TEXT, a TEXT"],
    ["the order of a key", "KEY (a, b)", "KEY (b, a)"],
    ["DESC in a key", "UNIQUE (x, y)", "UNIQUE (x, y DESC)"],
    ["a collation in a key", "KEY (a, b)", "KEY (a, b COLLATE RTRIM)"],
    ["ON CONFLICT", "NOT NULL", "NOT NULL ON CONFLICT REPLACE"],
    ["a generated expression", "a || b", "b || a"],
    ["STORED", "(a || b)", "(a || b) STORED"],
    ["AUTOINCREMENT", "KEY, b", "KEY AUTOINCREMENT, b"],
    ["ON DELETE", "CASCADE", "RESTRICT"],
    ["ON UPDATE", "CASCADE", "CASCADE ON UPDATE SET NULL"],
    ["DEFERRABLE", "CASCADE", "CASCADE DEFERRABLE INITIALLY DEFERRED"],
    ["MATCH", "CASCADE", "CASCADE MATCH FULL"],
    ["what a foreign key refers to", "t (a) ON", "t ON"],
    ["STRICT", "(c > 0))", "(c > 0)) STRICT"],
    ["WITHOUT ROWID", "KEY (a, b))", "KEY (a, b)) WITHOUT ROWID"],
    ["RANDOM ROWID", "(c > 0))", "(c > 0)) RANDOM ROWID"],
    ["UNIQUE of an index", "INDEX i", "UNIQUE INDEX i"],
    ["the terms of an index", "(b, c) WHERE", "(b, lower(c)) WHERE"],
    ["DESC in an index", "(b, c) WHERE", "(b DESC, c) WHERE"],
    ["a collation in an index", "(b, c) WHERE", "(b COLLATE NOCASE, c) WHERE"],
    ["the WHERE of an index", "c > 1", "c >= 1"],
    ["text in a view", "b = 'x'", "b = 'X'"],
    ["the letters of a column of a view", "AS one", "AS One"],
    ["a join of a view", "FROM t WHERE", `FROM t "left" JOIN p WHERE`],
    ["the time of a trigger", "AFTER INSERT", "BEFORE INSERT"],
    ["the event of a trigger", "AFTER INSERT", "AFTER UPDATE OF b"],
    ["the condition of a trigger", "ON t BEGIN", "ON t WHEN new.c > 1 BEGIN"],
    ["the body of a trigger", "SET c = 1", "SET c = 2"],
    ["the arguments of a virtual table", "fts5(a)", "fts5(a, prefix=2)"],
  ])("%s", async (_, from, to) => {
    const at = WITH_OBJECTS.findIndex((sql) => sql.includes(from));
    const statements = WITH_OBJECTS.map((sql, index) => (index === at ? sql.replace(from, to) : sql));
    expect(await digestOf(...statements)).not.toBe(await digestOf(...WITH_OBJECTS));
  });

  it("a join that is a LEFT JOIN, and one with an alias called left", async () => {
    const view = (join: string) => printOf("CREATE TABLE t (a)", `CREATE VIEW v AS SELECT 1 FROM t ${join} JOIN t AS u`);
    expect(await view("left")).not.toBe(await view('"left"'));
    expect(await view("left")).toBe(await view("LEFT"));
  });
});
