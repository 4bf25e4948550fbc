import assert from "node:assert/strict";
import { after, test } from "node:test";
import { authors } from "../src/schema.js";
import { addBook, pagesOf, titlesOf } from "../src/shelf.js";
import { client, db } from "./database.js";

after(() => client.close());

test("an author is known once, however many books there are", async () => {
  await addBook(db, { author: "Ursula K. Le Guin", title: "The Dispossessed", pages: 341 });
  await addBook(db, { author: "Ursula K. Le Guin", title: "The Left Hand of Darkness", pages: 286 });
  await addBook(db, { author: "Ursula K. Le Guin", title: "Always Coming Home" });
  assert.deepEqual(await titlesOf(db, "Ursula K. Le Guin"), [
    "Always Coming Home",
    "The Dispossessed",
    "The Left Hand of Darkness",
  ]);
  assert.equal(await pagesOf(db, "Ursula K. Le Guin"), 627);
});

test("an author has a name", async () => {
  await assert.rejects(addBook(db, { author: "", title: "Beowulf" }), (error) => /authors_have_names/.test(error.cause.message));
  const names = await db.select({ name: authors.name }).from(authors);
  assert.ok(names.every(({ name }) => name !== ""));
});
