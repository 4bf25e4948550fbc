// The database is migrated and seeded when this runs; DATABASE_URL says where it is.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createClient } from "@libsql/client";
import { bestCustomers } from "../src/best-customers.js";

const url = process.env.DATABASE_URL;
assert.ok(url, "set DATABASE_URL, as the setup action does");
const client = createClient({ url });
after(() => client.close());

test("the best customers come first", async () => {
  const best = await bestCustomers(client, 10);
  assert.equal(best.length, 10);
  const cents = best.map((customer) => customer.cents);
  assert.deepEqual(
    cents,
    cents.toSorted((a, b) => b - a),
  );
});

test("nobody's orders are lost or counted twice", async () => {
  const all = await bestCustomers(client, 1000);
  const { rows } = await client.execute("SELECT count(*) AS orders, sum(amount_cents) AS cents FROM orders");
  const sum = (field) => all.reduce((total, customer) => total + customer[field], 0);
  assert.equal(sum("orders"), 100);
  assert.deepEqual({ ...rows[0] }, { orders: sum("orders"), cents: sum("cents") });
});

test("a customer who spends the most is the best", async () => {
  const transaction = await client.transaction("write");
  try {
    await transaction.execute("INSERT INTO customers (id, email, name) VALUES (9000, 'ada@example.com', 'Ada')");
    const order = "INSERT INTO orders (customer_id, amount_cents, placed_at) VALUES (9000, 900719925474099, '2026-01-31')";
    await transaction.execute(order);
    const [best] = await bestCustomers(transaction, 1);
    assert.deepEqual(best, { name: "Ada", orders: 1, cents: 900719925474099 });
  } finally {
    await transaction.rollback();
  }
});
