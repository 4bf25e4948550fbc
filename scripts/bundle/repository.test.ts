import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compareDist } from "../check/stale-dist.ts";
import { unpinnedActions } from "../check/workflows.ts";
import { machinePaths, missingModules } from "./repository.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "repository-"));
});
afterEach(() => rm(root, { recursive: true }));

async function put(file: string, text: string, folder = root): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), text);
}

const BUNDLE = "action-a/dist/main/index.js";

test("a bundle that names a path of the building machine is found", async () => {
  await put(BUNDLE, `const here = "/home/someone/project/x.js";`);
  expect(machinePaths(root, ["/home/someone/project"])).toEqual([
    `${BUNDLE} names the path /home/someone/project/ of this machine`,
  ]);
  expect(machinePaths(root, ["/home/else"])).toEqual([]);
});

test("a module that ncc did not find is told, but for those that are never loaded", async () => {
  await put(BUNDLE, `eval("require")("left-out"); eval("require")("bufferutil");`);
  expect(missingModules(root)).toEqual([`${BUNDLE} lacks the module left-out`]);
});

test("bundles that are missing, out of date or left over are told apart", async () => {
  const fresh = await mkdtemp(join(tmpdir(), "fresh-"));
  await put("action-a/dist/main/1.js", "old");
  await put("action-a/dist/main/1.js", "new", fresh);
  await put("action-a/dist/main/2.js", "left over");
  await put("action-a/dist/main/3.js", "missing", fresh);
  await put(BUNDLE, "same");
  await put(BUNDLE, "same", fresh);
  expect(await compareDist(root, fresh)).toEqual([
    "action-a/dist/main/1.js is out of date",
    "action-a/dist/main/2.js is left over",
    "action-a/dist/main/3.js is missing",
  ]);
  await rm(fresh, { recursive: true });
});

test("an action of others that is not pinned by commit and version is found", async () => {
  const commit = "a".repeat(40);
  await put(
    ".github/workflows/ci.yml",
    `      - uses: actions/checkout@v7\n      - uses: actions/checkout@${commit}\n      - uses: actions/checkout@${commit} # v7.0.1\n      - uses: ./action-a\n`,
  );
  expect(unpinnedActions(root)).toEqual([
    ".github/workflows/ci.yml:1: actions/checkout@v7 is not pinned: write <commit hash> # v<version>",
    `.github/workflows/ci.yml:2: actions/checkout@${commit} is not pinned: write <commit hash> # v<version>`,
  ]);
});
