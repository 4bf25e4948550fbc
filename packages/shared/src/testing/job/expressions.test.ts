// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are expressions of GitHub Actions
import { describe, expect, it } from "vitest";
import { bareConditionHolds, conditionHolds, type ExpressionScope, interpolate, type StatusFunctions } from "./expressions.ts";

const scope: ExpressionScope = {
  contexts: {
    github: { server_url: "https://github.com", token: "t0ken", event: { number: 7 }, constructor: "x" },
    job: { status: "success" },
    runner: { os: "Linux" },
    matrix: null,
    env: new Map([
      ["Name", "upper"],
      ["name", "lower"],
    ]),
  },
};

const status = (now: "success" | "failure" | "cancelled"): StatusFunctions => ({
  success: () => now === "success",
  failure: () => now === "failure",
  cancelled: () => now === "cancelled",
});

describe("interpolate", () => {
  it.each([
    ["plain", "plain"],
    ["", ""],
    ["${{ github.token }}", "t0ken"],
    ["${{ github.server_url == 'https://github.com' && github.token || '' }}", "t0ken"],
    ["${{ github.server_url == 'https://ghes.example' && github.token || '' }}", ""],
    ["a ${{ runner.os }}-${{ job.status }} b", "a Linux-success b"],
    ["${{ github['event'].number }}", "7"],
    ["${{ !(1 != 2) }}", "false"],
    ["${{ null }}", ""],
    ["${{ matrix.backend }}", ""],
    ["${{ github.event.missing.deeper }}", ""],
    ["${{ 'it''s }} fine' }}", "it's }} fine"],
    ["${{ env.Name }}/${{ env.name }}", "upper/lower"],
    ["${{ toJSON(github.event) }}", '{\n  "number": 7\n}'],
    ["${{ fromJSON('[1,2]')[1] }}", "2"],
    ["${{ format('{0}-{1}', runner.os, 1) }}", "Linux-1"],
    ["${{ contains('abc', 'B') }}${{ startsWith('abc', 'a') }}${{ endsWith('abc', 'x') }}", "truetruefalse"],
    ["$ {{ not one }}", "$ {{ not one }}"],
  ])("turns %j into %j", (template, expected) => {
    expect(interpolate(template, scope)).toBe(expected);
  });

  it.each([
    ["${{ secrets.X }}", "Unrecognized named-value: 'secrets'"],
    ["${{ hashFiles('a') }}", "Unrecognized function: 'hashFiles'"],
    ["${{ success() }}", "Unrecognized function: 'success'"],
    ["${{ github. }}", "Cannot evaluate ${{ github. }}"],
    ["${{ 1 + 1 }}", "Cannot evaluate"],
    ["${{ github.token", "is not closed"],
    ["${{ github.event }}", "is an object, and text is wanted"],
  ])("refuses %j", (template, message) => {
    expect(() => interpolate(template, scope)).toThrow(message);
  });
});

describe("conditionHolds", () => {
  const holds = (condition: string, now: "success" | "failure" | "cancelled") =>
    conditionHolds(condition, { ...scope, status: status(now) });

  it("adds success() to a condition that asks for no status", () => {
    expect(holds("", "success")).toBe(true);
    expect(holds("", "failure")).toBe(false);
    expect(holds("runner.os == 'Linux'", "success")).toBe(true);
    expect(holds("runner.os == 'Linux'", "failure")).toBe(false);
    expect(holds("runner.os == 'always()'", "failure")).toBe(false);
  });

  it("leaves a condition alone that asks for a status", () => {
    expect(holds("always()", "cancelled")).toBe(true);
    expect(holds("${{ failure() && runner.os == 'Linux' }}", "failure")).toBe(true);
    expect(holds("failure()", "success")).toBe(false);
    expect(holds("!cancelled()", "failure")).toBe(true);
    expect(holds("Cancelled()", "cancelled")).toBe(true);
  });

  it("takes a value for what JavaScript takes it for, null and the empty string for false", () => {
    for (const falsy of ["''", "0", "null", "false", "matrix.x"]) expect(holds(falsy, "success")).toBe(false);
    for (const truthy of ["'0'", "1", "github", "'false'"]) expect(holds(truthy, "success")).toBe(true);
  });

  it("does not add success() to post-if", () => {
    expect(bareConditionHolds("runner.os == 'Linux'", { ...scope, status: status("failure") })).toBe(true);
    expect(bareConditionHolds("success()", { ...scope, status: status("failure") })).toBe(false);
  });
});
