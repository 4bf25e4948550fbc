// What is meant is what is loaded and read back, to the bit, on a server and in a file; with CHAOS=full a million reals instead of 50,000.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StepDatabase } from "@libsql-actions/shared/database/memory";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { digestTap } from "./digest/digest-tap.ts";
import { tableDigests, wireDigest } from "./digest/table-digests.ts";
import type { Value } from "./generate/value.ts";
import { load } from "./load/load.ts";
import { openStep, requestOf } from "./load/testing.ts";
import { verify } from "./verify/verify.ts";

const REALS = process.env["CHAOS"] === "full" ? 1_000_000 : 50_000;
const TABLES = [
  "any (v)",
  "numbers (id INTEGER PRIMARY KEY, r REAL, i INTEGER)",
  "others (id INTEGER PRIMARY KEY, t TEXT, b BLOB)",
];

let directory: string;
let server: Sqld;
const databases: StepDatabase[] = [];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "fidelity-"));
  server = await startSqld();
  for (const url of [server.url, `file:${join(directory, "data.db")}`]) databases.push(await openStep(url));
});
afterAll(async () => {
  for (const db of databases) db.close();
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

/** 64 bits for each number, by a generator of its own (splitmix64's mixing, on 32 bits twice). */
function bitsOf(number: number): bigint {
  const mix = (seed: number) => {
    let bits = Math.imul(seed ^ (seed >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return (bits ^ (bits >>> 15)) >>> 0;
  };
  return (BigInt(mix(2 * number + 1)) << 32n) | BigInt(mix(2 * number + 2));
}

const view = new DataView(new ArrayBuffer(8));
/** A finite real of any exponent. */
function realOf(number: number): number {
  view.setBigUint64(0, bitsOf(number));
  const real = view.getFloat64(0);
  return Number.isFinite(real) ? real : number / 7;
}

const INT64 = [2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 0n, -1n];
const integerOf = (number: number): bigint => INT64[number] ?? BigInt.asIntN(64, bitsOf(-number - 1));

const TEXTS = [
  "",
  "a\0b",
  "\0",
  "\u{1f600}\u{10ffff}",
  "\ud7ff\ue000\uffff",
  "'\"\\\r\n\t\u2028",
  "\ufeffx",
  "[1]",
  "1e3",
  "é".repeat(900_000),
  "\u{1f600}".repeat(500_000),
];
const BLOBS = [0, 1, 2, 3, 255, 4_096, 65_537, 1_000_000, 4_000_000].map((length) => Buffer.alloc(length, length % 251));

type Rows = Parameters<typeof requestOf>[1];

/** Loads rows into new tables, and holds digests of three kinds and the verdict against each other. */
async function arrive(db: StepDatabase, rows: Rows): Promise<void> {
  const clean = TABLES.flatMap((table) => [`DROP TABLE IF EXISTS ${table.split(" ")[0]}`, `CREATE TABLE ${table}`]);
  await db.transaction(clean.map((sql) => ({ sql })));
  const request = await requestOf(db, rows);
  const tap = digestTap(request.plan);
  await load(db, { ...request, onRow: tap.onRow, digest: () => tap.finish().digest });
  const digests = tap.finish();
  const tables = request.plan.tables.map(({ table }) => table);
  expect(await tableDigests(db, tables)).toEqual(digests.tables);
  // The native client takes long to read, and what it reads is looked at below.
  if (db.database.kind === "remote")
    for (const table of tables) expect(await wireDigest(db, table)).toBe(digests.tables.get(table.name));
  const verdict = await verify(db, { ...request, digests, existingRows: new Map(), way: "insert" });
  expect([verdict.problems, verdict.notes]).toEqual([[], []]);
}

describe("what is loaded", () => {
  it(`has the bits that were meant: ${REALS} reals of all exponents, integers of 64 bits`, async () => {
    const numbers = (index: number): Value[] => [BigInt(index + 1), realOf(index), integerOf(index)];
    for (const db of databases) await arrive(db, { numbers: [REALS, numbers] });
    // Not only by digests: some are looked at.
    for (const db of databases) {
      const { rows } = await db.query("SELECT r, i FROM numbers WHERE id <= 1000 ORDER BY id");
      expect(rows.map((row) => [row[0], row[1]])).toEqual(Array.from({ length: 1_000 }, (_, index) => numbers(index).slice(1)));
    }
  }, 600_000);

  it("has the bytes that were meant: texts of every kind, blobs of 0 bytes to 4 MB", async () => {
    const count = Math.max(TEXTS.length, BLOBS.length);
    const others = (index: number): Value[] => [BigInt(index + 1), TEXTS[index] ?? null, BLOBS[index] ?? null];
    for (const db of databases) await arrive(db, { others: [count, others] });
    for (const db of databases) {
      const { rows } = await db.query(
        "SELECT hex(CAST(substr(t, 1, 9) AS BLOB)), length(b), hex(substr(b, 1, 9)) FROM others ORDER BY id",
      );
      expect(rows.map((row) => [row[1], row[2]])).toEqual(
        Array.from({ length: count }, (_, index) => {
          const blob = BLOBS[index];
          return blob === undefined ? [null, ""] : [BigInt(blob.length), blob.subarray(0, 9).toString("hex").toUpperCase()];
        }),
      );
    }
  }, 60_000);

  it("has the storage class that was meant, and 0 for −0", async () => {
    const values: Value[] = [
      null,
      0n,
      0,
      -0,
      1n,
      1,
      "1",
      Buffer.from("1"),
      2n ** 53n,
      2 ** 53,
      5e-324,
      1.7976931348623157e308,
      -1.5,
    ];
    for (const db of databases) {
      await arrive(db, { any: [values.length, (index) => [values[index] ?? null]] });
      const { rows } = await db.query("SELECT typeof(v), v FROM any WHERE typeof(v) = 'real' AND v = 0 ORDER BY rowid");
      expect(rows.map((row) => Object.is(row[1], 0))).toEqual([true, true]);
    }
  });

  it.each<[string, Value, RegExp]>([
    ["half of a surrogate pair", "a\ud83d", /others\.t, row 2: /],
    ["the other half", "\ude00b", /others\.t, row 2: /],
    ["infinity", Number.POSITIVE_INFINITY, /others\.t, row 2: /],
    ["its opposite", Number.NEGATIVE_INFINITY, /others\.t, row 2: /],
    ["what is no number", Number.NaN, /others\.t, row 2: /],
    ["an integer of 65 bits", -(2n ** 63n) - 1n, /others\.t, row 2: /],
  ])("is nothing where a cell cannot be: %s, which is named", async (_, cell, message) => {
    for (const db of databases) {
      const rows: Rows = { others: [3, (index) => [BigInt(index + 1), index === 1 ? cell : "fine", null]] };
      await expect(arrive(db, rows)).rejects.toThrow(message);
      expect((await db.query("SELECT count(*) FROM others")).rows[0]?.[0]).toBe(0n);
    }
  });
});
