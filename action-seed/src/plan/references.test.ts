// Which rows are referred to: each way to choose them, and what it keeps.
import { describe, expect, it } from "vitest";
import type { ColumnSpec } from "../spec/spec.ts";
import { planOf, problemsOf, rowsOf, schemaOf, valuesOf, withTables, writePlan } from "./testing.ts";

const schema = await schemaOf([
  "CREATE TABLE users (id INTEGER PRIMARY KEY, code TEXT NOT NULL)",
  "CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users, up INTEGER REFERENCES posts, reviewer INTEGER, code TEXT)",
  "CREATE TABLE stars (user_id INTEGER NOT NULL REFERENCES users, post_id INTEGER NOT NULL REFERENCES posts, UNIQUE (user_id, post_id))",
]);

const counted = (values: readonly unknown[]): Map<unknown, number> => {
  const counts = new Map<unknown, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};
const posts = (spec: ColumnSpec, column = "user_id") => ({ specs: { posts: { [column]: spec } } });

describe("references", () => {
  it("are spread evenly when nothing is said", () => {
    const counts = counted(valuesOf(planOf(schema, { rows: { users: 10, posts: 4_000, stars: 0 } }), "posts", "user_id"));
    expect(counts.size).toBe(10);
    for (const count of counts.values()) expect(Math.abs(count - 400)).toBeLessThan(100);
  });

  it("prefer the first rows when they are skewed, and the more the higher the exponent", () => {
    const share = (exponent: number) => {
      const wanted = { rows: { users: 1_000, posts: 4_000, stars: 0 } };
      const plan = planOf(schema, { ...wanted, ...posts({ generator: "reference", distribution: "skewed", exponent }) });
      const values = valuesOf(plan, "posts", "user_id");
      expect(values.every((value) => typeof value === "bigint" && value >= 1n && value <= 1_000n)).toBe(true);
      return values.filter((value) => value === 1n).length;
    };
    expect(share(1)).toBeGreaterThan(300);
    expect(share(2)).toBeGreaterThan(share(1));
  });

  it("are one-to-one, also where the schema does not ask for it, and are refused without enough rows", () => {
    const spec = posts({ generator: "reference", distribution: "one-to-one" });
    const plan = planOf(schema, { rows: { users: 30, posts: 30, stars: 0 }, ...spec });
    expect(new Set(valuesOf(plan, "posts", "user_id")).size).toBe(30);
    expect(problemsOf(schema, { rows: { users: 29, posts: 30, stars: 0 }, ...spec })).toEqual([
      {
        message: "posts.user_id: is one-to-one with users, which has 29 rows for the 30 of posts.",
        path: ["tables", "posts", "columns", "user_id", "distribution"],
      },
    ]);
  });

  it("to the own table lead to earlier rows", () => {
    const rows = rowsOf(planOf(schema, { others: 500 }), "posts");
    expect(rows[0]?.["up"]).toBe(null);
    for (const row of rows) expect(row["up"] === null || Number(row["up"]) < Number(row["id"])).toBe(true);
    const chain = rowsOf(
      planOf(schema, { others: 9, ...posts({ generator: "reference", distribution: "one-to-one" }, "up") }),
      "posts",
    );
    expect(chain.map((row) => row["up"])).toEqual([null, 1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n]);
  });

  it("can go where the schema knows of none, and take the share of NULLs that is asked for", () => {
    const plan = planOf(schema, {
      others: 1_000,
      specs: {
        posts: {
          reviewer: { generator: "reference", to: "users", nullable: 0.5 },
          code: { generator: "reference", to: "Users.CODE" },
        },
      },
    });
    const reviewers = valuesOf(plan, "posts", "reviewer");
    const nulls = reviewers.filter((value) => value === null).length;
    expect(Math.abs(nulls - 500)).toBeLessThan(80);
    expect(counted(reviewers).size).toBeGreaterThan(300);
    const codes = new Set(valuesOf(plan, "users", "code"));
    expect(valuesOf(plan, "posts", "code").every((code) => codes.has(code))).toBe(true);
  });

  it("of several columns go to one row, and lose a column that can be NULL where a share is asked for", async () => {
    const statements = [
      "CREATE TABLE p (a INTEGER, b TEXT, PRIMARY KEY (a, b))",
      "CREATE TABLE c (id INTEGER PRIMARY KEY, a INTEGER NOT NULL, b TEXT, FOREIGN KEY (a, b) REFERENCES p)",
    ];
    await withTables(statements, async (db, tables) => {
      const plan = planOf(tables, { others: 200 });
      await writePlan(db, plan);
      const rows = rowsOf(plan, "c");
      const nulls = rows.filter((row) => row["b"] === null).length;
      expect(nulls).toBeGreaterThan(5);
      expect(nulls).toBeLessThan(50);
    });
  });

  it("go to rows that are there already, before the new ones", () => {
    const users = { count: 3, has: (column: string) => column === "id", value: (_: string, row: number) => BigInt(100 + row) };
    const held = planOf(schema, { rows: { users: 0, posts: 200, stars: 0 }, existing: new Map([["users", users]]) });
    expect(new Set(valuesOf(held, "posts", "user_id"))).toEqual(new Set([100n, 101n, 102n]));
    const both = planOf(schema, {
      rows: { users: 2, posts: 200, stars: 0 },
      start: { users: 3 },
      existing: new Map([["users", users]]),
    });
    expect(new Set(valuesOf(both, "posts", "user_id"))).toEqual(new Set([100n, 101n, 102n, 4n, 5n]));
  });

  it.each<[string, Parameters<typeof problemsOf>[1], string, readonly string[]]>([
    [
      "a table without rows",
      { rows: { users: 0 }, others: 5 },
      "posts.user_id: refers to users, which holds no rows and gets none. Give it rows too: `rows: users=10`, or in a spec name it in `tables`.",
      ["posts", "columns", "user_id", "generator"],
    ],
    [
      "what is no reference",
      posts({ generator: "reference" }, "code"),
      "posts.code: has no foreign key: name what it refers to with `to: table` or `to: table.column`.",
      ["posts", "columns", "code", "generator"],
    ],
    [
      "a table that is not there",
      posts({ generator: "reference", to: "user" }, "reviewer"),
      "posts.reviewer: is to refer to user, which is no table of this database: write `table` or `table.column`.",
      ["posts", "columns", "reviewer", "to"],
    ],
    [
      "a column that is not there",
      posts({ generator: "reference", to: "users.name" }, "reviewer"),
      "posts.reviewer: is to refer to users.name, which users does not have: it has id, code.",
      ["posts", "columns", "reviewer", "to"],
    ],
    [
      "skew in a reference to earlier rows",
      posts({ generator: "reference", distribution: "skewed" }, "up"),
      "posts.up: refers to earlier rows of its own table, all alike: it cannot be skewed.",
      ["posts", "columns", "up", "distribution"],
    ],
    [
      "skew in a key of two",
      { specs: { stars: { user_id: { generator: "reference", distribution: "skewed" } } } },
      "stars.user_id: cannot have the distribution skewed: UNIQUE (user_id, post_id) gives each value its place. Leave it away.",
      ["stars", "columns", "user_id"],
    ],
    [
      "NULLs where none may be",
      posts({ generator: "reference", nullable: 0.1 }),
      "posts.user_id: is NOT NULL, and takes no share of NULLs.",
      ["posts", "columns", "user_id", "nullable"],
    ],
  ])("are refused: %s", (_, wanted, message, path) => {
    const problem = problemsOf(schema, wanted).find((one) => one.message === message);
    expect(problem ?? problemsOf(schema, wanted)).toEqual({ message, path: ["tables", ...path] });
  });

  it("are refused when they take their values from each other in a circle, unless one has its own", async () => {
    const statements = [
      "CREATE TABLE a (id INTEGER PRIMARY KEY REFERENCES b)",
      "CREATE TABLE b (id INTEGER PRIMARY KEY REFERENCES a)",
    ];
    await withTables(statements, async (db, tables) => {
      expect(problemsOf(tables)[0]?.message).toMatch(
        /^a\.id: its values come from each other in a circle, .*: a \(id\) → b \(id\) → a \(id\)\. Make one/,
      );
      await writePlan(db, planOf(tables, { specs: { a: { id: { generator: "sequence", start: 7 } } } }));
    });
    const loose = await schemaOf(["CREATE TABLE a (x UNIQUE REFERENCES b (x))", "CREATE TABLE b (x UNIQUE REFERENCES a (x))"]);
    expect(new Set(valuesOf(planOf(loose), "a", "x"))).toEqual(new Set([null]));
  });

  it("are filled as a whole or not at all", async () => {
    const tables = await schemaOf([
      "CREATE TABLE p (a INTEGER, b INTEGER, PRIMARY KEY (a, b))",
      "CREATE TABLE c (a INTEGER, b INTEGER, FOREIGN KEY (a, b) REFERENCES p)",
    ]);
    expect(problemsOf(tables, { specs: { c: { b: { generator: "integer" } } } })[0]?.message).toMatch(
      /^c\.b: is in the foreign key \(a, b\), which is filled as a whole/,
    );
    const plan = planOf(tables, { specs: { c: { a: { generator: "sequence" }, b: { generator: "value", value: null } } } });
    expect(rowsOf(plan, "c")[1]).toEqual({ a: 2n, b: null });
  });
});
