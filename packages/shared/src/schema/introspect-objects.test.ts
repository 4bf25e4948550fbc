// What introspection finds besides tables, what it leaves out, and what it says of a schema that nobody can read.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Connection } from "../database/connection.ts";
import { type Sqld, startSqld } from "../testing/sqld.ts";
import { introspect } from "./introspect.ts";
import type { Schema } from "./table.ts";
import { openDatabase, run, schemaOf } from "./testing.ts";

describe("introspect", () => {
  it("describes views, also one that refers to nothing", async () => {
    const { views } = await schemaOf(
      "CREATE TABLE t (a)",
      'CREATE VIEW "broken" ([x y], b) AS SELECT a, b FROM missing -- end',
      "create view if not exists v as values (1)",
    );
    expect(views).toMatchObject([
      { name: "broken", columns: ["x y", "b"], select: "SELECT a, b FROM missing" },
      { name: "v", columns: undefined, select: "values (1)" },
    ]);
  });

  it("describes triggers, with the own name of their table", async () => {
    const { triggers } = await schemaOf(
      'CREATE TABLE Things (a, "begin", b)',
      "CREATE VIEW v AS SELECT 1 AS a",
      `CREATE TRIGGER one UPDATE OF "a", [begin] ON things FOR EACH ROW WHEN new.begin > 1 AND begin = 2 BEGIN
        SELECT CASE WHEN 1 THEN ';' ELSE 'END' END; DELETE FROM things WHERE a = old.a; END`,
      "CREATE TRIGGER two INSTEAD OF INSERT ON v BEGIN SELECT 1; END",
    );
    expect(triggers).toMatchObject([
      {
        ...{
          name: "one",
          table: "Things",
          timing: "BEFORE",
          event: "UPDATE",
          columns: ["a", "begin"],
          when: "new.begin > 1 AND begin = 2",
        },
        statements: ["SELECT CASE WHEN 1 THEN ';' ELSE 'END' END", "DELETE FROM things WHERE a = old.a"],
      },
      { name: "two", table: "v", timing: "INSTEAD OF", event: "INSERT", columns: [], when: undefined, statements: ["SELECT 1"] },
    ]);
  });

  it("describes virtual tables and vector indexes, without what they keep for themselves", async () => {
    const { virtualTables, tables } = await schemaOf(
      "CREATE VIRTUAL TABLE words USING FTS5(a, b, tokenize = 'porter ascii')",
      "CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1)",
      "CREATE VIRTUAL TABLE old USING fts4(a)",
      "CREATE TABLE t (v F32_BLOB(3))",
      "CREATE INDEX by_vector ON t (libsql_vector_idx(\"V\", 'metric=cosine', 'max_neighbors=8'))",
      "CREATE TABLE by_vector_shadow_not (x)",
    );
    expect(virtualTables).toMatchObject([
      { name: "words", module: "fts5", arguments: ["a", "b", "tokenize = 'porter ascii'"] },
      { name: "boxes", module: "rtree", arguments: ["id", "x0", "x1"] },
      { name: "old", module: "fts4", arguments: ["a"] },
    ]);
    expect(tables.map(({ name }) => name)).toEqual(["t", "by_vector_shadow_not"]);
    const vector = { column: "v", parameters: ["metric=cosine", "max_neighbors=8"] };
    expect(tables[0]?.indexes).toMatchObject([{ name: "by_vector", unique: false, vectorColumn: "v", vector }]);
  });

  it("reads constraints with their names and clauses", async () => {
    const { tables } = await schemaOf(
      `CREATE TABLE t (a INT CONSTRAINT pk PRIMARY KEY ON CONFLICT FAIL, b TEXT CONSTRAINT "n n" NOT NULL ON CONFLICT IGNORE CHECK (b <> ')'),
        CONSTRAINT u UNIQUE (b COLLATE NOCASE DESC, a) ON CONFLICT REPLACE CONSTRAINT f FOREIGN KEY (a, b) REFERENCES p (x, y) MATCH FULL ON UPDATE SET NULL)`,
    );
    const none = { references: ["x", "y"], onDelete: "NO ACTION", onUpdate: "SET NULL", match: "FULL", deferred: false };
    expect(tables[0]?.definition.constraints).toEqual([
      {
        kind: "primary-key",
        name: "pk",
        column: "a",
        terms: [{ column: "a", collation: undefined, descending: false }],
        autoincrement: false,
        onConflict: "FAIL",
      },
      { kind: "check", name: "n n", column: "b", expression: "b <> ')'" },
      {
        ...{ kind: "unique", name: "u", column: undefined, autoincrement: false, onConflict: "REPLACE" },
        terms: [
          { column: "b", collation: "NOCASE", descending: true },
          { column: "a", collation: undefined, descending: false },
        ],
      },
      { kind: "foreign-key", name: "f", column: undefined, columns: ["a", "b"], table: "p", ...none },
    ]);
  });
});

describe("what is left out", () => {
  const OURS = ["_libsql_actions_seed", "_libsql_actions_migrations"];
  const APPLICATION = ["app", "schema_migrations", "_libsql_actions_seeds"];
  const STATEMENTS = [...APPLICATION, ...OURS, "_litestream_seq2", "libsql_other"].flatMap((name) => [
    `CREATE TABLE ${name} (x)`,
    `CREATE INDEX i${name} ON ${name} (x)`,
    `CREATE TRIGGER t${name} AFTER INSERT ON ${name.toUpperCase()} BEGIN SELECT 1; END`,
  ]);
  const names = ({ tables, views, triggers, virtualTables }: Schema) =>
    [...tables, ...views, ...triggers, ...virtualTables].map(({ name }) => name);

  it("is what belongs to the engine and to these actions, with all that is on it", async () => {
    const kept = names(await schemaOf(...STATEMENTS));
    expect(kept.toSorted()).toEqual([...APPLICATION, ...APPLICATION.map((name) => `t${name}`)].toSorted());
  });

  it("is what the caller names besides", async () => {
    const database = await openDatabase();
    await run(database, [...STATEMENTS, "CREATE VIEW v AS SELECT 1"]);
    const schema = await introspect(database, (name) => name === "schema_migrations" || name === "v");
    database.close();
    expect(names(schema).toSorted()).toEqual(["_libsql_actions_seeds", "app", "t_libsql_actions_seeds", "tapp"]);
  });
});

describe("text that is none", () => {
  let server: Sqld;
  let folder: string;
  const open: Connection[] = [];
  beforeAll(async () => {
    server = await startSqld();
    folder = await mkdtemp(join(tmpdir(), "introspect-"));
  });
  afterEach(() => {
    for (const database of open.splice(0)) database.close();
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  const databaseAt = async (url: string): Promise<Connection> => {
    const database = await openDatabase(url);
    open.push(database);
    return database;
  };

  it.each([
    ["the name of a table", "CREATE TABLE badname (a)", /table "\ufffdadname" holds bytes that are not UTF-8/],
    ["a CHECK", "CREATE TABLE t (a CHECK (a <> 'badtext'))", /table "t" holds bytes that are not UTF-8.*Create the table again/],
    ["a view", "CREATE VIEW v AS SELECT 'badtext'", /view "v" holds bytes that are not UTF-8/],
  ])("in %s is a clear error, and not the end of the process", async (_, sql, message) => {
    const file = join(folder, `${sql.length}.db`);
    const first = await openDatabase(`file:${file}`);
    await run(first, [sql, "PRAGMA user_version = 1"]);
    await first.query("PRAGMA wal_checkpoint(TRUNCATE)");
    first.close();
    const bytes = await readFile(file);
    for (const word of ["badname", "badtext"])
      for (let at = bytes.indexOf(word); at !== -1; at = bytes.indexOf(word, at + 1)) bytes[at] = 0xff;
    await writeFile(file, bytes);
    await expect(introspect(await databaseAt(`file:${file}`))).rejects.toThrow(message);
  });

  it("is read in the encodings that a database can have", async () => {
    for (const encoding of ["UTF-16le", "UTF-16be"]) {
      const database = await databaseAt(":memory:");
      await database.query(`PRAGMA encoding = '${encoding}'`);
      await run(database, ["CREATE TABLE \"größe\" (a TEXT DEFAULT '😀')"]);
      const { tables } = await introspect(database);
      expect(tables).toMatchObject([{ name: "größe", columns: [{ name: "a", default: "'😀'" }] }]);
    }
  });

  it("a server describes the same as the native client", async () => {
    const remote = await databaseAt(server.url);
    const statements = [
      "CREATE TABLE t (a UNIQUE)",
      "CREATE VIEW broken AS SELECT * FROM missing",
      "CREATE VIRTUAL TABLE f USING fts5(a)",
      "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END",
    ];
    await run(remote, statements);
    expect(await introspect(remote)).toEqual(await schemaOf(...statements));
  });
});
