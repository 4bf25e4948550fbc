import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { describe, expect, it } from "vitest";
import { readSeedInputs } from "./inputs.ts";

function read(given: Record<string, string>) {
  const reader = new InputReader((name) => given[name] ?? "");
  const inputs = readSeedInputs(reader);
  reader.finish();
  return inputs;
}

describe("readSeedInputs", () => {
  it("has defaults", () => {
    expect(read({})).toMatchObject({
      databaseUrls: [],
      authTokens: [],
      spec: undefined,
      data: [],
      seed: "42",
      rows: { others: undefined, named: new Map() },
      mode: "if-empty",
      dryRun: false,
      withoutDatabase: false,
      verify: true,
      allowRemote: false,
      allowPlaintext: false,
    });
  });

  it.each<[string, number | undefined, [string, number][]]>([
    ["0", 0, []],
    ["250", 250, []],
    ["episodes=1000", undefined, [["episodes", 1000]]],
    [
      "5\n episodes = 7 \n\nsteps=0\n",
      5,
      [
        ["episodes", 7],
        ["steps", 0],
      ],
    ],
    [
      "a=b=3\n名 前=4",
      undefined,
      [
        ["a=b", 3],
        ["名 前", 4],
      ],
    ],
  ])("reads rows %j", (rows, others, named) => {
    expect(read({ rows }).rows).toEqual({ others, named: new Map(named) });
  });

  it.each([
    ["many", /give a number, or lines such as/],
    ["=3", /give a number/],
    ["a=-1", /give a number/],
    ["a=1.5", /give a number/],
    ["a=", /give a number/],
    ["1\n2", /two numbers for all tables/],
    ["a=1\na=2", /named twice/],
    ["A=5\na=6", /named twice/],
    ["100000001", /at most 100000000/],
    ["a=99999999999999999999", /at most 100000000/],
    ["1\u0000", /give a number/],
  ])("refuses rows %j", (rows, message) => {
    expect(() => read({ rows })).toThrow(message);
  });

  it("takes any one-line seed", () => {
    expect(read({ seed: " äö 🎲 " }).seed).toBe("äö 🎲");
    expect(() => read({ seed: "a\nb" })).toThrow(/one line/);
  });

  it("takes several databases, or none with a schema", () => {
    expect(read({ "database-url": "file:a.db\nfile:b.db" }).databaseUrls).toEqual(["file:a.db", "file:b.db"]);
    expect(read({ "database-url": "none", schema: "a.sql", output: "a.json" })).toMatchObject({
      databaseUrls: [],
      withoutDatabase: true,
      schema: "a.sql",
      output: ["a.json"],
    });
  });

  it.each<[Record<string, string>, RegExp]>([
    [{ mode: "clear" }, /`if-empty`.*`append`.*`reset`.*`upsert`.*`if-changed`/],
    [{ "database-url": "none\nfile:a.db", schema: "a.sql", output: "a.json" }, /beside databases/],
    [{ "database-url": "none", output: "a.json" }, /schema.*is needed with `database-url: none`/],
    [{ "database-url": "none", schema: "a.sql" }, /output.*is needed with `database-url: none`/],
    [{ schema: "a.sql" }, /schema.*is only for `database-url: none`/],
    [
      { "database-url": "none", schema: "a.sql", output: "a.json", "compare-with": "file:b.db" },
      /needs a database to compare with/,
    ],
    [{ "compare-auth-token": "x" }, /the token for `compare-with`/],
    [{ profile: "minimal" }, /is a profile of a spec/],
    [{ spec: "a.yaml", "derive-spec": "b.yaml" }, /leave `spec` out/],
    [{ "derive-spec": "b.txt" }, /`\.yaml`, `\.yml` or `\.json`/],
    [{ "derive-spec": "b.yaml", "dry-run": "true" }, /leave one of the two out/],
    [{ output: "a.csv" }, /`\.json`, `\.ndjson`, `\.sql`, `\.db`/],
    [{ output: "a.db", mode: "append" }, /cannot be a database with `mode: append`/],
  ])("refuses %o", (given, message) => {
    expect(() => read(given)).toThrow(message);
  });

  it("says all problems at once", () => {
    const given = { mode: "x", rows: "many", "dry-run": "maybe" };
    for (const name of Object.keys(given)) expect(() => read(given)).toThrow(`\`${name}\``);
  });
});
