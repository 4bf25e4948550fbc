import { expect, it } from "vitest";
import { budgetProblems } from "./bundle-budget.ts";

it("holds each bundle against its budget, and the budget against the bundles", () => {
  const budget = {
    a: { start: 10, total: 20 },
    b: { start: 10, total: 20 },
    c: { start: 10, total: 20 },
    gone: { start: 1, total: 1 },
  };
  const weights = {
    a: { start: 10, total: 20 },
    b: { start: 11, total: 11 },
    c: { start: 1, total: 21 },
    fresh: { start: 1, total: 2 },
  };
  expect(budgetProblems(budget, weights)).toEqual([
    "There is a budget for gone, but no such bundle",
    "b/index.js has 11 bytes, allowed are 10",
    "c has 21 bytes, allowed are 20",
    'fresh has no budget. It weighs {"start":1,"total":2}',
  ]);
});
