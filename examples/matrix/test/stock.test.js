import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { inStock, move } from "../src/stock.js";
import { openDatabase } from "./database.js";

const client = await openDatabase("stock");
beforeEach(() => client.execute("DELETE FROM movements"));
after(() => client.close());

test("what came in and did not go out is there", async () => {
  await move(client, 1, 12);
  await move(client, 1, -5);
  await move(client, 2, 3);
  assert.equal(await inStock(client, 1), 7);
  assert.equal(await inStock(client, 2), 3);
  assert.equal(await inStock(client, 3), 0);
});

test("what is not there does not go out", async () => {
  await move(client, 1, 4);
  await assert.rejects(move(client, 1, -5), /not enough in stock/);
  assert.equal(await inStock(client, 1), 4);
});

test("there are no movements of products that do not exist", async () => {
  await assert.rejects(move(client, 999, 1), /FOREIGN KEY constraint failed/);
});
