// What the application of a consumer sees after the actions: the outputs that it was given, and the rows that are in its databases.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";

/** Of seed.yaml with seed 42 in version 1 of the generator: another value is another seed for everybody. */
const GOLDEN_DIGEST = "26f424acc7b8121714c0aa4acdee0a08ef976ac4dc83e652065ceab952824235";

const { APPLIED_COUNT, BACKEND, DATABASE_INIT_SQL, DATABASE_URL, OUTPUT_URL, OUTPUT_URLS } = process.env;
const { SCHEMA_DIGEST, SEED_DIGEST, TURSO_AUTH_TOKEN } = process.env;

assert.deepEqual(JSON.parse(OUTPUT_URLS), { "db-1": OUTPUT_URL });
assert.equal(DATABASE_URL, OUTPUT_URL);
assert.match(DATABASE_URL, { file: /^file:\//, "turso-local": /^http:/, memory: /^:memory:$/, "turso-cloud": /^http:/ }[BACKEND]);
assert.equal(APPLIED_COUNT, "2");
assert.match(SCHEMA_DIGEST, /^[0-9a-f]{64}$/);
assert.equal(SEED_DIGEST, GOLDEN_DIGEST);
assert.equal(await count(DATABASE_URL, "shows"), 3);
assert.equal(await count(DATABASE_URL, "episodes"), 12);

async function count(url, table) {
  const sql = `SELECT count(*) AS n FROM ${table}`;
  if (url.startsWith("http:")) return countOnServer(url, sql);
  const database = new DatabaseSync(url === ":memory:" ? url : fileURLToPath(url));
  if (url === ":memory:") database.exec(readFileSync(DATABASE_INIT_SQL, "utf8"));
  const { n } = database.prepare(sql).get();
  database.close();
  return n;
}

async function countOnServer(url, sql) {
  const headers = TURSO_AUTH_TOKEN ? { authorization: `Bearer ${TURSO_AUTH_TOKEN}` } : {};
  const body = JSON.stringify({ requests: [{ type: "execute", stmt: { sql } }, { type: "close" }] });
  const response = await fetch(`${url}/v2/pipeline`, { method: "POST", headers, body });
  assert.equal(response.status, 200);
  const { results } = await response.json();
  return Number(results[0].response.result.rows[0][0].value);
}
