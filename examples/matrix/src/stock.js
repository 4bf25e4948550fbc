// The application: what comes into the store and goes out again.

/** Records that `quantity` pieces came in, or went out where it is negative. Refused where more would go out than there are. */
export async function move(client, productId, quantity) {
  await client.execute({ sql: "INSERT INTO movements (product_id, quantity) VALUES (?, ?)", args: [productId, quantity] });
}

/** How many pieces of a product there are. */
export async function inStock(client, productId) {
  const { rows } = await client.execute({
    sql: "SELECT coalesce(sum(quantity), 0) AS pieces FROM movements WHERE product_id = ?",
    args: [productId],
  });
  return rows[0].pieces;
}

/** The products of which there are fewer than there should be, with how many are missing: `{ code, missing }`, the most missing first. */
export async function shortage(client) {
  const { rows } = await client.execute(`
    SELECT p.code, p.minimum_stock - coalesce(sum(m.quantity), 0) AS missing
    FROM products AS p LEFT JOIN movements AS m ON m.product_id = p.id
    GROUP BY p.id
    HAVING missing > 0
    ORDER BY missing DESC, p.code`);
  return rows.map(({ code, missing }) => ({ code, missing }));
}
