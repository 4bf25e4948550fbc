import { describe, expect, it } from "vitest";
import type { Mode } from "./inputs.ts";
import type { Run } from "./load/run-table.ts";
import { type Found, goalOf } from "./mode.ts";

const MEANT = ["a", "b", "c"];
const found: Found = { held: new Set(["a"]), runs: [], extents: new Map(), isUnchanged: false };
const goal = (mode: Mode, more: Partial<Found> = {}) => {
  const { way, starts, mustBeEmpty, left } = goalOf(mode, MEANT, { ...found, ...more });
  return { way, starts: Object.fromEntries(starts), mustBeEmpty: [...mustBeEmpty], left: Object.fromEntries(left) };
};

describe("goalOf", () => {
  it("if-empty fills what holds no rows", () => {
    expect(goal("if-empty")).toEqual({
      way: "insert",
      starts: { b: 0, c: 0 },
      mustBeEmpty: ["b", "c"],
      left: { a: "held rows already" },
    });
  });

  it("if-empty goes on with what was left half-loaded", () => {
    const half = { state: "loading", tables: new Map([["a", { start: 0, count: 5 }]]) } as unknown as Run;
    expect(goal("if-empty", { runs: [half] })).toMatchObject({ starts: { a: 0, b: 0, c: 0 }, mustBeEmpty: MEANT, left: {} });
    expect(goal("if-empty", { runs: [{ ...half, state: "done" }] })).toMatchObject({ starts: { b: 0, c: 0 } });
  });

  it("append begins behind the rows and behind the highest key", () => {
    const extents = new Map([
      ["a", { rows: 7, highest: 12n }],
      ["b", { rows: 7, highest: undefined }],
      ["c", { rows: 3, highest: 2n ** 40n }],
    ]);
    expect(goal("append", { extents })).toEqual({ way: "insert", starts: { a: 12, b: 7, c: 3 }, mustBeEmpty: [], left: {} });
  });

  it("append goes on where a load began that did not come to its end", () => {
    const half = { state: "loading", tables: new Map([["a", { start: 4, count: 5 }]]) } as unknown as Run;
    const extents = new Map([["a", { rows: 9, highest: 9n }]]);
    expect(goal("append", { extents, runs: [half] })).toMatchObject({ starts: { a: 4, b: 0, c: 0 } });
  });

  it("reset and upsert take all", () => {
    expect(goal("reset")).toEqual({ way: "reset", starts: { a: 0, b: 0, c: 0 }, mustBeEmpty: [], left: {} });
    expect(goal("upsert")).toMatchObject({ way: "upsert", starts: { a: 0, b: 0, c: 0 } });
  });

  it("if-changed resets, or does nothing", () => {
    expect(goal("if-changed")).toMatchObject({ way: "reset", starts: { a: 0, b: 0, c: 0 }, left: {} });
    expect(goal("if-changed", { isUnchanged: true })).toMatchObject({
      starts: {},
      left: { a: "is unchanged", b: "is unchanged", c: "is unchanged" },
    });
  });
});
