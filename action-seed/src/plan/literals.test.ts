// Rows that are given cell by cell: they are the first ones, the rest of them is generated, and they clash with nothing.
import { describe, expect, it } from "vitest";
import type { Value } from "../generate/value.ts";
import { planOf, problemsOf, rowsOf, schemaOf, valuesOf, withTables, writePlan } from "./testing.ts";

const STATEMENTS = [
  "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT UNIQUE COLLATE NOCASE, greeting TEXT, twice INTEGER AS (id * 2))",
  "CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users, email TEXT REFERENCES users (email))",
];
const schema = await schemaOf(STATEMENTS);
const specs = { users: { greeting: { generator: "template", template: "Hi ${name}" } } } as const;

describe("given rows", () => {
  it("are the first ones, and what they do not say is generated", async () => {
    await withTables(STATEMENTS, async (db, tables) => {
      const literals = {
        users: [
          { NAME: "Ada", email: "ada@example.org" },
          { id: 1_000n, name: "Bob" },
        ],
        posts: [{ user_id: 1_000n, email: "ada@example.org" }],
      };
      const plan = planOf(tables, { others: 50, specs, literals });
      await writePlan(db, plan);
      const [ada, bob, third] = rowsOf(plan, "users");
      expect([ada, bob]).toMatchObject([
        { id: 1n, name: "Ada", email: "ada@example.org", greeting: "Hi Ada" },
        { id: 1_000n, name: "Bob", greeting: "Hi Bob" },
      ]);
      const plain = rowsOf(planOf(tables, { others: 50, specs }), "users");
      expect([bob?.["email"], third]).toEqual([plain[1]?.["email"], plain[2]]);
      expect(rowsOf(plan, "posts")[0]).toMatchObject({ user_id: 1_000n, email: "ada@example.org" });
      expect(new Set(valuesOf(plan, "posts", "user_id")).has(2n)).toBe(false);
    });
  });

  it("are as many as the table has rows, and come once", () => {
    const literals = { users: [{ name: "Ada" }, { name: "Bob" }, { name: "Cid" }] };
    const names = (rows: number, start: number) =>
      valuesOf(planOf(schema, { rows: { users: rows, posts: 0 }, start: { users: start }, literals }), "users", "name");
    expect(names(2, 0)).toEqual(["Ada", "Bob"]);
    expect(names(2, 2)[0]).toBe("Cid");
    expect(names(5, 3)).not.toContain("Cid");
  });

  it.each<[string, Record<string, Record<string, Value>[]>, string, readonly (string | number)[]]>([
    [
      "a column that is not there",
      { users: [{ nam: "x" }] },
      "users.nam: is no column: there are id, name, email, greeting, twice.",
      ["users", "literals", 0, "nam"],
    ],
    [
      "a computed column",
      { users: [{}, { twice: 1n }] },
      "users.twice: is computed by the database, and cannot be given.",
      ["users", "literals", 1, "twice"],
    ],
    ["NULL", { users: [{ name: null }] }, "users.name: is NOT NULL, and is given NULL.", ["users", "literals", 0, "name"]],
    [
      "no integer",
      { users: [{ id: "x" }] },
      'users.id: is the rowid, which is an integer, and is given the text "x".',
      ["users", "literals", 0, "id"],
    ],
    [
      "NUL",
      { users: [{ name: "a\0b" }] },
      'users.name: is given the text "a\\u0000b", and text with a NUL in it cannot be written.',
      ["users", "literals", 0, "name"],
    ],
    [
      "half a character",
      { users: [{ name: "a\ud800" }] },
      'users.name: is given the text "a\\ud800", which has half of a character in it.',
      ["users", "literals", 0, "name"],
    ],
    [
      "too many bits",
      { users: [{ id: 2n ** 63n }] },
      "users.id: is given 9223372036854775808, which has more than 64 bits.",
      ["users", "literals", 0, "id"],
    ],
    [
      "a key that a generated row has",
      { users: [{ id: 17n }] },
      "users: the given row 1 and row 17 agree in (id), which is unique: give one of them another value.",
      ["users", "literals", 0],
    ],
    [
      "a key that another has, but for its case",
      { users: [{ email: "a@b.c" }, { email: "A@B.c" }] },
      "users: the given row 1 and row 2 agree in (email), which is unique: give one of them another value.",
      ["users", "literals", 0],
    ],
    [
      "a row that is not there",
      { posts: [{}, { user_id: 51n }] },
      "posts: the given row 2 refers by (user_id) to a row of users that is not there.",
      ["posts", "literals", 1],
    ],
  ])("are refused for %s", (_, literals, message, path) => {
    expect(problemsOf(schema, { others: 50, specs, literals })).toEqual([{ message, path: ["tables", ...path] }]);
  });
});
