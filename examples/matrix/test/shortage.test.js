import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { move, shortage } from "../src/stock.js";
import { openDatabase } from "./database.js";

const client = await openDatabase("shortage");
beforeEach(() => client.execute("DELETE FROM movements"));
after(() => client.close());

test("an empty store lacks everything, and the seed says what that is", async () => {
  const missing = await shortage(client);
  assert.equal(missing.length, 20);
  // The rows of a seed can be named in a test: they are the same everywhere.
  assert.deepEqual(missing.slice(0, 2), [
    { code: "EX-1430", missing: 9 },
    { code: "ZD-4505", missing: 8 },
  ]);
});

test("a product is missing until there is enough of it", async () => {
  const [most] = await shortage(client);
  const { rows } = await client.execute({ sql: "SELECT id FROM products WHERE code = ?", args: [most.code] });
  const isMissing = async () => (await shortage(client)).some(({ code }) => code === most.code);
  await move(client, rows[0].id, most.missing - 1);
  assert.equal(await isMissing(), true);
  await move(client, rows[0].id, 1);
  assert.equal(await isMissing(), false);
});
