// Rows of a large table are sorted by an index on their way, where nobody can see it.
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chunk, chunksOf } from "./chunks.ts";
import { mergeChunks } from "./merge-chunks.ts";
import { scatteredColumn } from "./scattered.ts";

let db: Connection;
beforeAll(async () => {
  db = await openConnection(parseDatabaseUrl(":memory:", "/"), testSettings());
  const statements = [
    "CREATE TABLE p (id INTEGER PRIMARY KEY, a INT, b INT)",
    "CREATE TABLE plain (id INTEGER PRIMARY KEY, a INT)",
    "CREATE TABLE referring (id INTEGER PRIMARY KEY, small_id INT REFERENCES plain, p_id INT REFERENCES p)",
    "CREATE TABLE indexed (id INTEGER PRIMARY KEY, t TEXT, p_id INT REFERENCES p)",
    "CREATE INDEX by_p ON indexed (p_id)",
    "CREATE TABLE unnamed (a INT UNIQUE, b INT)",
    "CREATE TABLE pairs (a INT, b INT, PRIMARY KEY (b, a)) WITHOUT ROWID",
    "CREATE TABLE watched (id INTEGER PRIMARY KEY, a INT UNIQUE)",
    "CREATE TRIGGER w AFTER INSERT ON watched BEGIN UPDATE p SET a = new.a; END",
    "CREATE TABLE computed (id INTEGER PRIMARY KEY, a INT)",
    "CREATE INDEX by_half ON computed (a / 2)",
  ];
  expect(await db.transaction(statements.map((sql) => ({ sql })))).toMatchObject({ ok: true });
});
afterAll(() => db.close());

describe("the column that rows are sorted by", () => {
  it.each([
    ["plain", undefined],
    ["referring", "p_id"],
    ["indexed", "p_id"],
    // Its rowids follow the order of the rows.
    ["unnamed", undefined],
    ["pairs", "b"],
    ["watched", undefined],
    ["computed", undefined],
  ])("of %s is %s", async (name, expected) => {
    const schema = await introspect(db);
    const table = schema.tables.find((one) => one.name === name);
    if (table === undefined) throw new Error(name);
    const index = scatteredColumn(table, table.columns, schema, new Set(["p"]));
    expect(index === undefined ? undefined : table.columns[index]?.name).toBe(expected);
  });
});

it("rows behind the first 50,000 are sorted together, and are all there", async () => {
  const schema = await introspect(db);
  const table = schema.tables.find(({ name }) => name === "indexed");
  if (table === undefined) throw new Error("indexed");
  const count = 70_000;
  const row = (index: number) => [BigInt(index + 1), `text ${index}`, BigInt((index * 7_919) % 1_000)];
  const plan = { tables: [{ table, columns: table.columns, count, row }], circular: new Set<string>() };
  const chunks: Chunk[] = [...chunksOf(plan, { table: 0, row: 0 }, { upsert: false, schema, sortedBehind: 50_000 })];
  const merged = mergeChunks(chunks);
  expect(merged.length).toBeLessThan(chunks.length);
  expect(merged.reduce((sum, { rows }) => sum + rows, 0)).toBe(count);
  const sorted = merged.filter(({ statement }) => statement.sql.endsWith(" ORDER BY r.value->>2"));
  expect(sorted.every(({ first, statement }) => first >= 50_000 && (statement.args?.length ?? 0) <= 40)).toBe(true);
  expect(sorted.reduce((sum, { rows }) => sum + rows, 0)).toBeGreaterThan(15_000);
  const parents =
    "INSERT INTO p WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i < 999) SELECT i, 0, 0 FROM c";
  expect(await db.transaction([{ sql: parents }, ...merged.map(({ statement }) => statement)])).toMatchObject({ ok: true });
  const { rows } = await db.query(
    "SELECT count(*), min(id), max(id), sum(p_id = ((id - 1) * 7919) % 1000), sum(t = 'text ' || (id - 1)) FROM indexed",
  );
  expect(Array.from(rows[0] ?? [])).toEqual([70_000n, 1n, 70_000n, 70_000n, 70_000n]);
});
