import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { write } from "@libsql-actions/shared/testing/write-files";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { git } from "../git.ts";
import { AUTHOR, commitAll, makeRepository } from "../throwaway-repository.ts";
import { judgeTag } from "./judge-tag.ts";

let root: string;
const run = (...args: string[]) => git(root, args, { env: AUTHOR });
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "judge-tag-"));
  write(root, { "CHANGELOG.md": "# Changelog\n\n## 1.1.0\n\n- New\n\n## 1.0.0\n\n- First\n" });
  makeRepository(root, "acme/one");
  run("update-ref", "refs/remotes/origin/main", "HEAD");
});
afterEach(() => rm(root, { recursive: true }));

describe("judgeTag", () => {
  it("takes a tag of what is checked out, with a message or without", () => {
    run("tag", "v1.0.0");
    run("tag", "--annotate", "-m", "Said", "v1.1.0");
    expect(judgeTag(root, "v1.1.0")).toEqual({ version: "1.1.0", major: "v1", isNewest: true, changes: "- New" });
    expect(judgeTag(root, "v1.0.0")).toMatchObject({ isNewest: false, changes: "- First" });
  });

  it("takes a commit that main has gone past", () => {
    run("tag", "v1.1.0");
    commitAll(root, "Two");
    run("update-ref", "refs/remotes/origin/main", "HEAD");
    run("checkout", "--quiet", "v1.1.0");
    expect(judgeTag(root, "v1.1.0").version).toBe("1.1.0");
  });

  it("refuses a tag of another commit than the one that is checked out", () => {
    run("tag", "v1.1.0");
    commitAll(root, "Two");
    expect(() => judgeTag(root, "v1.1.0")).toThrow("is checked out");
  });

  it("refuses a commit that main does not have, and a checkout that does not have main", () => {
    commitAll(root, "Aside");
    run("tag", "v1.1.0");
    expect(() => judgeTag(root, "v1.1.0")).toThrow("v1.1.0 is not on main");
    run("update-ref", "-d", "refs/remotes/origin/main");
    expect(() => judgeTag(root, "v1.1.0")).toThrow("fetch main");
  });

  it("refuses a tag that is not there, and a version of which nothing is said", () => {
    expect(() => judgeTag(root, "v1.1.0")).toThrow("Needed a single revision");
    run("tag", "v1.2.0");
    expect(() => judgeTag(root, "v1.2.0")).toThrow('write a section "## 1.2.0"');
  });
});
