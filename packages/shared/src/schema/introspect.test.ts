// Introspection against the engines themselves: a server and the native client must describe the same schema in the same way.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Connection, openConnection } from "../database/connection.ts";
import { parseDatabaseUrl } from "../database/url.ts";
import { quoteIdentifier } from "../sql/identifier.ts";
import { testSettings } from "../testing/client-settings.ts";
import { type Sqld, startSqld } from "../testing/sqld.ts";
import { introspect } from "./introspect.ts";
import type { Schema, Table } from "./table.ts";

let server: Sqld;
const connections: Connection[] = [];
let remote: Connection;
let local: Connection;

async function open(url: string): Promise<Connection> {
  const connection = await openConnection(parseDatabaseUrl(url, "/"), testSettings());
  connections.push(connection);
  return connection;
}

beforeAll(async () => {
  server = await startSqld();
  remote = await open(server.url);
  local = await open(":memory:");
});

afterAll(async () => {
  for (const connection of connections) connection.close();
  await server.stop();
});

/** Makes the objects on both engines, reads the schema of both, and drops them again. Both must agree. */
async function describeOnBoth(objects: readonly string[], drop: readonly string[]): Promise<Schema> {
  const schemas: Schema[] = [];
  for (const connection of [remote, local]) {
    expect(await connection.transaction(objects.map((sql) => ({ sql })))).toMatchObject({ ok: true });
    schemas.push(await introspect(connection));
    expect(await connection.transaction(drop.map((sql) => ({ sql })))).toMatchObject({ ok: true });
  }
  expect(schemas[1]).toEqual(schemas[0]);
  return schemas[0] as Schema;
}

function tableOf(schema: Schema, name: string): Table {
  const table = schema.tables.find((one) => one.name === name);
  if (table === undefined) throw new Error(`there is no table ${name}`);
  return table;
}

describe("introspect", () => {
  it("describes columns: type, affinity, NOT NULL, default, key position, generated, vector", async () => {
    const schema = await describeOnBoth(
      [
        `CREATE TABLE t (
          a INTEGER, b VARCHAR(10) NOT NULL DEFAULT 'x''y', c COLLATE "noCase", d DOUBLE PRECISION, e DECIMAL(10, 2) DEFAULT (1 + 1), f BLOB,
          g INT GENERATED ALWAYS AS (a + 1) STORED, h TEXT AS (b || 'z'), v F32_BLOB(3), w FLOAT64(2), PRIMARY KEY (b, a)
        )`,
      ],
      ["DROP TABLE t"],
    );
    expect(tableOf(schema, "t").primaryKey).toEqual(["b", "a"]);
    const plain = {
      notNull: false,
      default: undefined,
      primaryKey: 0,
      generated: undefined,
      vector: undefined,
      collation: "BINARY",
      expression: undefined,
    };
    expect(tableOf(schema, "t").columns).toEqual([
      { ...plain, name: "a", type: "INTEGER", affinity: "INTEGER", primaryKey: 2 },
      { ...plain, name: "b", type: "VARCHAR(10)", affinity: "TEXT", notNull: true, default: "'x''y'", primaryKey: 1 },
      { ...plain, name: "c", type: "", affinity: "BLOB", collation: "NOCASE" },
      { ...plain, name: "d", type: "DOUBLE PRECISION", affinity: "REAL" },
      { ...plain, name: "e", type: "DECIMAL(10, 2)", affinity: "NUMERIC", default: "1 + 1" },
      { ...plain, name: "f", type: "BLOB", affinity: "BLOB" },
      { ...plain, name: "g", type: "INT", affinity: "INTEGER", generated: "stored", expression: "a + 1" },
      { ...plain, name: "h", type: "TEXT", affinity: "TEXT", generated: "virtual", expression: "b || 'z'" },
      { ...plain, name: "v", type: "F32_BLOB(3)", affinity: "BLOB", vector: { element: "float32", dimensions: 3 } },
      { ...plain, name: "w", type: "FLOAT64(2)", affinity: "REAL", vector: { element: "float64", dimensions: 2 } },
    ]);
  });

  it.each([
    [
      "CREATE TABLE t (id INTEGER PRIMARY KEY, x)",
      { rowidAlias: "id", withoutRowid: false, strict: false, autoincrement: false },
    ],
    ["CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, x)", { rowidAlias: "id", autoincrement: true }],
    ["CREATE TABLE t (id INTEGER, x, PRIMARY KEY (id AUTOINCREMENT))", { rowidAlias: "id", autoincrement: true }],
    ["CREATE TABLE t (id INTEGER PRIMARY KEY DESC, x)", { rowidAlias: undefined, primaryKey: ["id"] }],
    ["CREATE TABLE t (id INT PRIMARY KEY, [autoincrement])", { rowidAlias: undefined, autoincrement: false }],
    ["CREATE TABLE t (id INTEGER PRIMARY KEY, x) WITHOUT ROWID", { rowidAlias: undefined, withoutRowid: true }],
    ["CREATE TABLE t (id INTEGER PRIMARY KEY, x ANY) STRICT, WITHOUT ROWID", { strict: true, withoutRowid: true }],
    ["CREATE TABLE t AS SELECT 1 AS id, 'a' AS x", { primaryKey: [], rowidAlias: undefined, checks: [] }],
  ])("knows what kind of table this is: %s", async (sql, expected) => {
    expect(tableOf(await describeOnBoth([sql], ["DROP TABLE t"]), "t")).toMatchObject(expected);
  });

  it("describes foreign keys in the order of their declaration, with own names of what they refer to", async () => {
    const schema = await describeOnBoth(
      [
        `CREATE TABLE Parent (Id INTEGER PRIMARY KEY, x TEXT, y TEXT, UNIQUE (x, y))`,
        `CREATE TABLE child (
          a INTEGER REFERENCES parent ON DELETE CASCADE, b INTEGER REFERENCES PARENT (ID) ON UPDATE SET NULL ON DELETE RESTRICT,
          c TEXT, d TEXT, e INTEGER REFERENCES child ON DELETE SET DEFAULT DEFERRABLE INITIALLY DEFERRED, f REFERENCES nowhere (z),
          FOREIGN KEY (c, d) REFERENCES parent (X, Y) ON UPDATE CASCADE
        )`,
      ],
      ["PRAGMA defer_foreign_keys = on", "DROP TABLE child", "DROP TABLE parent"],
    );
    const none = { onDelete: "NO ACTION", onUpdate: "NO ACTION", deferred: false };
    expect(tableOf(schema, "child").foreignKeys).toEqual([
      { ...none, columns: ["a"], table: "Parent", references: ["Id"], onDelete: "CASCADE" },
      { ...none, columns: ["b"], table: "Parent", references: ["Id"], onDelete: "RESTRICT", onUpdate: "SET NULL" },
      { ...none, columns: ["e"], table: "child", references: [], onDelete: "SET DEFAULT", deferred: true },
      { ...none, columns: ["f"], table: "nowhere", references: ["z"] },
      { ...none, columns: ["c", "d"], table: "Parent", references: ["x", "y"], onUpdate: "CASCADE" },
    ]);
  });

  it("describes keys and indexes: constraints, partial ones, expressions, collation and order", async () => {
    const schema = await describeOnBoth(
      [
        "CREATE TABLE t (a TEXT UNIQUE COLLATE NOCASE, b TEXT, c INT, d TEXT PRIMARY KEY, UNIQUE (b, c))",
        `CREATE INDEX plain ON t (b COLLATE RTRIM DESC, c)`,
        `CREATE UNIQUE INDEX "on" ON t (lower(a), /* ( */ (c + 1) DESC, coalesce(b, ')') COLLATE NOCASE) -- where
          WHERE c > 1 AND "b" <> 'where'`,
      ],
      ["DROP TABLE t"],
    );
    const column = (name: string, collation = "BINARY", descending = false) => ({
      column: name,
      expression: undefined,
      collation,
      descending,
    });
    const expression = (text: string, collation = "BINARY", descending = false) => ({
      column: undefined,
      expression: text,
      collation,
      descending,
    });
    const indexes = tableOf(schema, "t").indexes.map(({ name, origin, unique, terms, where }) => [
      name,
      origin,
      unique,
      terms,
      where,
    ]);
    expect(indexes).toEqual([
      ["sqlite_autoindex_t_1", "unique constraint", true, [column("a", "NOCASE")], undefined],
      ["sqlite_autoindex_t_2", "primary key", true, [column("d")], undefined],
      ["sqlite_autoindex_t_3", "unique constraint", true, [column("b"), column("c")], undefined],
      ["plain", "create index", false, [column("b", "RTRIM", true), column("c")], undefined],
      [
        "on",
        "create index",
        true,
        [expression("lower(a)"), expression("(c + 1)", "BINARY", true), expression("coalesce(b, ')')", "NOCASE")],
        `c > 1 AND "b" <> 'where'`,
      ],
    ]);
  });

  it("finds every CHECK, of columns and of the table, as it is written", async () => {
    const schema = await describeOnBoth(
      [
        `CREATE TABLE t (
          a INT CHECK (a IN (1, (2))) CHECK(a>0), "check" TEXT DEFAULT ('check (1)'), -- CHECK (no)
          c TEXT CONSTRAINT named CHECK ( length(c) < 5 /* ) */ AND c <> ')' ), d INT AS (a + (1)) CHECK (d > 0),
          CONSTRAINT [and] CHECK ("check" IS NOT NULL OR a), CHECK (\`a\` BETWEEN 0 AND 9)
        )`,
        "ALTER TABLE t ADD COLUMN e TEXT DEFAULT 'x' CHECK (e LIKE '%x%')",
      ],
      ["DROP TABLE t"],
    );
    expect(tableOf(schema, "t").checks).toEqual([
      "a IN (1, (2))",
      "a>0",
      "length(c) < 5 /* ) */ AND c <> ')'",
      "d > 0",
      "e LIKE '%x%'",
      `"check" IS NOT NULL OR a`,
      "`a` BETWEEN 0 AND 9",
    ]);
  });

  it("asks four times however many tables there are", async () => {
    const creates = Array.from({ length: 40 }, (_, number) => ({
      sql: `CREATE TABLE t${number} (id INTEGER PRIMARY KEY, x UNIQUE)`,
    }));
    await local.transaction(creates);
    const asked: string[] = [];
    const query: Connection["query"] = (sql, args) => {
      asked.push(sql);
      return local.query(sql, args);
    };
    const { tables } = await introspect({ query });
    await local.transaction(creates.map((_, number) => ({ sql: `DROP TABLE t${number}` })));
    expect([tables.length, asked.length]).toEqual([40, 4]);
  });

  it("reads any name that SQLite takes, in every quoting", async () => {
    const name = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
      .filter((text) => !text.includes("\0") && text.isWellFormed());
    const written = (text: string, quoting: number): string =>
      quoting === 1 && !text.includes("]")
        ? `[${text}]`
        : quoting === 2
          ? `\`${text.replaceAll("`", "``")}\``
          : quoting === 3
            ? `'${text.replaceAll("'", "''")}'`
            : quoteIdentifier(text);
    await fc.assert(
      fc.asyncProperty(name, name, name, fc.nat(3), fc.nat(3), async (table, column, index, quoting, other) => {
        fc.pre(
          new Set([table, column, index].map((text) => text.toLowerCase())).size === 3 &&
            !/^(sqlite_|libsql_)/i.test(table + index),
        );
        const tableName = `t${table}`;
        const created = await local.transaction([
          {
            sql: `CREATE TABLE ${written(tableName, quoting)} (id INTEGER PRIMARY KEY, ${written(column, other)} TEXT CHECK (${quoteIdentifier(column)} <> ')'))`,
          },
          {
            sql: `CREATE UNIQUE INDEX ${written(`i${index}`, other)} ON ${quoteIdentifier(tableName)} (upper(${quoteIdentifier(column)}), ${written(column, quoting === 3 ? 0 : quoting)})`,
          },
        ]);
        fc.pre(created.ok);
        const { tables } = await introspect(local);
        await local.transaction([{ sql: `DROP TABLE ${quoteIdentifier(tableName)}` }]);
        expect(tables).toMatchObject([
          {
            name: tableName,
            columns: [{ name: "id" }, { name: column }],
            checks: [`${quoteIdentifier(column)} <> ')'`],
            indexes: [{ name: `i${index}`, terms: [{ expression: `upper(${quoteIdentifier(column)})` }, { column }] }],
          },
        ]);
      }),
      { numRuns: 150 },
    );
  });
});
