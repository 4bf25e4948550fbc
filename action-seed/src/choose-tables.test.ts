import type { Schema } from "@libsql-actions/shared/schema/table";
import { describe, expect, it } from "vitest";
import { chooseTables } from "./choose-tables.ts";
import type { Spec } from "./spec/spec.ts";

// Nothing but the names is looked at.
const schema = { tables: ["episodes", "steps", "Agent_Notes", "名前"].map((name) => ({ name })) } as unknown as Schema;
const everything: Parameters<typeof chooseTables>[1] = {
  rows: { others: undefined, named: new Map<string, number>() },
  include: [],
  exclude: [],
  profile: undefined,
};

const spec: Spec = {
  version: 1,
  lists: new Map(),
  groups: new Map(),
  tables: new Map([
    ["Episodes", { rows: 50, columns: new Map(), literals: [] }],
    ["steps", { rows: { per: "episodes", minimum: 1, maximum: 3 }, columns: new Map(), literals: [] }],
    ["agent_notes", { columns: new Map(), literals: [] }],
  ]),
  profiles: new Map([
    ["minimal", new Map([["episodes", 5]])],
    [
      "large",
      new Map<string, number>([
        ["*", 900],
        ["EPISODES", 7_000],
      ]),
    ],
  ]),
};

const rowsOf = (choice: Partial<typeof everything>, given?: Spec) =>
  Object.fromEntries([...chooseTables(schema, { ...everything, ...choice }, given)].map(([name, { rows }]) => [name, rows]));

describe("chooseTables", () => {
  it("takes all tables of the schema without a spec, and those of the spec with one", () => {
    expect(rowsOf({})).toEqual({ episodes: 10, steps: 10, Agent_Notes: 10, 名前: 10 });
    expect(rowsOf({}, spec)).toEqual({ episodes: 50, steps: { per: "episodes", minimum: 1, maximum: 3 }, Agent_Notes: 10 });
  });

  it("has the inputs overrule the profile, and the profile the spec", () => {
    const rows = { others: undefined, named: new Map([["STEPS", 3]]) };
    expect(rowsOf({ profile: "minimal" }, spec)).toMatchObject({ episodes: 5, Agent_Notes: 10 });
    expect(rowsOf({ profile: "large" }, spec)).toEqual({ episodes: 7_000, steps: 900, Agent_Notes: 900 });
    expect(rowsOf({ profile: "large", rows }, spec)).toEqual({ episodes: 7_000, steps: 3, Agent_Notes: 900 });
    expect(rowsOf({ rows: { others: 2, named: new Map([["名前", 4]]) } }, spec)).toEqual({
      episodes: 2,
      steps: 2,
      Agent_Notes: 2,
      名前: 4,
    });
  });

  it("leaves out what is excluded, not included, or is to get no rows", () => {
    expect(rowsOf({ include: ["agent_*", "s?eps"] })).toEqual({ steps: 10, Agent_Notes: 10 });
    expect(rowsOf({ exclude: ["*s"] })).toEqual({ 名前: 10 });
    expect(rowsOf({ rows: { others: undefined, named: new Map([["steps", 0]]) } })).toEqual({
      episodes: 10,
      Agent_Notes: 10,
      名前: 10,
    });
  });

  it("names what does not exist, all at once", () => {
    const rows = { others: undefined, named: new Map([["nope", 1]]) };
    expect(() => rowsOf({ rows, include: ["x*"], exclude: ["steps", "y"] })).toThrow(
      'The input `rows` names tables that the database does not have: "nope". The input `include` names tables that the database does not have: "x*". The input `exclude` names tables that the database does not have: "y". It has "episodes", "steps", "Agent_Notes", "名前".',
    );
    expect(() => rowsOf({ profile: "huge" }, spec)).toThrow(
      'The input `profile` is "huge", which the spec does not have. It has "minimal", "large".',
    );
  });
});
