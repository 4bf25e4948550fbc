import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import { describe, expect, it } from "vitest";
import type { Drawn } from "../spec/spec.ts";
import { addressKey, below, type Draw, drawsOf } from "./address.ts";
import { vectorDomain } from "./vectors.ts";

type VectorSpec = Extract<Drawn, { generator: "vector" }>;

const key = addressKey("42", "t", "embedding");
const draws = Array.from({ length: 300 }, (_, row) => drawsOf(key, row));
const made = (spec: Omit<VectorSpec, "generator">, count = draws.length): Buffer[] => {
  const domain = vectorDomain({ generator: "vector", ...spec }, key, undefined);
  return draws.slice(0, count).map((draw) => Buffer.from(domain.random(draw) as Uint8Array));
};
/** A cell's first draw says which of the clusters it is in. */
const clusterOf = (draw: Draw, clusters: number): number => below(draw, 1, clusters);
const float32 = (bytes: Buffer): number[] => Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(4 * index));
const float64 = (bytes: Buffer): number[] =>
  Array.from({ length: (bytes.length - 1) / 8 }, (_, index) => bytes.readDoubleLE(8 * index));
const dot = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, number, index) => sum + number * (other[index] ?? 0), 0);

describe("vectorDomain", () => {
  it.each([1, 2, 3, 384, 1_025])("has unit length with %i dimensions", (dimensions) => {
    for (const bytes of made({ dimensions }, 40)) {
      expect(float32(bytes)).toHaveLength(dimensions);
      expect(dot(float32(bytes), float32(bytes))).toBeCloseTo(1, 6);
    }
    for (const bytes of made({ dimensions, element: "float64" }, 40)) {
      expect(bytes.at(-1)).toBe(2);
      expect(dot(float64(bytes), float64(bytes))).toBeCloseTo(1, 14);
    }
  });

  it.each([3, 4, 16, 33, 384])("lies nearer to its own cluster than to any other, with %i dimensions", (dimensions) => {
    const vectors = made({ dimensions }).map(float32);
    const clusters = draws.map((draw) => clusterOf(draw, 8));
    expect(new Set(clusters).size).toBe(8);
    for (const [row, vector] of vectors.entries()) {
      const others = vectors.map((other, index) => ({
        cosine: index === row ? -2 : dot(vector, other),
        cluster: clusters[index],
      }));
      const nearest = others.reduce((best, other) => (other.cosine > best.cosine ? other : best));
      expect(nearest.cluster).toBe(clusters[row]);
    }
  });

  it("moves no vector of the clusters that stay when there is one more", () => {
    const centreOf = (clusters: number, cluster: number): number[] => {
      const members = made({ dimensions: 8, clusters }).filter(
        (_, row) => clusterOf(draws[row] ?? expect.unreachable(), clusters) === cluster,
      );
      const sums = members.map(float32).reduce((sum, vector) => sum.map((number, index) => number + (vector[index] ?? 0)));
      return sums.map((number) => number / Math.sqrt(dot(sums, sums)));
    };
    for (const cluster of [0, 1, 2, 3]) expect(dot(centreOf(4, cluster), centreOf(5, cluster))).toBeGreaterThan(0.99);
  });

  it("has other centres in another column", () => {
    const other = vectorDomain({ generator: "vector", dimensions: 64 }, addressKey("42", "t", "other"), undefined);
    const [draw] = draws;
    if (draw === undefined) return expect.unreachable();
    const cosine = dot(float32(Buffer.from(other.random(draw) as Uint8Array)), made({ dimensions: 64 }, 1).map(float32)[0] ?? []);
    expect(Math.abs(cosine)).toBeLessThan(0.6);
  });

  const declared = { element: "float32", dimensions: 4 } as const;
  it("takes element and dimensions from the column", () => {
    const { random } = vectorDomain({ generator: "vector" }, key, { element: "float64", dimensions: 4 });
    expect(random(draws[0] ?? expect.unreachable())).toHaveLength(33);
  });

  it.each([
    [{ dimensions: 5 }, declared, "The spec says `dimensions: 5`, but the column is declared with 4"],
    [{ element: "float64" }, declared, "The spec says `element: float64`, but the column is declared to hold float32"],
    [{}, { ...declared, element: "float8" }, "Vectors of float8 cannot be generated, only those of float32 and float64"],
    [{}, undefined, "give `dimensions`"],
    [{ dimensions: 0 }, undefined, "1 to 65536 dimensions, not 0"],
    [{ dimensions: 70_000 }, undefined, "1 to 65536 dimensions, not 70000"],
    [{ clusters: 0 }, declared, "`clusters` is 0; it is a whole number from 1 to 1000"],
  ] as const)("refuses %j for %j", (spec, type, message) => {
    expect(() => vectorDomain({ generator: "vector", ...spec }, key, type)).toThrow(message);
  });
});

describe("the vectors in a database", () => {
  const TABLE = [
    { sql: "CREATE TABLE t (id INTEGER PRIMARY KEY, e F32_BLOB(32))" },
    { sql: "CREATE INDEX t_e ON t (libsql_vector_idx(e))" },
  ];
  const vectors = made({ dimensions: 32 }, 200);
  const clusters = draws.slice(0, 200).map((draw) => clusterOf(draw, 8));
  const rows = JSON.stringify(vectors.map((bytes, id) => [id, bytes.toString("hex")]));
  const insert = { sql: "INSERT INTO t SELECT value->>0, unhex(value->>1) FROM json_each(?)", args: [rows] };
  const reset = [{ sql: "DELETE FROM t" }, { sql: "REINDEX t_e" }, insert];

  async function withConnection(url: string, work: (db: Connection) => Promise<void>): Promise<void> {
    const db = await openConnection(parseDatabaseUrl(url, "/"), testSettings());
    try {
      await work(db);
    } finally {
      db.close();
    }
  }

  async function expectOwnClusters(db: Connection): Promise<void> {
    for (const id of [0, 1, 2, 50, 100, 150, 199]) {
      const found = await db.query(`SELECT id FROM vector_top_k('t_e', (SELECT e FROM t WHERE id = ${id}), 5)`);
      expect(found.rows.map((row) => clusters[Number(row["id"])])).toEqual(Array.from({ length: 5 }, () => clusters[id]));
    }
  }

  it("are found with their own cluster by an index, also after a second reset", async () => {
    const server = await startSqld();
    try {
      await withConnection(server.url, async (db) => {
        for (const statements of [[...TABLE, insert], reset, reset]) {
          expect(await db.transaction(statements)).toMatchObject({ ok: true });
          await expectOwnClusters(db);
        }
      });
    } finally {
      await server.stop();
    }
  });

  it("have the bytes that vector32() and vector64() make of the same numbers", async () => {
    const [one] = made({ dimensions: 3 }, 1);
    const [wide] = made({ dimensions: 3, element: "float64" }, 1);
    if (one === undefined || wide === undefined) return expect.unreachable();
    await withConnection(":memory:", async (db) => {
      const texts = [float32(one), float64(wide)].map((numbers) => `'[${numbers.map((number) => number.toExponential(17))}]'`);
      const { rows: found } = await db.query(`SELECT hex(vector32(${texts[0]})) AS one, hex(vector64(${texts[1]})) AS wide`);
      expect(found[0]).toMatchObject({ one: one.toString("hex").toUpperCase(), wide: wide.toString("hex").toUpperCase() });
    });
  });
});
