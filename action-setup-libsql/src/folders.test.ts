import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { makeFolder } from "./folders.ts";

it.skipIf(!existsSync("/proc/self"))("names the input whose folder cannot be made, where no folder can be", async () => {
  await expect(makeFolder("/proc/nope/data", "data-directory")).rejects.toThrow(
    /^The folder of `data-directory`, "\/proc\/nope\/data", cannot be written \(ENOENT\)/,
  );
});
