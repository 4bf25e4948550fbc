import { describe, expect, it } from "vitest";
import { checkSpec } from "./check-spec.ts";
import { schemaOf } from "./plan/testing.ts";
import { readSpec } from "./spec/read-spec.ts";

const schema = await schemaOf([
  "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, upper TEXT AS (upper(name)))",
  'CREATE TABLE "x\n##[error]y" (a)',
]);
const problemsOf = async (text: string): Promise<string[]> => {
  const file = await readSpec(text, "seed.yaml", async () => "");
  try {
    checkSpec(schema, file);
  } catch (problem) {
    return (problem as Error).message.split("\n");
  }
  return [];
};

describe("names in a spec", () => {
  it("are those of the schema, in any case of letters", async () => {
    expect(await problemsOf("tables: {USERS: {rows: 2, columns: {Name: word}}}\nprofiles: {p: {Users: 1, '*': 0}}")).toEqual([]);
  });

  it("are told all at once when they are not, at their places", async () => {
    const text = `tables:
  user: {rows: 2}
  users: {rows: {per: teams, minimum: 1, maximum: 2}, columns: {nam: word, upper: word}, literals: [{di: 1}]}
profiles:
  p: {nobody: 1}
`;
    expect(await problemsOf(text)).toEqual([
      "The spec has 6 problems:",
      'seed.yaml:2:3: tables: "user" is no table of the database. It has "users", "x\\n##[error]y".',
      'seed.yaml:3:23: tables.users.rows.per: "teams" is no table of the database.',
      'seed.yaml:3:70: tables.users.columns: "nam" is no column of users. It has "id", "name", "upper".',
      'seed.yaml:3:83: tables.users.columns: "upper" is computed by the database and takes no values: leave it out.',
      'seed.yaml:3:106: tables.users.literals: "di" is no column of users. It has "id", "name", "upper".',
      'seed.yaml:5:15: profiles.p: "nobody" is no table of the database. It has "users", "x\\n##[error]y".',
    ]);
  });

  it("are shown on one line, harmless, as everywhere in a spec", async () => {
    expect(await problemsOf('tables: {"x\\n##[error]y": {columns: {b: word}}}')).toEqual([
      'seed.yaml:1:41: tables."x\\n##[error]y".columns: "b" is no column of x ## [error]y. It has "a".',
    ]);
  });
});
