// The consumer is run by act in .ci/run. Here GitHub's own parser holds its workflows against the actions of this checkout.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkWorkflows } from "../check/workflows.ts";
import { gitLine } from "../git.ts";
import { readManifests } from "../manifest.ts";
import { HOUSE } from "../run-tool.ts";
import { CONSUMER, makeConsumer } from "./consumer.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "consumer-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("the consumer", () => {
  it("gives the actions inputs that they have, and takes outputs that they have", async () => {
    for (const { file } of readManifests(HOUSE)) await cp(join(HOUSE, file), join(folder, file));
    await cp(join(CONSUMER, ".github"), join(folder, ".github"), { recursive: true });
    const problems = await checkWorkflows(folder);
    // It uses them by the tag that moves, which is what users do.
    expect(problems.filter((problem) => !/ libsql-actions\/\S+@v1 is not pinned/.test(problem))).toEqual([]);
    expect(problems).toHaveLength(8);
  });

  it("is a repository of its own, with all its files in one commit", () => {
    const path = join(folder, "podcasts");
    makeConsumer(path);
    expect(gitLine(path, ["rev-parse", "--show-toplevel"])).toMatch(/podcasts$/);
    expect(gitLine(path, ["status", "--porcelain"])).toBe("");
    expect(gitLine(path, ["ls-files"]).split("\n")).toContain(".github/workflows/suite.yml");
  });
});
