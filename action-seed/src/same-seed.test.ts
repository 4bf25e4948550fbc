// The same seed gives the same rows everywhere and in every release, and what changes in a schema or a count moves little else.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { splitScript } from "@libsql-actions/shared/sql/split";
import { describe, expect, it } from "vitest";
import { expectSound, seedWith, typedDump, withDatabase, withServer } from "./testing.ts";

const EXAMPLE = fileURLToPath(new URL("../../examples/agent-memory/migrations/", import.meta.url));
const example = readdirSync(EXAMPLE)
  .filter((file) => file.endsWith(".up.sql"))
  .sort()
  .flatMap((file) => splitScript(readFileSync(EXAMPLE + file, "utf8")).statements.map(({ sql }) => sql));

describe("the same seed", () => {
  const dumpAfter = (on: typeof withServer, seed: string) =>
    on(example, async (db) => {
      await seedWith(db, 25, { steps: 60 }, seed);
      await expectSound(db);
      return typedDump(db);
    });

  it("gives the same rows on a server and in memory, and another seed others", async () => {
    const [remote, local, other] = [
      await dumpAfter(withServer, "42"),
      await dumpAfter(withDatabase, "42"),
      await dumpAfter(withDatabase, "43"),
    ];
    expect(remote).toEqual(local);
    for (const table of Object.keys(local)) expect(other[table]).not.toEqual(local[table]);
    const lengths = Object.entries(local).map(([table, rows]) => [table, rows.length]);
    expect(Object.fromEntries(lengths)).toMatchObject({ episodes: 25, steps: 60, embeddings: 25 });
  });

  it("gives these rows, in this and every later release with the same generator version", async () => {
    const dump = await dumpAfter(withDatabase, "42");
    expect(dump["episodes"]?.[1]).toEqual({
      id: "integer 2",
      external_id: "text aad4b571-29d9-4abd-9eb9-93540000067b",
      parent_id: "integer 1",
      agent: "text basic-model",
      task_type: "text refactoring",
      task_description: "text Each diligent owner holds the long lens.",
      status: "text running",
      reward: "real 0.65",
      metadata: 'text {"label":"cozy plate","source":"novel","score":0.18,"tags":["journal","park"]}',
      started_at: "text 2024-04-17T09:32:14Z",
      ended_at: "text 2024-10-23T17:59:45Z",
    });
    const digest = (rows: unknown) => createHash("sha256").update(JSON.stringify(rows)).digest("hex").slice(0, 16);
    expect(Object.fromEntries(Object.entries(dump).map(([table, rows]) => [table, digest(rows)]))).toEqual({
      episodes: "92a3a77b6ee843a8",
      steps: "5c4672b7054ae690",
      patterns: "1defc22a49a124e1",
      pattern_episodes: "f15a835ff3526c10",
      heuristics: "f27faa55572c97a4",
      embeddings: "1097c47fa9eb8314",
      spatiotemporal_index: "08104d3e8288a8b1",
      execution_records: "3b5f09712b50de21",
      agent_metrics: "0f562b27569882d4",
    });
  });
});

describe("what a change moves", () => {
  const schema = [
    "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT UNIQUE, team_id INTEGER REFERENCES teams)",
    "CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT UNIQUE)",
    "CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users, answers INTEGER REFERENCES posts, title TEXT, score REAL)",
    "CREATE TABLE likes (user_id INTEGER REFERENCES users, post_id INTEGER REFERENCES posts, created_at TEXT, PRIMARY KEY (user_id, post_id)) WITHOUT ROWID",
  ];
  const rowsOf = (statements: readonly string[], named: Record<string, number>) =>
    withDatabase(statements, async (db) => {
      await seedWith(db, 20, named);
      return typedDump(db);
    });
  const without = (rows: Record<string, string>[] | undefined, ...columns: string[]) =>
    (rows ?? []).map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column))));

  it("a new column and a new table move nothing", async () => {
    const before = await rowsOf(schema, {});
    const after = await rowsOf(
      [
        ...schema,
        "CREATE TABLE more (id INTEGER PRIMARY KEY, user_id REFERENCES users)",
        "ALTER TABLE users ADD COLUMN age INTEGER",
      ],
      {},
    );
    for (const table of Object.keys(before)) expect(without(after[table], "age")).toEqual(before[table]);
  });

  it("more rows leave the first ones as they are, and move only foreign keys that point at them", async () => {
    const before = await rowsOf(schema, {});
    const moreUsers = await rowsOf(schema, { users: 21 });
    expect(moreUsers["users"]?.slice(0, 20)).toEqual(before["users"]);
    expect(moreUsers["teams"]).toEqual(before["teams"]);
    expect(without(moreUsers["posts"], "user_id")).toEqual(without(before["posts"], "user_id"));
    const moved = moreUsers["posts"]?.filter((row, index) => row["user_id"] !== before["posts"]?.[index]?.["user_id"]) ?? [];
    expect(moved.length).toBeLessThan(5);
    for (const row of moved) expect(row["user_id"]).toBe("integer 21");
    const morePosts = await rowsOf(schema, { posts: 300 });
    expect(morePosts["posts"]?.slice(0, 20)).toEqual(before["posts"]);
    expect(morePosts["users"]).toEqual(before["users"]);
  });
});
