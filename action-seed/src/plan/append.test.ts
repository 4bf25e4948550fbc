// Rows behind rows that are there already: those of the same seed and spec, and those that others have written.
import { describe, expect, it } from "vitest";
import { planOf, problemsOf, rowsOf, withTables, writePlan } from "./testing.ts";

const STATEMENTS = [
  "CREATE TABLE users (id INTEGER PRIMARY KEY, boss INTEGER REFERENCES users)",
  "CREATE TABLE posts (id INTEGER PRIMARY KEY)",
  "CREATE TABLE profiles (user_id INTEGER PRIMARY KEY REFERENCES users, bio TEXT)",
  "CREATE TABLE likes (user_id INTEGER NOT NULL REFERENCES users, post_id INTEGER NOT NULL REFERENCES posts, PRIMARY KEY (user_id, post_id))",
];

/** The keys of rows that somebody has written. */
const held = (...ids: readonly number[]) => ({
  count: ids.length,
  has: (column: string) => column === "id",
  value: (_: string, row: number) => BigInt(ids[row] ?? 0),
});

describe("rows behind others", () => {
  it("of the same seed keep every key, however the tables they refer to have grown", async () => {
    await withTables(STATEMENTS, async (db, schema) => {
      let start: Record<string, number> = {};
      for (const rows of [
        { users: 12, posts: 7, profiles: 12, likes: 60 },
        { users: 3, posts: 0, profiles: 3, likes: 20 },
        { users: 0, posts: 5, profiles: 0, likes: 70 },
        { users: 1, posts: 1, profiles: 1, likes: 12 },
      ]) {
        const before = start;
        await writePlan(db, planOf(schema, { rows, start }));
        start = Object.fromEntries(Object.entries(rows).map(([name, count]) => [name, count + (before[name] ?? 0)]));
      }
      expect((await db.query("SELECT count(*) FROM likes")).rows[0]?.[0]).toBe(162n);
    });
  });

  it("of others refer to what is there, and take new rows where each is to have its own", async () => {
    await withTables(STATEMENTS, async (db, schema) => {
      const theirs = [
        "INSERT INTO users (id) VALUES (-4), (70), (71)",
        "INSERT INTO posts (id) VALUES (5)",
        "INSERT INTO profiles (user_id) VALUES (70)",
        "INSERT INTO likes VALUES (70, 5), (71, 5)",
      ];
      expect(await db.transaction(theirs.map((sql) => ({ sql })))).toMatchObject({ ok: true });
      const existing = new Map([
        ["users", held(-4, 70, 71)],
        ["posts", held(5)],
      ]);
      const start = { users: 71, posts: 5, profiles: 70, likes: 2 };
      const plan = planOf(schema, { rows: { users: 40, posts: 6, profiles: 40, likes: 200 }, start, existing });
      await writePlan(db, plan);
      expect(rowsOf(plan, "profiles").map((row) => row["user_id"])).toEqual(rowsOf(plan, "users").map((row) => row["id"]));
      const bosses = new Set(rowsOf(plan, "users").map((row) => row["boss"]));
      expect([-4n, 70n, 71n].filter((id) => bosses.has(id)).length).toBeGreaterThan(0);
    });
  });

  it("are refused where the new rows they need are not there", async () => {
    await withTables(STATEMENTS, (_, schema) => {
      const existing = new Map([["users", held(1, 2, 3)]]);
      const wanted = {
        rows: { users: 4, posts: 2, profiles: 5, likes: 9 },
        start: { users: 3, posts: 0, profiles: 1, likes: 1 },
        existing,
      };
      expect(problemsOf(schema, wanted).map(({ message }) => message)).toEqual([
        "profiles: PRIMARY KEY has room for 4 different rows, and 5 are wanted. Ask for fewer with `rows: profiles=4`.",
        "likes: PRIMARY KEY (user_id, post_id) has room for 8 different rows, and 9 are wanted. Ask for fewer with `rows: likes=8`.",
      ]);
    });
  });
});
