// What a column stores is what SQLite itself stores.
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stored, type Value } from "./value.ts";

const AFFINITIES = ["INTEGER", "TEXT", "BLOB", "REAL", "NUMERIC"] as const;

let db: Connection;
beforeAll(async () => {
  db = await openConnection(parseDatabaseUrl(":memory:", "/"), testSettings());
  expect(await db.transaction([{ sql: "CREATE TABLE t (a INTEGER, b TEXT, c BLOB, d REAL, e NUMERIC)" }])).toMatchObject({
    ok: true,
  });
});
afterAll(() => db.close());

async function storedBySqlite(value: Value): Promise<unknown[]> {
  // A driver binds a whole number as an integer.
  const bound = typeof value === "number" ? "CAST(? AS REAL)" : "?";
  const statements = [
    { sql: "DELETE FROM t" },
    { sql: `INSERT INTO t SELECT v, v, v, v, v FROM (SELECT ${bound} AS v)`, args: [value] },
  ];
  expect(await db.transaction(statements)).toMatchObject({ ok: true });
  const { rows } = await db.query("SELECT a, b, c, d, e, typeof(a), typeof(b), typeof(c), typeof(d), typeof(e) FROM t");
  const cells = Array.from(rows[0] ?? []);
  return AFFINITIES.map((_, index) => `${cells[index + 5]} ${cells[index] === 0 ? 0 : cells[index]}`);
}

const shown = (value: Value) =>
  `${value === null ? "null" : typeof value === "bigint" ? "integer" : typeof value === "number" ? "real" : "text"} ${value}`;

const text = fc.oneof(
  fc.stringMatching(/^ ?[+-]?\d{1,3}(\.\d{0,3})?(e[+-]?\d)? ?$/),
  fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map(String),
  fc.constantFrom("00501", "+447911123456", "1e3", ".5", "5.", "0x10", "1_0", "-0", "1e", "", "9007199254740993", "x"),
);
const real = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
  fc.constantFrom(0, 1, -1.5, 1e14, 123456789012345, 0.0001, 0.00001, 1e20, -1e-7),
  fc.integer({ min: -1e6, max: 1e6 }).map((number) => number / 100),
);
const integer = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

it.each<[string, fc.Arbitrary<Value>]>([
  ["text", text],
  ["a real", real],
  ["an integer", integer],
])("of %s", async (_, values) => {
  await fc.assert(
    fc.asyncProperty(values, async (value) => {
      expect(AFFINITIES.map((affinity) => shown(stored(value, affinity)))).toEqual(await storedBySqlite(value));
    }),
    { numRuns: 300 },
  );
});
