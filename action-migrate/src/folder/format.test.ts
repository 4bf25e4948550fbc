import { expect, it } from "vitest";
import { readLayout } from "./format.ts";

const versions = (names: string[], wanted: "auto" | "plain" | "pair" = "auto") =>
  readLayout(names, wanted).scripts.map(({ version }) => version);

it("orders versions as numbers", () => {
  expect(versions(["10_b.sql", "2_a.sql", "001-c.sql"])).toEqual(["001", "2", "10"]);
  expect(versions(["20240102030405_a.sql", "3_b.sql"])).toEqual(["3", "20240102030405"]);
});

it("tells plain from pair", () => {
  expect(readLayout(["1_a.sql", "README.md"], "auto")).toMatchObject({
    format: "plain",
    scripts: [{ version: "1", name: "a", fileName: "1_a.sql" }],
  });
  const pair = readLayout(["0001_a.up.sql", "0001_a.down.sql", "2_b.UP.SQL"], "auto");
  expect(pair).toMatchObject({
    format: "pair",
    scripts: [
      { version: "0001", name: "a" },
      { version: "2", name: "b", fileName: "2_b.UP.SQL" },
    ],
  });
  expect(readLayout([], "auto")).toEqual({ format: "plain", scripts: [], ignored: [] });
});

it("leaves SQL files alone that have no version, and names them", () => {
  expect(readLayout(["1_a.sql", "seed.sql", "notes.txt"], "auto").ignored).toEqual(["seed.sql"]);
});

it.each<[string, string[], "auto" | "plain" | "pair", string]>([
  ["the same version twice", ["1_a.sql", "001_b.sql"], "auto", '"001_b.sql" and "1_a.sql" have the same version'],
  ["a down script twice", ["1_a.up.sql", "1_a.down.sql", "01_b.down.sql"], "auto", "have the same version"],
  ["a down script alone", ["1_a.up.sql", "2_b.down.sql"], "auto", '"2_b.down.sql" has no `.up.sql`'],
  ["plain among pair", ["1_a.up.sql", "2_b.sql"], "auto", '"2_b.sql" does not belong to a folder of the format `pair`'],
  ["pair read as plain", ["1_a.up.sql", "1_a.down.sql"], "plain", '"1_a.down.sql" does not belong'],
  ["plain read as pair", ["1_a.sql"], "pair", '"1_a.sql" does not belong'],
  ["a version without a name", ["001.sql"], "auto", '"001.sql" is not named'],
  ["a version too long", ["1234567890123456789_a.sql"], "auto", "at most 18 digits"],
  ["drizzle-kit", ["0000_a.sql", "meta"], "auto", "folder of drizzle-kit"],
  ["Flyway", ["V1__a.sql"], "auto", "folder of Flyway"],
  ["Atlas", ["1_a.sql", "atlas.sum"], "auto", "folder of Atlas"],
])("refuses %s", (_, names, wanted, message) => expect(() => readLayout(names, wanted)).toThrow(message));

it("reads the folder of another tool when it is told how", () => {
  expect(versions(["0000_a.sql", "meta"], "plain")).toEqual(["0000"]);
});
