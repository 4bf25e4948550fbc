import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { write } from "@libsql-actions/shared/testing/write-files";
import { expect, test } from "vitest";
import { compareDist } from "./stale-dist.ts";

test("bundles that are missing, out of date or left over are told apart", async () => {
  const folder = await mkdtemp(join(tmpdir(), "stale-dist-"));
  const [root, fresh] = [join(folder, "root"), join(folder, "fresh")];
  const same = { "action-a/dist/main/index.js": "same" };
  write(root, { "action-a/dist/main/1.js": "old", "action-a/dist/main/2.js": "left over", ...same });
  write(fresh, { "action-a/dist/main/1.js": "new", "action-a/dist/main/3.js": "missing", ...same });
  expect(await compareDist(root, fresh)).toEqual([
    "action-a/dist/main/1.js is out of date",
    "action-a/dist/main/2.js is left over",
    "action-a/dist/main/3.js is missing",
  ]);
  await rm(folder, { recursive: true });
});
