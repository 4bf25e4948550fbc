// Every file is applied whole or not at all, whatever it does to its transaction, alike on every kind of database.
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Case, holdsEverywhere } from "./conformance.ts";

let sqld: Sqld;
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(() => sqld.stop());

const BASE = "CREATE TABLE t(x UNIQUE);\nINSERT INTO t VALUES (1);";
const NOWHERE = "no such table: nowhere (SQLITE_ERROR)";

/** Three files of which the second fails, or is refused by a rule; then it is mended, and the rest is applied. */
function failing(name: string, second: string, place: string, words: string, code = "failed"): Case {
  return {
    name: `${name}: nothing of the file stays, and the file before it does`,
    steps: [
      {
        files: { "1_a.sql": BASE, "2_b.sql": second, "3_c.sql": "INSERT INTO t VALUES (3);" },
        expect: {
          applied: ["1"],
          pending: ["2", "3"],
          version: "1",
          errors: [`${code} 2_b.sql${place}`],
          error: `migrations/2_b.sql${place}: ${words}`,
        },
      },
      { files: { "2_b.sql": "INSERT INTO t VALUES (2);" }, expect: { applied: ["2", "3"], pending: [], errors: [] } },
    ],
    ends: { tables: { t: [[1], [2], [3]] }, history: ["1 a done", "2 b done", "3 c done"] },
  };
}

const FAILING: Case[] = [
  failing("fails at its first statement", "INSERT INTO nowhere VALUES (1);\nCREATE TABLE b(x);", ":1:1", NOWHERE),
  failing(
    "fails at its last statement",
    "CREATE TABLE b(x);\nINSERT INTO t VALUES (9);\n\t INSERT INTO nowhere VALUES (1)",
    ":3:3",
    NOWHERE,
  ),
  failing("fails at its only statement", "\n\nINSERT INTO nowhere VALUES (1)\n", ":3:1", NOWHERE),
  failing("does not parse", "CREATE TABLE b(x);\nCREATE TABL c(x);\nCREATE TABLE d(x);", ":2:1", "(does not parse)"),
  failing(
    "INSERT OR ROLLBACK",
    "INSERT INTO t VALUES (9);\nINSERT OR ROLLBACK INTO t VALUES (1);\nINSERT INTO t VALUES (8);",
    ":2:1",
    "UNIQUE constraint failed: t.x (SQLITE_CONSTRAINT)",
  ),
  failing(
    "ON CONFLICT ROLLBACK",
    "CREATE TABLE b(x UNIQUE ON CONFLICT ROLLBACK);\nINSERT INTO b VALUES (1), (1);\nINSERT INTO t VALUES (8);",
    ":2:1",
    "UNIQUE constraint failed: b.x (SQLITE_CONSTRAINT)",
  ),
  failing(
    "RAISE(ROLLBACK)",
    "CREATE TRIGGER tr BEFORE INSERT ON t BEGIN SELECT RAISE(ROLLBACK, 'not today'); END;\nINSERT INTO t VALUES (9);\nINSERT INTO t VALUES (8);",
    ":2:1",
    "not today (SQLITE_CONSTRAINT)",
  ),
  failing(
    "RAISE(FAIL)",
    "CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT RAISE(FAIL, 'half'); END;\nINSERT INTO t VALUES (9);",
    ":2:1",
    "half (SQLITE_CONSTRAINT)",
  ),
  failing(
    "a deferred violation at COMMIT",
    "CREATE TABLE p(id PRIMARY KEY);\nCREATE TABLE c(p REFERENCES p DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO c VALUES (7);",
    "",
    'FOREIGN KEY constraint failed: "c" refers to missing rows of "p" (rows: 1, rowid 1) (SQLITE_CONSTRAINT)',
  ),
  failing(
    "a full-text table, made, filled, and then a failure",
    "CREATE VIRTUAL TABLE f USING fts5(a);\nINSERT INTO f VALUES ('x');\nINSERT INTO nowhere VALUES (1);",
    ":3:1",
    NOWHERE,
  ),
  failing(
    "a savepoint left open",
    "SAVEPOINT s;\nINSERT INTO t VALUES (9);\nRELEASE s;\nSAVEPOINT u;\nINSERT INTO nowhere VALUES (1);",
    ":5:1",
    NOWHERE,
  ),
  failing(
    "VACUUM",
    "INSERT INTO t VALUES (9);\nVACUUM;",
    ":2:1",
    "VACUUM cannot run in a transaction, and every script is one. Take it out.",
    "vacuum",
  ),
  failing(
    "ROLLBACK",
    "INSERT INTO t VALUES (9);\nROLLBACK;\nINSERT INTO t VALUES (8);",
    ":2:1",
    "ROLLBACK would undo the script, which runs as one transaction. Take it out, or use a savepoint.",
    "rollback-in-file",
  ),
  failing(
    "a parameter",
    "INSERT INTO t VALUES (?);",
    ":1:23",
    '"?" is a parameter, and a script has no values to put there. Write the value itself, text in single quotes.',
    "bare-parameter",
  ),
  failing(
    "a NUL",
    "INSERT INTO t VALUES (9);\nINSERT INTO t VALUES ('a\0b');",
    ":2:25",
    "there is a NUL character, at which SQLite would stop reading. Is it a text file in UTF-8?",
    "nul-character",
  ),
  failing(
    "text in double quotes",
    'CREATE TABLE b(x);\nINSERT INTO b(x) SELECT x FROM t WHERE x = "queued";',
    ":2:1",
    "no such column: queued. Text in double quotes is a name here, as in libsql-server: write text in single quotes (SQLITE_ERROR)",
  ),
];

const CASES: Case[] = [
  {
    name: "BEGIN and COMMIT around a file, and in the middle of one",
    steps: [
      {
        files: {
          "1_a.sql": "BEGIN TRANSACTION;\nCREATE TABLE t(x);\nINSERT INTO t VALUES (1);\nCOMMIT;",
          "2_b.sql":
            "INSERT INTO t VALUES (2);\nCOMMIT;\nPRAGMA foreign_keys=OFF;\nBEGIN;\nINSERT INTO t VALUES (3);\nPRAGMA foreign_keys=ON;",
          "3_c.sql": "BEGIN;\nINSERT INTO t VALUES (4);\nEND;\nBEGIN;\nINSERT INTO nowhere VALUES (1);\nCOMMIT;",
        },
        expect: {
          applied: ["1", "2"],
          pending: ["3"],
          errors: ["failed 3_c.sql:5:1"],
          error: `migrations/3_c.sql:5:1: ${NOWHERE}`,
        },
      },
    ],
    ends: { tables: { t: [[1], [2], [3]] } },
  },
  {
    name: "savepoints, released, rolled back and left open",
    steps: [
      {
        files: {
          "1_a.sql":
            "CREATE TABLE t(x); SAVEPOINT a; INSERT INTO t VALUES (1); RELEASE a; SAVEPOINT b; INSERT INTO t VALUES (2); ROLLBACK TO b; RELEASE b;",
          "2_b.sql": "SAVEPOINT open; INSERT INTO t VALUES (3);",
          "3_c.sql": "INSERT INTO t VALUES (4);",
        },
        expect: { applied: ["1", "2", "3"] },
      },
    ],
    ends: { tables: { t: [[1], [3], [4]] }, history: ["1 a done", "2 b done", "3 c done"] },
  },
  {
    name: "`transaction: all`: all or nothing",
    steps: [
      {
        files: {
          "1_a.sql": BASE,
          "2_b.sql": "INSERT INTO t VALUES (2);\nINSERT INTO nowhere VALUES (1);",
          "3_c.sql": "SELECT 1;",
        },
        inputs: { transaction: "all" },
        expect: {
          applied: [],
          pending: ["1", "2", "3"],
          version: "",
          errors: ["failed 2_b.sql:2:1"],
          error: `migrations/2_b.sql:2:1: ${NOWHERE}`,
        },
      },
      {
        files: { "2_b.sql": "VACUUM;" },
        inputs: { transaction: "all" },
        expect: { applied: [], errors: ["vacuum 2_b.sql:1:1"], error: expect.anything() },
      },
      {
        files: { "2_b.sql": "-- libsql-actions: no-transaction\nSELECT 1;" },
        inputs: { transaction: "all" },
        expect: {
          applied: [],
          error: expect.stringContaining("migrations/2_b.sql opts out of its transaction, which `transaction: all` cannot keep"),
        },
      },
      {
        files: { "2_b.sql": "PRAGMA foreign_keys=OFF;\nINSERT INTO t VALUES (2);" },
        inputs: { transaction: "all" },
        expect: { applied: ["1", "2", "3"], pending: [], version: "3" },
      },
    ],
    ends: { tables: { t: [[1], [2]] }, history: ["1 a done", "2 b done", "3 c done"] },
  },
  {
    name: "`transaction: none`: what ran stays, is told, and repaired",
    steps: [
      {
        files: {
          "1_a.sql": BASE,
          "2_b.sql": "INSERT INTO t VALUES (2);\nINSERT INTO t VALUES (3);\nINSERT INTO nowhere VALUES (1);",
          "3_c.sql": "INSERT INTO t VALUES (9);",
        },
        inputs: { transaction: "none" },
        expect: {
          applied: ["1"],
          errors: ["failed 2_b.sql:3:1"],
          error: `migrations/2_b.sql:3:1: ${NOWHERE}. The file runs without a transaction: its first 2 statements stay. Bring the database by hand to where the file leads, and run \`command: repair\` with its version`,
        },
      },
      { inputs: { command: "status" }, expect: { pending: ["3"], others: ["half-applied 2_b.sql"] } },
      {
        expect: {
          applied: [],
          errors: ["half-applied 2_b.sql"],
          error: expect.stringContaining("failed at its statement 3, and those before it stay"),
        },
      },
      { inputs: { command: "repair", versions: "2" }, expect: { pending: ["3"], version: "2", errors: [] } },
      { expect: { applied: ["3"], pending: [] } },
    ],
    ends: { tables: { t: [[1], [2], [3], [9]] }, history: ["1 a done", "2 b done", "3 c done"] },
  },
  {
    name: "a file that opts out of its transaction, with one of its own inside",
    steps: [
      {
        files: {
          "1_a.sql": BASE,
          "2_b.sql":
            "-- libsql-actions: no-transaction\nINSERT INTO t VALUES (2);\nBEGIN;\nINSERT INTO t VALUES (3);\nINSERT INTO nowhere VALUES (1);\nCOMMIT;",
          "3_c.sql": "INSERT INTO t VALUES (9);",
        },
        expect: { applied: ["1"], errors: ["failed 2_b.sql:5:1"], error: expect.stringContaining("its first 1 statement stays") },
      },
    ],
    ends: { tables: { t: [[1], [2]] }, history: ["1 a done", "2 b failed at 4"] },
  },
  {
    name: "files that opt out of their transaction and come to their end",
    steps: [
      {
        files: {
          "1_a.sql": "-- libsql-actions: no-transaction\nCREATE TABLE t(x);\nBEGIN;\nINSERT INTO t VALUES (1);\nCOMMIT;",
          "2_b.sql": "-- libsql-actions: no-transaction\n",
          "3_c.sql": "INSERT INTO t VALUES (3);",
          "4_d.sql": "-- libsql-actions: no-transaction\nINSERT INTO nowhere VALUES (1);",
        },
        expect: {
          applied: ["1", "2", "3"],
          pending: [],
          errors: ["failed 4_d.sql:2:1"],
          error: expect.stringContaining("Nothing of the file was done"),
        },
      },
    ],
    ends: { tables: { t: [[1], [3]] }, history: ["1 a done", "2 b done", "3 c done", "4 d failed at 1"] },
  },
  {
    name: "defer_foreign_keys, which does not reach the next file",
    steps: [
      {
        files: {
          "1_a.sql": "CREATE TABLE p(id INTEGER PRIMARY KEY);\nCREATE TABLE c(p REFERENCES p);",
          "2_b.sql": "PRAGMA defer_foreign_keys=ON;\nINSERT INTO c VALUES (1);\nINSERT INTO p VALUES (1);",
          "3_c.sql": "SELECT 1;\nINSERT INTO c VALUES (2);\nINSERT INTO p VALUES (2);",
        },
        expect: {
          applied: ["1", "2"],
          pending: ["3"],
          errors: ["failed 3_c.sql:2:1"],
          error: "migrations/3_c.sql:2:1: FOREIGN KEY constraint failed (SQLITE_CONSTRAINT)",
        },
      },
    ],
    ends: { tables: { p: [[1]], c: [[1]] } },
  },
];

it.each([...FAILING, ...CASES])("$name", (one) => holdsEverywhere(one, sqld.url));
