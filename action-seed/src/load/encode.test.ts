// What is encoded must arrive with the same bits and the same storage class, on the server and in the native client.
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Value } from "../generate/value.ts";
import type { GeneratedTable } from "../plan/rows.ts";
import { encodeTables, jsonOf } from "./encode.ts";

/** A table with one column without affinity, which keeps what it is given. */
function tableOf(values: readonly Value[]): GeneratedTable {
  const column = {
    name: "v",
    type: "",
    affinity: "BLOB",
    notNull: false,
    default: undefined,
    primaryKey: 0,
    generated: undefined,
    collation: "BINARY",
    expression: undefined,
    vector: undefined,
  } as const;
  return { name: "t", columns: [column], count: values.length, has: () => true, value: (_, row) => values[row] ?? null };
}

describe("encodeTables", () => {
  let server: Sqld;
  let connections: Connection[];
  beforeAll(async () => {
    server = await startSqld();
    connections = await Promise.all(
      [server.url, ":memory:"].map((url) => openConnection(parseDatabaseUrl(url, "/"), testSettings())),
    );
  });
  afterAll(async () => {
    for (const connection of connections) connection.close();
    await server.stop();
  });

  const value: fc.Arbitrary<Value> = fc.oneof(
    fc.constant(null),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -(10 ** 9), max: 10 ** 9 }).map((number) => number / 10_000),
    fc.string({ unit: "binary", maxLength: 20 }).filter((text) => !text.includes("\0")),
    fc.constantFrom("\ud83c", "a\udfb2", "[1]", "null", '"', "\\", "\u2028"),
    fc.uint8Array({ maxLength: 20 }),
  );

  it("keeps bits and storage class", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 60 }), async (values) => {
        const statements = encodeTables([tableOf(values)]).flatMap((table) => table.statements);
        for (const connection of connections) {
          const written = await connection.transaction([{ sql: "CREATE TABLE t (v)" }, ...statements]);
          expect(written).toMatchObject({ ok: true });
          const { rows } = await connection.query("SELECT v FROM t ORDER BY rowid");
          await connection.transaction([{ sql: "DROP TABLE t" }]);
          const read = rows.map(({ v }) => (v instanceof ArrayBuffer ? new Uint8Array(v) : v));
          // The one value that does not survive is the sign of zero, which REAL columns lose as well.
          const sent = values.map((one) => (Object.is(one, -0) ? 0 : typeof one === "string" ? one.toWellFormed() : one));
          expect(read).toEqual(sent.map((one) => (one instanceof Uint8Array ? new Uint8Array(one) : one)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each<[Value, string]>([
    [0.1, "0.1"],
    [5, "5.0"],
    [-0, "0.0"],
    [1e15, "1.0000000000000000e+15"],
    [1e-7, "9.9999999999999995e-8"],
    [12.34567, "1.2345670000000000e+1"],
    [2n ** 62n, "4611686018427387904"],
  ])("writes %s as %s", (given, json) => {
    expect(jsonOf(given)).toBe(json);
  });

  it("cuts a table into chunks of about a megabyte", () => {
    const [table] = encodeTables([tableOf(Array.from({ length: 30 }, () => "x".repeat(100_000)))]);
    expect(table?.statements.map(({ args }) => String(args?.[0]).length)).toEqual([900_046, 900_046, 900_046, 300_016]);
  });

  it("refuses a row and a whole that are too large to send", () => {
    expect(() => encodeTables([tableOf(["x".repeat(4_500_000)])])).toThrow(/^t: a row of it takes 4500005 bytes/);
    expect(() => encodeTables([tableOf(Array.from({ length: 33 }, () => "x".repeat(1_000_000)))])).toThrow(
      /larger than 32 MB.*exceeded in t\. Nothing was written/,
    );
  });
});
