// Rows that do not meet their CHECKs get other values, and these depend on nothing that would move them later.
import type { StepDatabase } from "@libsql-actions/shared/database/memory";
import { describe, expect, it } from "vitest";
import { expectSound, seedGiven, seedWith, typedRows, withDatabase } from "../testing.ts";

type Rows = Record<string, string>[];

async function rowsOf(statements: readonly string[], rows: string, table = "t", seed = "42"): Promise<Rows> {
  return withDatabase(statements, async (db) => {
    await seedGiven(db, { rows, seed });
    await expectSound(db);
    return typedRows(db, table);
  });
}

const without = (rows: Rows, ...columns: string[]) =>
  rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !columns.includes(name))));

describe("rows that do not meet a CHECK", () => {
  it("are drawn again in the columns that it names, and in no others", async () => {
    const columns = "id INTEGER PRIMARY KEY, a INT NOT NULL, b INT NOT NULL, c INT NOT NULL, d TEXT";
    const before = await rowsOf([`CREATE TABLE t (${columns})`], "300");
    const after = await rowsOf([`CREATE TABLE t (${columns}, CHECK (a < b))`], "300");
    expect(without(after, "a", "b")).toEqual(without(before, "a", "b"));
    const numbers = (row: Record<string, string>) => [row["a"], row["b"]].map((cell) => Number(cell?.split(" ")[1]));
    const [moved, kept] = [after, after].map((rows, isKept) =>
      rows.filter((row, index) => (numbers(row).join() === numbers(before[index] ?? {}).join()) === (isKept === 1)),
    );
    // Half of the rows were good already: none of them has moved.
    expect(kept?.length).toBe(before.filter((row) => (numbers(row)[0] ?? 0) < (numbers(row)[1] ?? 0)).length);
    expect(moved?.length).toBeGreaterThan(100);
    for (const row of after) expect(numbers(row)[0]).toBeLessThan(numbers(row)[1] ?? 0);
  });

  it.each([
    ["drawn ones", ["CREATE TABLE t (a INT NOT NULL, b INT NOT NULL, CHECK (a < b))"]],
    [
      "keys of two foreign keys",
      [
        "CREATE TABLE u (id INTEGER PRIMARY KEY)",
        "CREATE TABLE t (a INTEGER REFERENCES u, b INTEGER REFERENCES u, PRIMARY KEY (a, b), CHECK (a < b)) WITHOUT ROWID",
      ],
    ],
    ["unique texts", ["CREATE TABLE t (a TEXT NOT NULL UNIQUE CHECK (substr(a, 1, 1) < 'm'))"]],
  ])("stay as they are when there are more of them: %s", async (_, statements) => {
    const [few, many] = [await rowsOf(statements, "100\nt=150"), await rowsOf(statements, "100\nt=400")];
    const all = new Set(many.map((row) => JSON.stringify(row)));
    expect(all.size).toBe(400);
    for (const row of few) expect(all).toContain(JSON.stringify(row));
  });

  it("stand behind those of an earlier step", async () => {
    const statements = [
      "CREATE TABLE u (id INTEGER PRIMARY KEY)",
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER NOT NULL REFERENCES u, b INTEGER NOT NULL REFERENCES u, UNIQUE (a, b), CHECK (a < b))",
    ];
    const inTwo = await withDatabase(statements, async (db: StepDatabase) => {
      await seedGiven(db, { rows: "u=60\nt=100" });
      await seedGiven(db, { rows: "t=200", include: "t", mode: "append" });
      await expectSound(db);
      return typedRows(db, "t");
    });
    expect(inTwo).toEqual(await rowsOf(statements, "u=60\nt=300"));
  });

  it("keep what belongs together in a row", async () => {
    const statements = [
      "CREATE TABLE p (a INTEGER, b TEXT, PRIMARY KEY (a, b))",
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER NOT NULL, b TEXT NOT NULL, c INT NOT NULL, FOREIGN KEY (a, b) REFERENCES p (a, b), CHECK (a <> c % 10))",
    ];
    expect(await rowsOf(statements, "p=10\nt=200")).toHaveLength(200);
  });

  it("may fail a function, which is no answer for the other rows", async () => {
    const rows = await rowsOf(
      ["CREATE TABLE t (a TEXT NOT NULL CHECK (json_extract(iif(length(a) > 5, a, '1'), '$') = 1))"],
      "100",
    );
    for (const { a = "" } of rows) expect(a.length).toBeLessThanOrEqual("text ".length + 5);
  });

  it("in a key are refused by number when there are not enough others", async () => {
    const statements = [
      "CREATE TABLE u (id INTEGER PRIMARY KEY)",
      "CREATE TABLE t (a INTEGER REFERENCES u, b INTEGER REFERENCES u, PRIMARY KEY (a, b), CHECK (a < b)) WITHOUT ROWID",
    ];
    await withDatabase(statements, async (db) => {
      const failure = await seedWith(db, 10, { t: 46 }).catch((problem: Error) => problem.message);
      expect(failure).toMatch(/t: no values were found for a, b that meet CHECK \(a < b\), and differ from row to row/);
      const rows = Number(/`rows: t=(\d+)`/.exec(String(failure))?.[1]);
      expect(rows).toBeGreaterThan(20);
      expect((await seedWith(db, 10, { t: rows })).tables).toMatchObject([{ written: 10 }, { written: rows }]);
    });
  });

  it("are not looked for without end where a key has room for any number", async () => {
    const statement = "CREATE TABLE t (a TEXT NOT NULL UNIQUE CHECK (a = 'never' || length(a)))";
    await withDatabase([statement], async (db) => {
      await expect(seedWith(db)).rejects.toThrow(/t: no values were found for a that meet CHECK/);
    });
  });
});
