import type { Connection } from "@libsql-actions/shared/database/connection";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { expect, it } from "vitest";
import { withDatabase, withServer } from "../testing.ts";
import { beginSurvey } from "./survey.ts";

const TABLES = [
  "CREATE TABLE filled (x)",
  "INSERT INTO filled VALUES (1)",
  "CREATE TABLE emptied (x)",
  "INSERT INTO emptied WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 5000) SELECT i FROM c",
  "DELETE FROM emptied",
  "CREATE TABLE never (x UNIQUE)",
  'CREATE TABLE "key\'s; \u00fc" (x PRIMARY KEY) WITHOUT ROWID',
  'INSERT INTO "key\'s; \u00fc" VALUES (1)',
  "CREATE VIRTUAL TABLE words USING fts5(x)",
  "INSERT INTO words VALUES ('a')",
  "CREATE TABLE large (x)",
  "INSERT INTO large WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 5000) SELECT i FROM c",
];
const HELD = new Set(["filled", "key's; \u00fc", "large"]);

/** As a database whose SQLite has no dbstat: it was not compiled into every one. */
const withoutDbstat = (db: Connection): Pick<Connection, "reads"> => ({
  reads: async (statements) => {
    const answers = await db.reads(statements);
    const missing = { code: "SQLITE_ERROR", message: "no such table: dbstat" };
    return answers.map((answer, index) => (/dbstat/.test(statements[index]?.sql ?? "") ? missing : answer));
  },
});

it.each([
  ["a server", withServer],
  ["memory", withDatabase],
])("finds the tables that hold rows, whether or not the database tells of all at once: %s", async (_, open) => {
  await open(TABLES, async (db) => {
    const schema = await introspect(db);
    expect((await beginSurvey(db)(schema)).held).toEqual(HELD);
    expect((await beginSurvey(withoutDbstat(db))(schema)).held).toEqual(HELD);
  });
});

it("asks each table where one has the name of what tells of all", async () => {
  await withDatabase(
    ["CREATE TABLE dbstat (name, ncell)", "CREATE TABLE filled (x)", "INSERT INTO filled VALUES (1)"],
    async (db) => {
      expect((await beginSurvey(db)(await introspect(db))).held).toEqual(new Set(["filled"]));
    },
  );
});

it("finds names in a database of UTF-16", async () => {
  await withDatabase(["CREATE TABLE placeholder (x)"], async (db) => {
    expect((await beginSurvey(db)(await introspect(db))).held).toEqual(new Set());
  });
  await withDatabase([], async (db) => {
    await db.loose([{ sql: "PRAGMA encoding = 'UTF-16le'" }]);
    await db.transaction([{ sql: 'CREATE TABLE "\u00fc\u{1f600}" (x)' }, { sql: 'INSERT INTO "\u00fc\u{1f600}" VALUES (1)' }]);
    expect((await db.query("PRAGMA encoding")).rows[0]?.[0]).toBe("UTF-16le");
    expect((await beginSurvey(db)(await introspect(db))).held).toEqual(new Set(["\u00fc\u{1f600}"]));
  });
});
