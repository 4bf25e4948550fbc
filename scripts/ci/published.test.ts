import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ACTIONS, RELEASE } from "../names.ts";
import { publish } from "./published.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "published-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("has the suite, every action with its bundles, and the workflows that others call", () => {
  expect(publish(folder)).toEqual({ [RELEASE]: folder });
  const expected = [
    ...["action.yml", "action-validate-secrets/rotate/action.yml", "action-validate-secrets/dist/rotate/index.js"],
    ...ACTIONS.flatMap((action) => [`${action}/action.yml`, `${action}/dist/main/index.js`]),
    ...[".github/workflows/promote.yml", ".github/workflows/rotate-secrets.yml"],
  ];
  expect(expected.filter((file) => !existsSync(join(folder, file)))).toEqual([]);
});

it("names no action in a way that act does not know", () => {
  publish(folder);
  const named = globSync(["**/action.yml", ".github/workflows/*.yml"], { cwd: folder });
  for (const file of named) expect(readFileSync(join(folder, file), "utf8"), file).not.toMatch(/uses:\s*["']?\$\//);
});
