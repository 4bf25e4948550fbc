import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { write } from "@libsql-actions/shared/testing/write-files";
import { afterEach, beforeEach, expect, test } from "vitest";
import { machinePaths, missingModules } from "./repository.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "repository-"));
});
afterEach(() => rm(root, { recursive: true }));

const BUNDLE = "action-a/dist/main/index.js";

test("a bundle that names a path of the building machine is found", async () => {
  write(root, { [BUNDLE]: `const here = "/home/someone/project/x.js";` });
  expect(machinePaths(root, ["/home/someone/project"])).toEqual([
    `${BUNDLE} names the path /home/someone/project/ of this machine`,
  ]);
  expect(machinePaths(root, ["/home/else"])).toEqual([]);
});

test("a module that ncc did not find is told, but for those that are never loaded", async () => {
  write(root, { [BUNDLE]: `eval("require")("left-out"); eval("require")("bufferutil");` });
  expect(missingModules(root)).toEqual([`${BUNDLE} lacks the module left-out`]);
});
