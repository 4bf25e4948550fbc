// What is loaded must arrive with the same bits and the same storage class, on the server and in the native client.
import { createHash } from "node:crypto";
import type { Connection } from "@libsql-actions/shared/database/connection";
import type { StepDatabase } from "@libsql-actions/shared/database/memory";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Value } from "../generate/value.ts";
import { load } from "./load.ts";
import { openStep, requestOf } from "./testing.ts";

const LARGE = 100_000;

let server: Sqld;
let databases: StepDatabase[];
beforeAll(async () => {
  server = await startSqld();
  databases = await Promise.all([server.url, ":memory:"].map(openStep));
});
afterAll(async () => {
  for (const db of databases) db.close();
  await server.stop();
});

/** Every cell with its storage class, text by its bytes (the native client cuts it at NUL), and what is large by a hash. */
async function stored(db: Connection): Promise<string[]> {
  const { rows } = await db.query(
    `SELECT typeof(v), CASE WHEN typeof(v) NOT IN ('text', 'blob') THEN v
       WHEN length(CAST(v AS BLOB)) > ${LARGE} THEN hex(sha3(CAST(v AS BLOB), 256)) ELSE hex(CAST(v AS BLOB)) END FROM t ORDER BY rowid`,
  );
  return rows.map((row) => `${row[0]} ${typeof row[1] === "number" ? bits(row[1]) : row[1]}`);
}

function bits(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString("hex");
}

function meant(value: Value): string {
  if (value === null) return "null null";
  if (typeof value === "bigint") return `integer ${value}`;
  // The one thing that does not survive is the sign of zero, which REAL columns lose as well.
  if (typeof value === "number") return `real ${bits(value === 0 ? 0 : value)}`;
  const bytes = Buffer.from(value as string);
  const shown = bytes.length > LARGE ? createHash("sha3-256").update(bytes).digest() : bytes;
  return `${typeof value === "string" ? "text" : "blob"} ${shown.toString("hex").toUpperCase()}`;
}

/** Loads values into a column without affinity, which keeps what it is given. */
async function arrive(db: StepDatabase, values: readonly Value[]): Promise<string[]> {
  await db.transaction([{ sql: "DROP TABLE IF EXISTS t" }, { sql: "CREATE TABLE t (v)" }]);
  await load(db, await requestOf(db, { t: [values.length, (index) => [values[index] ?? null]] }));
  return stored(db);
}

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -(10 ** 9), max: 10 ** 9 }).map((number) => number / 10_000),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ unit: "binary-ascii", maxLength: 20 }),
  fc.constantFrom("a\0b", "\0", "\0\0", "[1]", '["61"]', '{"t":["x"]}', "null", '"', "\\", "\u2028", "\u{1f389}\0"),
  fc.uint8Array({ maxLength: 20 }),
);

describe("load", () => {
  it("keeps bits and storage class, whatever stands in one column", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 60 }), async (values) => {
        for (const db of databases) expect(await arrive(db, values)).toEqual(values.map(meant));
      }),
      { numRuns: 50 },
    );
  });

  it("keeps 20,000 reals over all exponents", async () => {
    const random = Buffer.alloc(160_000);
    for (let index = 0, state = 7; index < random.length; index++) {
      state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + index;
      random[index] = state >>> 13;
    }
    const reals = Array.from({ length: 20_000 }, (_, index) => random.readDoubleLE(index * 8)).filter(Number.isFinite);
    expect(reals.length).toBeGreaterThan(19_000);
    for (const db of databases) expect(await arrive(db, reals)).toEqual(reals.map(meant));
  });

  it("keeps large cells, among small ones of the other kinds", async () => {
    const large = [new Uint8Array(4_000_000).fill(7), "\u00e4".repeat(2_000_000), "\n".repeat(900_000), "x".repeat(990_000)];
    const values = large.flatMap((one): Value[] => [1n, one, -0.0, "a", 0.1]);
    for (const db of databases) expect(await arrive(db, values)).toEqual(values.map(meant));
  });

  it.each<[string, Value, RegExp]>([
    ["half of a surrogate pair", "a\udb42", /^t\.v, row 2: the cell holds half of a surrogate pair/],
    ["infinity", Number.POSITIVE_INFINITY, /^t\.v, row 2: the cell is not a finite number/],
    ["NaN", Number.NaN, /^t\.v, row 2: the cell is not a finite number/],
    ["an integer of 65 bits", 2n ** 63n, /^t\.v, row 2: the cell does not fit into the 64 bits/],
  ])("refuses %s by its cell", async (_, cell, message) => {
    for (const db of databases) {
      await expect(arrive(db, [1n, cell])).rejects.toThrow(message);
      expect(await stored(db)).toEqual([]);
    }
  });

  it("refuses a row that no server takes, and a local database takes it", async () => {
    const values = ["small", "x".repeat(5_000_000)];
    const [remote, local] = databases as [StepDatabase, StepDatabase];
    await expect(arrive(remote, values)).rejects.toThrow(/^t, row 2: the row has 5000000 bytes/);
    expect(await stored(remote)).toEqual([]);
    expect(await arrive(local, values)).toEqual(values.map(meant));
  });
});
