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
    expect(read({})).toEqual({
      databaseUrls: [],
      authTokens: [],
      seed: "42",
      rows: { others: 10, named: new Map() },
      allowPlaintext: false,
    });
  });

  it.each<[string, number, [string, number][]]>([
    ["0", 0, []],
    ["250", 250, []],
    ["episodes=1000", 10, [["episodes", 1000]]],
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
      10,
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
    ["10000001", /at most 10000000/],
    ["a=99999999999999999999", /at most 10000000/],
    ["1\u0000", /give a number/],
  ])("refuses rows %j", (rows, message) => {
    expect(() => read({ rows })).toThrow(message);
  });

  it("takes any one-line seed and one database", () => {
    expect(read({ seed: " äö 🎲 " }).seed).toBe("äö 🎲");
    expect(() => read({ seed: "a\nb" })).toThrow(/one line/);
    expect(() => read({ "database-url": "file:a.db\nfile:b.db" })).toThrow(/one URL/);
  });
});
