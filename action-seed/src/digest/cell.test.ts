// The order of values is SQLite's own.

import type { Connection } from "@libsql-actions/shared/database/connection";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cell, compareCells, sameCell } from "./cell.ts";
import { anyValue, openDatabase } from "./digest-fixture.ts";

let db: Connection;
beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.close());

const EDGES = [
  null,
  2n ** 53n,
  2 ** 53,
  2n ** 53n + 1n,
  -(2n ** 63n),
  2n ** 63n - 1n,
  2 ** 63,
  "",
  "\ue000",
  "\u{10000}",
  "é",
  "z",
  new Uint8Array(),
];
const order = (number: number) => Math.sign(number);

describe("compareCells", () => {
  it("orders any two values as SQLite does", async () => {
    const value = fc.oneof(anyValue, fc.constantFrom(...EDGES));
    await fc.assert(
      fc.asyncProperty(value, value, async (a, b) => {
        const { rows } = await db.query(
          "SELECT row_number() OVER (ORDER BY v COLLATE BINARY) - 1, rank() OVER (ORDER BY v COLLATE BINARY) FROM (SELECT ? AS v, 0 AS n UNION ALL SELECT ?, 1) ORDER BY n",
          [a, b],
        );
        expect(order(compareCells(a, b))).toBe(order(Number(rows[0]?.[1]) - Number(rows[1]?.[1])));
        const asBytes = (cell: Cell): Cell => (typeof cell === "string" ? { text: Buffer.from(cell) } : cell);
        expect(order(compareCells(asBytes(a), b))).toBe(order(compareCells(a, b)));
      }),
      { numRuns: 300 },
    );
  });
});

describe("sameCell", () => {
  it.each<[Cell, Cell, boolean]>([
    [1n, 1, false],
    [0, -0, false],
    [0, 0, true],
    [null, null, true],
    ["a", { text: Buffer.from("a") }, true],
    ["a", Buffer.from("a"), false],
    [new Uint8Array([1]), Buffer.from([1]), true],
    [null, "", false],
  ])("of %s and %s", (a, b, same) => {
    expect([sameCell(a, b), sameCell(b, a)]).toEqual([same, same]);
  });
});
