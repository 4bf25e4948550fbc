// What happens to the rows of a table that is made into another, and what is said of them.
import { describe, expect, it } from "vitest";
import { closeDifferences } from "./closing.ts";
import { introspect } from "./introspect.ts";
import { openDatabase, run, schemaOf } from "./testing.ts";

const T = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT DEFAULT 'x', b INT)";

describe("closeDifferences", () => {
  it("goes on with the numbers of AUTOINCREMENT, and keeps the values of all columns that stay", async () => {
    const actual = [
      "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a, z, CHECK (id > 0))",
      "INSERT INTO t VALUES (7, 'seven', 0), (9, 'nine', 0)",
      "DELETE FROM t WHERE id = 9",
    ];
    const database = await openDatabase();
    await run(database, actual);
    const { statements } = closeDifferences(
      await introspect(database),
      await schemaOf("CREATE TABLE t (new, id INTEGER PRIMARY KEY AUTOINCREMENT, a)"),
    );
    expect(statements.every(({ sketch }) => sketch !== undefined)).toBe(true);
    await run(database, [...statements.map(({ sql }) => sql), "INSERT INTO t (a) VALUES ('next')"]);
    const { rows } = await database.query("SELECT id, a FROM t ORDER BY id");
    database.close();
    expect(rows.map((row) => Array.from(row))).toEqual([
      [7n, "seven"],
      [10n, "next"],
    ]);
  });

  it("marks what leaves rows as they are though the new definition forbids them", async () => {
    const sketches = async (column: string) =>
      closeDifferences(await schemaOf(T), await schemaOf(T.replace("b INT", column))).statements.map(({ sketch }) => sketch);
    expect(await sketches("b INT DEFAULT 1")).toEqual([undefined]);
    expect(await sketches("b INT NOT NULL")).toEqual(["rows that are there are not checked"]);
    expect(await sketches("b INT CHECK (b > 0)")).toEqual(["rows that are there are not checked"]);
    expect(await sketches("b TEXT")).toEqual(["values that are there keep their type"]);
  });
});
