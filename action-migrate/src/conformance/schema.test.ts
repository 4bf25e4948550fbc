// What scripts may be made of comes to the same on every kind of database.
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Case, holdsEverywhere } from "./conformance.ts";

let sqld: Sqld;
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(() => sqld.stop());

const AUDIT = `CREATE TABLE t(id INTEGER PRIMARY KEY, state TEXT, n INTEGER DEFAULT 0);
CREATE TABLE log(line TEXT);
CREATE TRIGGER "after; insert" AFTER INSERT ON t WHEN new.n >= 0 BEGIN
  -- a comment; with a semicolon, and an END
  INSERT INTO log VALUES ('new; ' || new.id || CASE WHEN new.n > 1 THEN ' many' ELSE ' few' END);
  UPDATE t SET state = CASE state WHEN 'a' THEN 'b' ELSE 'end' END WHERE id = new.id;
END;
INSERT INTO t(state, n) VALUES ('a', 2), ('x', 0);`;

const CASES: Case[] = [
  {
    name: "tables, indexes and rows",
    steps: [
      {
        files: {
          "1_a.sql":
            "CREATE TABLE a(id INTEGER PRIMARY KEY, t TEXT NOT NULL DEFAULT 'it''s', b BLOB, r REAL);\nCREATE UNIQUE INDEX a_t ON a(t);",
          "2_b.sql": "INSERT INTO a(t, b, r) VALUES ('ü 漢', x'0001ff', 0.1);\nINSERT INTO a(b, r) VALUES (NULL, 1e300);",
          "10_c.sql":
            "ALTER TABLE a ADD COLUMN n INTEGER CHECK (n > 0);\nALTER TABLE a RENAME COLUMN t TO title;\nALTER TABLE a DROP COLUMN b",
        },
        expect: { applied: ["1", "2", "10"], pending: [], version: "10", errors: [] },
      },
    ],
    ends: {
      tables: {
        a: [
          [1, "ü 漢", 0.1, null],
          [2, "it's", 1e300, null],
        ],
      },
      history: ["1 a done", "2 b done", "10 c done"],
    },
  },
  {
    name: "triggers with statements, comments and CASE inside",
    steps: [
      { files: { "1_a.sql": AUDIT, "2_b.sql": "INSERT INTO t(n) VALUES (1)" }, expect: { applied: ["1", "2"], errors: [] } },
    ],
    ends: {
      tables: {
        t: [
          [1, "b", 2],
          [2, "end", 0],
          [3, "end", 1],
        ],
        log: [["new; 1 many"], ["new; 2 few"], ["new; 3 few"]],
      },
    },
  },
  {
    name: "CRLF and a byte order mark, with the same checksum as without",
    steps: [
      { files: { "1_a.sql": `\ufeff${AUDIT.replaceAll("\n", "\r\n")}\r\n` }, expect: { applied: ["1"] } },
      { files: { "1_a.sql": `${AUDIT}\n` }, expect: { applied: [], errors: [] } },
    ],
    ends: {
      tables: {
        log: [["new; 1 many"], ["new; 2 few"]],
        t: [
          [1, "b", 2],
          [2, "end", 0],
        ],
      },
    },
  },
  {
    name: "every way to quote a name, and text that looks like SQL",
    steps: [
      {
        files: {
          "1_a.sql": `CREATE TABLE "a""; DROP TABLE x;--"([b ] TEXT, \`d\`\`e\` TEXT, "sel'ect" TEXT);
INSERT INTO "a""; DROP TABLE x;--" VALUES ('it''s; -- no comment', '/* nor this */', 'CREATE TRIGGER BEGIN');
/* a comment; with -- both */ INSERT INTO [a"; DROP TABLE x;--] ([b ], \`d\`\`e\`) /* ' */ VALUES ('', ''); -- end '
`,
        },
        expect: { applied: ["1"], errors: [] },
      },
    ],
    ends: {
      tables: {
        'a"; DROP TABLE x;--': [
          ["", "", null],
          ["it's; -- no comment", "/* nor this */", "CREATE TRIGGER BEGIN"],
        ],
      },
    },
  },
  {
    name: "views, generated columns, STRICT and WITHOUT ROWID",
    steps: [
      {
        files: {
          "1_a.sql": `CREATE TABLE g(a INTEGER, b INTEGER GENERATED ALWAYS AS (a * 2) VIRTUAL, c TEXT AS (a || '!') STORED);
CREATE TABLE s(id INTEGER PRIMARY KEY, x ANY, t TEXT NOT NULL) STRICT;
CREATE TABLE w(k TEXT COLLATE NOCASE, v, PRIMARY KEY (k DESC)) WITHOUT ROWID;
INSERT INTO g(a) VALUES (3); INSERT INTO s(x, t) VALUES ('1', 't'); INSERT INTO w VALUES ('K', 1) ON CONFLICT DO NOTHING;`,
          "2_b.sql":
            "CREATE VIEW v(a, k) AS WITH q AS (SELECT k FROM w) SELECT g.b, q.k FROM g, q;\nCREATE TABLE of_view AS SELECT * FROM v;",
          "3_c.sql": "CREATE INDEX g_c ON g(c, lower(a)) WHERE b > 1;\nINSERT INTO s(x, t) VALUES (2, NULL);",
        },
        expect: {
          applied: ["1", "2"],
          pending: ["3"],
          errors: ["failed 3_c.sql:2:1"],
          error: "migrations/3_c.sql:2:1: NOT NULL constraint failed: s.t (SQLITE_CONSTRAINT)",
        },
      },
    ],
    ends: { tables: { g: [[3, 6, "3!"]], s: [[1, "1", "t"]], w: [["K", 1]], of_view: [[6, "K"]] } },
  },
  {
    name: "full-text tables, made and filled in one file",
    steps: [
      {
        files: {
          "1_a.sql": "CREATE VIRTUAL TABLE f USING fts5(title, body);\nINSERT INTO f VALUES ('one', 'some words');",
          "2_b.sql": "CREATE TABLE t(x); INSERT INTO t SELECT rowid FROM f WHERE f MATCH 'words';",
        },
        expect: { applied: ["1", "2"], errors: [] },
      },
    ],
    ends: { tables: { t: [[1]], f: [["one", "some words"]] } },
  },
  {
    name: "vector columns and their index",
    steps: [
      {
        files: {
          "1_a.sql":
            "CREATE TABLE m(id INTEGER PRIMARY KEY, e F32_BLOB(2));\nCREATE INDEX m_e ON m(libsql_vector_idx(e));\nINSERT INTO m(e) VALUES (vector32('[1,2]')), (vector32('[9,9]'));",
          "2_b.sql": "CREATE TABLE t AS SELECT id AS x FROM vector_top_k('m_e', vector32('[8,8]'), 1);",
        },
        expect: { applied: ["1", "2"], errors: [] },
      },
    ],
    ends: { tables: { t: [[2]] } },
  },
  {
    name: "empty files, and files of comments only",
    steps: [
      {
        files: {
          "1_a.sql": "",
          "2_b.sql": "\ufeff",
          "3_c.sql": "-- nothing\n/* here; */\n;;\n",
          "4_d.sql": "CREATE TABLE d(x)\n-- no end",
        },
        expect: { applied: ["1", "2", "3", "4"], errors: [] },
      },
    ],
    ends: { tables: { d: [] }, history: ["1 a done", "2 b done", "3 c done", "4 d done"] },
  },
  {
    name: "user_version, which is rolled back with its file",
    steps: [
      {
        files: { "1_a.sql": "PRAGMA user_version = 7;", "2_b.sql": "PRAGMA user_version = 8;\nINSERT INTO nowhere VALUES (1)" },
        expect: {
          applied: ["1"],
          errors: ["failed 2_b.sql:2:1"],
          error: expect.stringContaining("no such table: nowhere"),
        },
      },
    ],
    ends: { userVersion: 7, history: ["1 a done"] },
  },
  {
    name: "a folder of several formats of numbers",
    steps: [
      {
        files: { "0003_c.sql": "CREATE TABLE c(x)", "2-b.sql": "CREATE TABLE b(x)", "20260102030405_d.sql": "SELECT 1" },
        expect: { applied: ["2", "0003", "20260102030405"], version: "20260102030405" },
      },
    ],
    ends: { tables: { b: [], c: [] } },
  },
];

it.each(CASES)("$name", (one) => holdsEverywhere(one, sqld.url));
