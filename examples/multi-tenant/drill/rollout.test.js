// After a roll-out that failed at the first tenant: what the step says of each must be what is in its database.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openTenant } from "../src/tenants.js";

const { ON_FAILURE, OUTCOME, RESULTS } = process.env;
const names = ["acme", "globex", "initech"];

/** `on-failure` → what becomes of each tenant, when the first one fails. */
const EXPECTED = {
  // The first one is migrated alone, so that no other is begun.
  stop: { acme: "failed", globex: "skipped", initech: "skipped" },
  continue: { acme: "failed", globex: "ok", initech: "ok" },
};

test("the step fails", () => {
  assert.equal(OUTCOME, "failure");
});

test("it says what became of each tenant", () => {
  const results = JSON.parse(RESULTS);
  const statuses = names.map((name, index) => [name, results[index].status]);
  assert.deepEqual(Object.fromEntries(statuses), EXPECTED[ON_FAILURE]);
  const failed = results.find(({ status }) => status === "failed");
  assert.match(failed.error, /0003_unique_emails\.sql.*UNIQUE constraint failed/s);
});

for (const name of names) {
  test(`${name} has all of the migration, or nothing of it`, async () => {
    const tenant = openTenant(name);
    const { rows } = await tenant.execute(`
      SELECT (SELECT count(*) FROM sqlite_schema WHERE name = 'users_by_email') AS indexes,
             (SELECT max(version) FROM _libsql_actions_migrations) AS version,
             (SELECT count(*) FROM users) AS users`);
    tenant.close();
    const migrated = EXPECTED[ON_FAILURE][name] === "ok";
    const expected = { indexes: migrated ? 1 : 0, version: migrated ? "0003" : "0002", users: name === "acme" ? 3 : 0 };
    assert.deepEqual({ ...rows[0] }, expected);
  });
}
