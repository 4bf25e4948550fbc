// Tables with rows per parent: how many there are, whose they are, and what a changed range moves.
import { describe, expect, it } from "vitest";
import { planRows } from "./plan.ts";
import { planOf, problemsOf, requestOf, rowsOf, schemaOf, withTables, writePlan } from "./testing.ts";

const STATEMENTS = [
  "CREATE TABLE episodes (id INTEGER PRIMARY KEY, title TEXT)",
  "CREATE TABLE patterns (id INTEGER PRIMARY KEY)",
  "CREATE TABLE steps (id INTEGER PRIMARY KEY, episode_id INTEGER NOT NULL REFERENCES episodes, number INTEGER NOT NULL, note TEXT, token TEXT UNIQUE, UNIQUE (episode_id, number))",
  "CREATE TABLE notes (id INTEGER PRIMARY KEY, step_id INTEGER REFERENCES steps, kind TEXT CHECK (kind IN ('a', 'b', 'c', 'd', 'e')), UNIQUE (step_id, kind))",
  "CREATE TABLE uses (episode_id INTEGER NOT NULL REFERENCES episodes, pattern_id INTEGER NOT NULL REFERENCES patterns, PRIMARY KEY (episode_id, pattern_id))",
];
const schema = await schemaOf(STATEMENTS);
const per = (table: string, minimum: number, maximum: number) => ({ per: table, minimum, maximum });
const wanted = (minimum: number, maximum: number, episodes = 50) => ({
  rows: {
    episodes,
    patterns: 9,
    steps: per("episodes", minimum, maximum),
    notes: per("Steps", 0, 3),
    uses: per("episodes", 1, 4),
  },
  specs: { steps: { number: { generator: "ordinal" }, token: { generator: "email", unique: true } } } as const,
});

describe("rows per parent", () => {
  it("are as many as asked for, one parent after the other, and keep every key", async () => {
    await withTables(STATEMENTS, async (db, tables) => {
      const plan = planOf(tables, wanted(2, 5));
      await writePlan(db, plan);
      const steps = rowsOf(plan, "steps");
      const families = Map.groupBy(steps, (row) => row["episode_id"]);
      expect([...families.keys()]).toEqual(Array.from({ length: 50 }, (_, index) => BigInt(index + 1)));
      expect(new Set([...families.values()].map((rows) => rows.length))).toEqual(new Set([2, 3, 4, 5]));
      for (const rows of families.values())
        expect(rows.map((row) => row["number"])).toEqual(rows.map((_, index) => BigInt(index + 1)));
    });
  });

  it("spread over what a key lets them choose from", () => {
    const uses = rowsOf(planOf(schema, wanted(1, 1)), "uses");
    expect(new Set(uses.map((row) => row["pattern_id"])).size).toBe(9);
    const notes = rowsOf(planOf(schema, wanted(1, 1)), "notes");
    expect(new Set(notes.map((row) => row["kind"])).size).toBe(5);
  });

  it("are only more when the range is wider, and stay when there are more parents", () => {
    const byPlace = (rows: Record<string, unknown>[]) =>
      new Map(rows.map(({ id: _, ...row }) => [`${row["episode_id"]}/${row["number"]}`, row]));
    const before = byPlace(rowsOf(planOf(schema, wanted(2, 5)), "steps"));
    for (const changed of [wanted(2, 9), wanted(2, 5, 60), wanted(3, 6)]) {
      const after = byPlace(rowsOf(planOf(schema, changed), "steps"));
      expect(after.size).toBeGreaterThan(before.size);
      for (const [place, row] of before) expect(after.get(place)).toEqual(row);
    }
  });

  it("give the same row in any order", () => {
    const plan = planOf(schema, wanted(0, 5));
    const steps = plan.tables.find(({ table }) => table.name === "steps");
    const rows = rowsOf(plan, "steps");
    const shuffled = rows.map((_, index) => (index * 7) % rows.length);
    expect(shuffled.map((index) => steps?.row(index))).toEqual(shuffled.map((index) => Object.values(rows[index] ?? {})));
  });

  it("go on with the parents that are new", async () => {
    await withTables(STATEMENTS, async (db, tables) => {
      const first = planOf(tables, wanted(2, 5));
      await writePlan(db, first);
      const start = Object.fromEntries(first.tables.map(({ table, count }) => [table.name, count]));
      const more = planOf(tables, { ...wanted(2, 5, 7), rows: { ...wanted(2, 5, 7).rows, patterns: 0 }, start });
      await writePlan(db, more);
      const whole = planOf(tables, wanted(2, 5, 57));
      expect([...rowsOf(first, "steps"), ...rowsOf(more, "steps")]).toEqual(rowsOf(whole, "steps"));
    });
  });

  it.each<[string, Parameters<typeof problemsOf>[1], RegExp, string]>([
    [
      "a table that is not there",
      { rows: { steps: per("episode", 1, 2) } },
      /^steps: has rows per episode, which is no table/,
      "steps",
    ],
    ["its own table", { rows: { steps: per("steps", 1, 2) } }, /^steps: has rows per steps, which is the table itself/, "steps"],
    [
      "a table it does not refer to",
      { rows: { steps: per("patterns", 1, 2) } },
      /^steps: has rows per patterns, and no column of its own refers to it/,
      "steps",
    ],
    ["each other", { rows: { steps: per("notes", 1, 2), notes: per("steps", 1, 2) } }, /counted per table in a circle/, "steps"],
    [
      "more than a key has room for",
      { rows: { notes: per("steps", 1, 6) } },
      /UNIQUE \(step_id, kind\) has room for 5 different rows per row of steps, and up to 6/,
      "notes",
    ],
    [
      "a parent without new rows",
      { rows: { episodes: 0, steps: per("episodes", 1, 2) }, start: { episodes: 5, steps: 9 } },
      /gets no new rows, and holds rows already/,
      "steps",
    ],
  ])("are refused for %s", (_, request, message, table) => {
    const found = problemsOf(schema, { others: 3, ...request });
    expect(found.map((one) => one.message).join("\n")).toMatch(message);
    expect(found.find((one) => message.test(one.message))?.path).toEqual(["tables", table, "rows"]);
  });

  it.each(["the input `rows`", "the profile"])("are missing for an ordinal where %s has overruled the spec", (said) => {
    const { tables, ...request } = requestOf(schema, { specs: { steps: { number: { generator: "ordinal" } } } });
    const overruled = new Map([...tables].map(([name, table]) => [name, { ...table, said }]));
    expect(() => planRows({ ...request, tables: overruled })).toThrow(
      `steps.number: counts the rows of one parent, and ${said} gives steps 10 rows in all: leave steps out of that, so that the spec counts, or give the column another generator.`,
    );
  });

  it("are wanted for an ordinal", () => {
    const found = problemsOf(schema, { specs: { steps: { number: { generator: "ordinal" } } } });
    expect(found.map((one) => one.message).join("\n")).toMatch(
      /steps\.number: counts the rows of one parent, and steps has no rows per parent/,
    );
  });
});
