import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { git, gitLine } from "../git.ts";
import { makeRepository } from "../throwaway-repository.ts";
import { githubRemote, pushRepository } from "./push.ts";

let folder: string;
let remote: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "push-"));
  remote = join(folder, "remote.git");
  git(folder, ["init", "--quiet", "--bare", remote]);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** A repository of one commit, with its hash. */
async function repository(name: string): Promise<{ path: string; hash: string }> {
  const path = join(folder, name);
  await mkdir(path);
  await writeFile(join(path, "name"), name);
  makeRepository(path, `acme/${name}`);
  return { path, hash: gitLine(path, ["rev-parse", "HEAD"]) };
}

const hashOf = (ref: string) => gitLine(remote, ["rev-parse", "--verify", ref]);
const push = (path: string, ...refs: string[]) => pushRepository(path, { url: remote }, refs, "unused");

describe("pushRepository", () => {
  it("pushes the same a second time, and moves what may move", async () => {
    const first = await repository("first");
    push(first.path, "refs/tags/v1.0.0");
    push(first.path, "refs/tags/v1.0.0");
    push(first.path, "+refs/tags/v1", "+refs/heads/main");
    const second = await repository("second");
    push(second.path, "refs/tags/v1.0.1");
    push(second.path, "+refs/tags/v1", "+refs/heads/main");
    expect(["v1.0.0", "v1.0.1", "v1", "main"].map(hashOf)).toEqual([first.hash, second.hash, second.hash, second.hash]);
  });

  it("never moves the tag of a version, and then moves nothing", async () => {
    const first = await repository("first");
    push(first.path, "refs/tags/v1.0.0", "+refs/tags/v1");
    const second = await repository("second");
    expect(() => push(second.path, "+refs/tags/v1", "refs/tags/v1.0.0")).toThrow("already exists");
    expect(["v1.0.0", "v1"].map(hashOf)).toEqual([first.hash, first.hash]);
  });

  it.skipIf(process.platform === "win32")(
    "gives ssh the key in a file that nobody else can read and that is gone afterwards, and never among its arguments",
    async () => {
      const programs = join(folder, "programs");
      await mkdir(programs);
      // Stands in for ssh: writes down how it was called and what the file behind `-i` holds.
      const report = join(folder, "report");
      await writeFile(
        join(programs, "ssh"),
        `#!/bin/sh\necho "$@" > '${report}'\nls -l "$4" | cut -c1-10 >> '${report}'\ncat "$4" >> '${report}'\nexit 1\n`,
        { mode: 0o755 },
      );
      vi.stubEnv("PATH", `${programs}:${process.env["PATH"]}`);
      vi.stubEnv("TMPDIR", join(folder, "temporary"));
      await mkdir(join(folder, "temporary"));
      const { path } = await repository("first");
      const to = { url: "git@github.com:libsql-actions/action-seed.git", key: "canary-key\nsecond line\n" };
      expect(() => pushRepository(path, to, ["refs/tags/v1.0.0"], "/known hosts")).toThrow();
      const [called, mode, ...key] = (await readFile(report, "utf8")).trim().split("\n");
      expect(called).toContain("StrictHostKeyChecking=yes -o UserKnownHostsFile=/known hosts git@github.com");
      expect(called).not.toContain("canary");
      expect([mode, ...key]).toEqual(["-rw-------", "canary-key", "second line"]);
      expect(await readdir(join(folder, "temporary"))).toEqual([]);
    },
  );
});

describe("githubRemote", () => {
  it("takes the key of the action, and says which one is not there", () => {
    const env = { DEPLOY_KEY_ACTION_SETUP_LIBSQL: "k", DEPLOY_KEY_ACTION_SEED: "" };
    expect(githubRemote("action-setup-libsql", env)).toEqual({
      url: "git@github.com:libsql-actions/action-setup-libsql.git",
      key: "k",
    });
    expect(() => githubRemote("action-seed", env)).toThrow("DEPLOY_KEY_ACTION_SEED is empty");
  });
});
