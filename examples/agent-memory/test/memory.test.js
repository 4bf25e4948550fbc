// What an application that uses this database would test: the migrated and seeded database holds rows, keeps its references, and answers.
// DATABASE_URL says where it is; nothing here knows which backend that is.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { createClient } from "@libsql/client";

const TABLES = [
  "episodes",
  "steps",
  "patterns",
  "pattern_episodes",
  "heuristics",
  "embeddings",
  "spatiotemporal_index",
  "execution_records",
  "agent_metrics",
];

const { DATABASE_URL, DATABASE_INIT_SQL, TURSO_AUTH_TOKEN } = process.env;
let client;

before(async () => {
  assert.ok(DATABASE_URL, "set DATABASE_URL, as the setup action does");
  client = createClient({ url: DATABASE_URL, authToken: TURSO_AUTH_TOKEN });
  // A database in memory is empty in every new process: the actions hand it on as a script.
  if (DATABASE_URL === ":memory:" && DATABASE_INIT_SQL) await client.executeMultiple(readFileSync(DATABASE_INIT_SQL, "utf8"));
});

after(() => client?.close());

for (const table of TABLES) {
  test(`${table} holds rows`, async () => {
    const { rows } = await client.execute(`SELECT count(*) AS n FROM ${table}`);
    assert.ok(rows[0].n > 0, `${table} is empty`);
  });
}

test("every reference leads to a row", async () => {
  const { rows } = await client.execute("PRAGMA foreign_key_check");
  assert.deepEqual(rows, []);
});

test("steps belong to episodes, each at a position of its own", async () => {
  const { rows } = await client.execute(`
    SELECT e.external_id, count(*) AS steps, count(DISTINCT s.position) AS positions, sum(s.latency_ms) AS latency_ms
    FROM episodes AS e JOIN steps AS s ON s.episode_id = e.id
    GROUP BY e.id ORDER BY steps DESC, e.id`);
  assert.ok(rows.length > 0);
  for (const row of rows) {
    assert.match(row.external_id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.equal(row.positions, row.steps);
    assert.ok(row.latency_ms >= 0);
  }
});

test("the view counts what the tables hold", async () => {
  const { rows } = await client.execute(`
    SELECT (SELECT sum(episode_count) FROM agent_overview) AS shown, (SELECT count(*) FROM episodes) AS held`);
  assert.equal(rows[0].shown, rows[0].held);
});

test("the episode most like a given one is that episode itself", async () => {
  const { rows: given } = await client.execute("SELECT id, episode_id, vector FROM embeddings ORDER BY id LIMIT 1");
  const { rows: near } = await client.execute({
    sql: `
      SELECT m.id, m.episode_id, vector_distance_cos(m.vector, ?1) AS distance
      FROM vector_top_k('embeddings_by_vector', ?1, 3) AS hit JOIN embeddings AS m ON m.rowid = hit.id
      ORDER BY distance`,
    args: [given[0].vector],
  });
  assert.equal(near[0].id, given[0].id);
  assert.ok(Math.abs(near[0].distance) < 1e-6);
  for (const { distance } of near) assert.ok(distance < 2.000001);
});
