import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openProjects, openTenant } from "../src/tenants.js";

const names = ["acme", "globex", "initech"];
const tenants = names.map((name) => openTenant(name));
after(() => {
  for (const tenant of tenants) tenant.close();
});

test("every tenant starts with the same projects", async () => {
  const [acme, ...others] = await Promise.all(tenants.map(openProjects));
  assert.ok(acme.length > 0);
  for (const projects of others) assert.deepEqual(projects, acme);
});

test("what one tenant does, no other sees", async () => {
  const before = await Promise.all(tenants.map(openProjects));
  const [acme] = tenants;
  await acme.execute("INSERT INTO projects (owner_id, name) VALUES (1, 'Only of Acme')");
  const afterwards = await Promise.all(tenants.map(openProjects));
  assert.equal(afterwards[0].at(-1).name, "Only of Acme");
  assert.deepEqual(afterwards.slice(1), before.slice(1));
});

test("an address belongs to one user, within a tenant", async () => {
  const insert = "INSERT INTO users (email, name) VALUES (?, 'Grace')";
  for (const tenant of tenants) {
    await tenant.execute({ sql: insert, args: ["grace@example.com"] });
    await assert.rejects(tenant.execute({ sql: insert, args: ["GRACE@example.com"] }), /UNIQUE constraint failed/);
  }
});

test("a tenant that does not exist is nobody's", () => {
  assert.throws(() => openTenant("umbrella"), /There is no tenant umbrella/);
});
