// A query says of rows that are not there what the table says when they are inserted.
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stored, type Value } from "../generate/value.ts";
import { writableColumns } from "../plan/seed-table.ts";
import { unmetOf } from "./ask.ts";
import { openChecks } from "./open-checks.ts";

const TYPES = { i: "INTEGER", t: "TEXT", n: "TEXT COLLATE NOCASE", r: "REAL", d: "DECIMAL", b: "BLOB", x: "" } as const;
const GENERATED = "g INT AS (i * 2), h TEXT AS (t || g) STORED";
/** What depends on storage classes, affinities and collations. */
const CHECKS = [
  "i < t",
  "i = x",
  "t < '5'",
  "t < 5",
  "i < '5'",
  "x < 5",
  "x < '5'",
  "r = i",
  "r = '2'",
  "d = t",
  "d IN ('1', 2)",
  "n = 'ABC'",
  "n = t",
  "t = n",
  "n BETWEEN 'a' AND 'c'",
  "b > t",
  "b = x",
  "typeof(x) = 'text'",
  "typeof(r) = 'real'",
  "length(b) = 2",
  "g > 4",
  "h = '24'",
  "g = t OR h = n",
  "i + r > 3",
  'c.i > 1 AND "i" < 9 -- a comment',
  "t LIKE 'a%'",
  "CASE WHEN i > 2 THEN r ELSE t END",
  "t",
  "x IS NULL OR x",
  "json_extract(t, '$') = 1",
];

const texts = fc.constantFrom<Value>(null, "1", "2", "5", "abc", "ABC", "a b", "24", "", "'", '{"a":1}', "ä🎉");
const numbers = fc.constantFrom<Value>(null, 0n, 1n, 2n, 5n, -3n, 2n ** 53n + 1n, 0.5, 2, 1e300);
const blobs = fc.constantFrom<Value>(null, new Uint8Array([]), new Uint8Array([1, 255]), new Uint8Array([97]));
/** A column that has an affinity holds what is of its kind: what else it may hold is not cast, and so has none. */
const cells = fc.tuple(numbers, texts, texts, numbers, numbers, blobs, fc.oneof(texts, numbers, blobs));

async function withChecks(check: string, url: string, work: (db: Connection) => Promise<void>): Promise<void> {
  const db = await openConnection(parseDatabaseUrl(url, "/"), testSettings());
  try {
    const columns = Object.entries(TYPES).map(([name, type]) => `${name} ${type}`);
    const sql = ["DROP TABLE IF EXISTS c", `CREATE TABLE c (${columns.join(", ")}, ${GENERATED}, CHECK (${check}\n))`];
    expect(await db.transaction(sql.map((one) => ({ sql: one })))).toMatchObject({ ok: true });
    await work(db);
  } finally {
    db.close();
  }
}

describe("a CHECK is asked as the table has it", () => {
  it.each(CHECKS)("%s", async (check) => {
    await withChecks(check, ":memory:", async (db) => {
      const schema = await introspect(db);
      const [open] = openChecks(schema, new Map([["c", 1]]), () => ({ generator: "word" }));
      const rows = fc.array(cells, { minLength: 1, maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(rows, async (given) => {
          const [table] = schema.tables;
          if (open === undefined || table === undefined) return;
          const known = writableColumns(table);
          const kept = given.map((row) => row.map((cell, index) => stored(cell, known[index]?.affinity ?? "BLOB")));
          const place = open.columns.map((column) => known.indexOf(column));
          const asked = kept.map((row, number) => ({ row: number, number: 0, cells: place.map((at) => row[at] ?? null) }));
          const unmet = (await unmetOf({ db, open }, asked)).map(({ row }) => row);
          const refused: number[] = [];
          for (const [number, row] of kept.entries()) {
            const result = await db.transaction([{ sql: `INSERT INTO c VALUES (${row.map(() => "?").join(", ")})`, args: row }]);
            if (!result.ok) refused.push(number);
          }
          expect(unmet).toEqual(refused);
        }),
        { numRuns: 30 },
      );
    });
  });

  it("on a server too", async () => {
    const server = await startSqld();
    try {
      await withChecks("n LIKE 'a%' AND n = 'ABC' AND d > 1", server.url, async (db) => {
        const [open] = openChecks(await introspect(db), new Map([["c", 1]]), () => ({ generator: "word" }));
        if (open === undefined) throw new Error("there is no open CHECK");
        const asked = [
          ["abc", 2n],
          ["abd", 2n],
          ["ABC", 0.5],
          [null, 7n],
        ].map((cells, row) => ({ row, number: 0, cells }));
        expect((await unmetOf({ db, open }, asked)).map(({ row }) => row)).toEqual([1, 2]);
      });
    } finally {
      await server.stop();
    }
  });
});
