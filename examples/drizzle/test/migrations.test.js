import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { migrate } from "drizzle-orm/libsql/migrator";
import { client, db } from "./database.js";

after(() => client.close());

const history = async () => (await client.execute("SELECT hash, created_at FROM __drizzle_migrations ORDER BY created_at")).rows;

test("drizzle's own migrator finds everything applied", async () => {
  const { entries } = JSON.parse(await readFile("drizzle/meta/_journal.json", "utf8"));
  const before = await history();
  assert.deepEqual(
    before.map((row) => Number(row.created_at)),
    entries.map(({ when }) => when),
  );
  await migrate(db, { migrationsFolder: "drizzle" });
  assert.deepEqual(await history(), before);
});

test("no book of the seed was lost when the table of their authors was made anew", async () => {
  const { rows } = await client.execute(
    "SELECT count(*) AS books FROM books JOIN authors ON authors.id = author_id WHERE books.id <= 100",
  );
  assert.equal(rows[0].books, 100);
});
