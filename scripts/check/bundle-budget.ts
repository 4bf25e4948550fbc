// What a bundle may weigh. Users download every byte, and `index.js` is read at each start, so growth has to be wanted:
// the numbers in scripts/bundle-budget.json are raised by hand, in the change that needs it.
import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { bundlesOf } from "../bundle/list.ts";
import { readManifests } from "../manifest.ts";

/** Bytes: `start` of index.js, `total` of all JavaScript of the bundle. */
export interface Weight {
  start: number;
  total: number;
}

export async function checkBundleBudget(root: string): Promise<string[]> {
  const budget: Record<string, Weight> = JSON.parse(readFileSync(join(root, "scripts/bundle-budget.json"), "utf8"));
  const weights = bundlesOf(readManifests(root)).map(({ name, folder }) => [name, weigh(join(root, folder))] as const);
  return budgetProblems(budget, Object.fromEntries(weights));
}

/** What the bundle in a folder weighs. */
export function weigh(folder: string): Weight {
  const sizes = globSync("*.js", { cwd: folder }).map((file) => statSync(join(folder, file)).size);
  const start = statSync(join(folder, "index.js"), { throwIfNoEntry: false })?.size ?? 0;
  return { start, total: sizes.reduce((sum, size) => sum + size, 0) };
}

/** Where the bundles (name → weight) and their budget do not fit together. */
export function budgetProblems(budget: Readonly<Record<string, Weight>>, weights: Readonly<Record<string, Weight>>): string[] {
  const problems = Object.keys(budget)
    .filter((name) => weights[name] === undefined)
    .map((name) => `There is a budget for ${name}, but no such bundle`);
  for (const [name, weight] of Object.entries(weights)) {
    const allowed = budget[name];
    if (allowed === undefined) problems.push(`${name} has no budget. It weighs ${JSON.stringify(weight)}`);
    else if (weight.start > allowed.start)
      problems.push(`${name}/index.js has ${weight.start} bytes, allowed are ${allowed.start}`);
    else if (weight.total > allowed.total) problems.push(`${name} has ${weight.total} bytes, allowed are ${allowed.total}`);
  }
  return problems;
}
