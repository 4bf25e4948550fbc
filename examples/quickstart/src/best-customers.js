// The application: a query that is worth a test.

/** The customers who spent most, at most `limit` of them: `{ name, orders, cents }`, the best first. */
export async function bestCustomers(client, limit) {
  const { rows } = await client.execute({
    sql: `
      SELECT c.name, count(*) AS orders, sum(o.amount_cents) AS cents
      FROM customers AS c JOIN orders AS o ON o.customer_id = c.id
      GROUP BY c.id
      ORDER BY cents DESC, c.id
      LIMIT ?`,
    args: [limit],
  });
  return rows.map(({ name, orders, cents }) => ({ name, orders, cents }));
}
