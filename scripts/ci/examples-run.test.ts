// The examples run only with Go at hand, in .ci/run. What holds of them without running is held here.
import { existsSync, globSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { write } from "@libsql-actions/shared/testing/write-files";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { lockProblems } from "../check/lock-file.ts";
import { yamlBlocks } from "../check/yaml-blocks.ts";
import { git, gitLine } from "../git.ts";
import { HOUSE } from "../run-tool.ts";
import { makeRepository } from "../throwaway-repository.ts";
import { copyExample, EXAMPLE_WORKFLOW, EXAMPLES } from "./examples-run.ts";

const folderOf = (name: string) => join(HOUSE, "examples", name);
const textOf = (name: string, file: string) => readFileSync(join(folderOf(name), file), "utf8");

it("every example with a workflow is run", () => {
  const found = globSync(`examples/*/${EXAMPLE_WORKFLOW}`, { cwd: HOUSE }).map((file) => file.split(/[\\/]/)[1]);
  expect(found.toSorted()).toEqual(Object.keys(EXAMPLES).toSorted());
});

it("the index leads to every folder of examples", () => {
  const index = readFileSync(join(HOUSE, "examples/README.md"), "utf8");
  const folders = globSync("examples/*/README.md", { cwd: HOUSE }).map((file) => file.split(/[\\/]/)[1]);
  expect(folders.length).toBeGreaterThan(Object.keys(EXAMPLES).length);
  for (const folder of folders) expect(index).toContain(`(${folder}/README.md)`);
});

describe.each(Object.keys(EXAMPLES))("examples/%s", (name) => {
  it("shows its workflow as it stands", () => {
    const shown = yamlBlocks(textOf(name, "README.md")).map(({ text }) => text);
    expect(shown).toContain(textOf(name, EXAMPLE_WORKFLOW));
  });

  it("may be copied as it is: exact versions, a lock file that is good for every registry and machine, and no way out of its folder", () => {
    const { dependencies, devDependencies } = JSON.parse(textOf(name, "package.json"));
    const lock = JSON.parse(textOf(name, "package-lock.json"));
    for (const version of Object.values({ ...dependencies, ...devDependencies })) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(lock.packages[""]).toMatchObject({ dependencies });
    expect(lockProblems(lock.packages)).toEqual([]);
    expect(textOf(name, "package-lock.json")).not.toMatch(/https?:\/\/[^"]*\.tgz/);
    for (const file of globSync("{src,test,drill}/**/*.js", { cwd: folderOf(name) }))
      expect(textOf(name, file)).not.toMatch(/from "(\.\.\/){2}/);
  });

  it("has nothing that runs by itself when it is installed", () => {
    expect(textOf(name, ".npmrc")).toMatch(/^ignore-scripts=true$/m);
  });

  it("asks for no more than to read, and ends in time", () => {
    const { permissions, jobs } = parse(textOf(name, EXAMPLE_WORKFLOW));
    expect(permissions).toEqual({ contents: "read" });
    for (const job of Object.values<Record<string, unknown>>(jobs)) expect(job["timeout-minutes"]).toBeLessThanOrEqual(10);
  });
});

it("an example is copied without what git ignores, and is then a repository of one commit", async () => {
  const folder = await mkdtemp(join(tmpdir(), "examples-run-"));
  try {
    const [source, target] = [join(folder, "source"), join(folder, "target")];
    write(source, { ".gitignore": "node_modules/\n", "node_modules/x.js": "", "src/kept.js": "kept\n" });
    git(source, ["init", "--quiet"]);
    copyExample(source, target);
    makeRepository(target, "acme/example");
    expect(readFileSync(join(target, "src/kept.js"), "utf8")).toBe("kept\n");
    expect(existsSync(join(target, "node_modules"))).toBe(false);
    expect(gitLine(target, ["status", "--porcelain"])).toBe("");
    expect(gitLine(target, ["rev-list", "--count", "HEAD"])).toBe("1");
  } finally {
    await rm(folder, { recursive: true });
  }
});
