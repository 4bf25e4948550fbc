// The hash is that of `sha3_query`, byte for byte, whatever the rows hold and wherever a block ends.

import type { Connection } from "@libsql-actions/shared/database/connection";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Cell } from "./cell.ts";
import { anyText, anyValue, execute, inserts, openDatabase, seedTable, tablesOf } from "./digest-fixture.ts";
import { digestQuery } from "./digest-query.ts";
import { rowHash } from "./row-hash.ts";

let db: Connection;
beforeAll(async () => {
  db = await openDatabase();
  await execute(db, "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b, c)");
});
afterAll(() => db.close());

const QUERY = 'SELECT "id", "a", "b", "c" FROM "t" ORDER BY "id" COLLATE BINARY';

async function ofEngine(query = QUERY): Promise<unknown> {
  return (await db.query("SELECT lower(hex(sha3_query(?, 256)))", [query])).rows[0]?.[0];
}

function ofNode(rows: readonly (readonly Cell[])[], options = {}): string {
  const hash = rowHash(QUERY, options);
  for (const row of rows) hash.add(row);
  return hash.finish();
}

describe("rowHash", () => {
  it("is the engine's for any rows", async () => {
    const table = (await tablesOf(db)).get("t");
    if (table === undefined) throw new Error("the table is there");
    expect(digestQuery(table)).toBe(QUERY);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(anyValue, anyValue, anyValue), { maxLength: 30 }), async (values) => {
        const rows = values.map((row, index) => [BigInt(index), ...row]);
        await execute(db, "DELETE FROM t", ...inserts(seedTable(table, rows)));
        expect(ofNode(rows)).toBe(await ofEngine());
      }),
      { numRuns: 100 },
    );
  });

  it("is the engine's for what has to be read as bytes: NUL, invalid UTF-8, infinities, the sign of zero", async () => {
    await execute(
      db,
      "DELETE FROM t",
      "INSERT INTO t VALUES (1, CAST(X'610062' AS TEXT), CAST(X'ff' AS TEXT), CAST(X'eda080' AS TEXT)), (2, 9e999, -9e999, -0.0)",
    );
    const text = (hex: string) => ({ text: Buffer.from(hex, "hex") });
    const rows = [
      [1n, text("610062"), text("ff"), text("eda080")],
      [2n, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0],
    ];
    expect(ofNode(rows)).toBe(await ofEngine());
    expect(ofNode(rows, { unsignedZeros: true })).not.toBe(await ofEngine());
    await execute(db, "UPDATE t SET c = 0.0 WHERE id = 2");
    expect(ofNode(rows, { unsignedZeros: true })).toBe(await ofEngine());
  });

  it("is that of no rows", async () => {
    await execute(db, "DELETE FROM t");
    expect(ofNode([])).toBe(await ofEngine());
  });

  it("is the same wherever a block ends: lengths around every limit", async () => {
    const lengths = [...Array(30).keys(), 99, 100, 101, 1_023, 1_024, 1_025, 9_999, 10_000, 126_000, 131_000, 131_072, 400_000];
    const unit = ["a", "é", "\u{1f600}"];
    const rows = lengths.flatMap((length, index) => [
      [BigInt(2 * index), ...unit.map((character) => character.repeat(length))],
      [BigInt(2 * index + 1), Buffer.alloc(length, 7), null, `${"a".repeat(length)}é`],
    ]);
    const table = (await tablesOf(db)).get("t");
    if (table === undefined) throw new Error("the table is there");
    await execute(db, "DELETE FROM t", ...inserts(seedTable(table, rows)));
    expect(ofNode(rows)).toBe(await ofEngine());
  });

  it("counts a text of one statement in bytes", async () => {
    await execute(db, 'CREATE TABLE "é" (a)');
    const query = 'SELECT "a" FROM "é" ORDER BY "a" COLLATE BINARY';
    expect(rowHash(query).finish()).toBe(await ofEngine(query));
  });

  it("hashes two queries at once", () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1 }), (texts) => {
        const [one, other] = [rowHash(QUERY), rowHash(QUERY)];
        for (const text of texts) {
          one.add([text]);
          other.add([text, 1n]);
        }
        expect([one.finish(), other.finish()]).toEqual([
          ofNode(texts.map((text) => [text])),
          ofNode(texts.map((text) => [text, 1n])),
        ]);
      }),
      { numRuns: 20 },
    );
  });
});
