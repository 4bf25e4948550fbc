// Vectors that are seeded can be searched: a row's own cluster is what is nearest to it, and it stays so when the rows are replaced.
import { rm } from "node:fs/promises";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { afterAll, beforeAll, expect, test } from "vitest";
import { errorOf, newPlace, type Place } from "./seeding/step.ts";

const ROWS = 60;
const CLUSTERS = 6;
const NEAR = 5;
const SCHEMA = `CREATE TABLE docs (id INTEGER PRIMARY KEY, label TEXT NOT NULL, small F32_BLOB(16) NOT NULL, exact F64_BLOB(4) NOT NULL);
  CREATE INDEX docs_by_small ON docs (libsql_vector_idx(small, 'compress_neighbors=float8', 'max_neighbors=20'));`;
const SPEC = `version: 1
tables:
  docs:
    rows: ${ROWS}
    columns:
      label: word
      small: {generator: vector, clusters: ${CLUSTERS}}`;

let toolCache: string;
let server: Sqld;
let place: Place;
beforeAll(async () => {
  toolCache = await filledToolCache(["addon"]);
  server = await startSqld();
  place = newPlace(toolCache, { "seed.yaml": SPEC });
});
afterAll(async () => {
  await server.stop();
  place.remove();
  await rm(toolCache, { recursive: true });
});

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? Number.NaN), 0);

/** Rows by their vectors. */
async function vectorsOf(column: string, url: string): Promise<Map<number, number[]>> {
  const rows = (await place.rows(`SELECT id, vector_extract(${column}) FROM docs ORDER BY id`, url)) as [number, string][];
  return new Map(rows.map(([id, text]) => [id, JSON.parse(text)]));
}

/** Searches for what is near to each row, by the index. */
async function nearest(url: string): Promise<Map<number, number[]>> {
  const found = (await place.rows(
    `SELECT d.id, (SELECT group_concat(m.id) FROM vector_top_k('docs_by_small', d.small, ${NEAR}) AS hit JOIN docs AS m ON m.rowid = hit.id) FROM docs AS d`,
    url,
  )) as [number, string][];
  return new Map(found.map(([id, ids]) => [id, ids.split(",").map(Number)]));
}

test.each(["file", "server"])("in a %s, also after two more resets", async (kind) => {
  const url = kind === "file" ? "file:a.db" : server.url;
  await place.execute(SCHEMA, url);
  const digests = new Set<string | undefined>();
  for (const run of [1, 2, 3]) {
    const step = await place.seed({ "database-url": url, spec: "seed.yaml", mode: "reset" });
    expect([run, step.outcome, step.outputs["rows"]], errorOf(step)).toEqual([run, "success", `${ROWS}`]);
    expect(step.outputs["table-digests"]).toBe(step.outputs["digests"]);
    digests.add(step.outputs["digest"]);
    for (const column of ["small", "exact"])
      for (const vector of (await vectorsOf(column, url)).values()) expect(dot(vector, vector)).toBeCloseTo(1, 5);

    const vectors = await vectorsOf("small", url);
    const near = await nearest(url);
    expect(near.size).toBe(ROWS);
    for (const [id, ids] of near) {
      const own = vectors.get(id) ?? [];
      expect([run, id, ids.includes(id), ids.length]).toEqual([run, id, true, NEAR]);
      // Those of one cluster are near to each other, and there are more of them than were asked for: clusters have ten rows here.
      for (const other of ids) expect(dot(own, vectors.get(other) ?? []), `${id} and ${other}`).toBeGreaterThan(0.8);
    }
  }
  expect(digests.size).toBe(1);
});

test("rows that are appended and written over are found too", async () => {
  const url = "file:b.db";
  await place.execute(SCHEMA, url);
  await place.seed({ "database-url": url, spec: "seed.yaml" });
  await place.seed({ "database-url": url, spec: "seed.yaml", mode: "append" });
  await place.execute("UPDATE docs SET small = (SELECT small FROM docs WHERE id = 9) WHERE id = 3", url);
  expect((await place.seed({ "database-url": url, spec: "seed.yaml", mode: "upsert" })).outputs["rows"]).toBe("1");
  const near = await nearest(url);
  expect(near.size).toBe(2 * ROWS);
  expect([...near].filter(([id, ids]) => !ids.includes(id))).toEqual([]);
});
