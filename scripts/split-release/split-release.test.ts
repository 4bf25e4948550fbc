// Splits a small monorepo of its own, so that every byte can be told, and the one that these tests stand in.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { write } from "@libsql-actions/shared/testing/write-files";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readMarkdown } from "../check/markdown.ts";
import { git, gitLine } from "../git.ts";
import { ACTIONS } from "../names.ts";
import { HOUSE } from "../run-tool.ts";
import { splitRelease } from "./split-release.ts";

const AUTHOR = { GIT_AUTHOR_NAME: "Ada", GIT_AUTHOR_EMAIL: "ada@x", GIT_AUTHOR_DATE: "1700000000 +0530" };
const COMMITTER = { GIT_COMMITTER_NAME: "Bo", GIT_COMMITTER_EMAIL: "bo@x", GIT_COMMITTER_DATE: "1700000060 -0300" };

/** An action with what is published, and what is not. Its bundle has bytes that no text has, and both kinds of line ends. */
const action = (name: string) => ({
  [`${name}/action.yml`]: `name: ${name}\n`,
  [`${name}/README.md`]: "[errors](../docs/errors.md)\n",
  [`${name}/dist/main/index.js`]: Buffer.from([0xff, 0x0d, 0x0a, 0x00, 0x0a]),
  [`${name}/dist/main/package.json`]: '{"type":"module"}',
  [`${name}/src/index.ts`]: "",
  [`${name}/package.json`]: "{}",
});
const FILES = {
  ...Object.assign({}, ...ACTIONS.map(action)),
  "action-validate-secrets/rotate/action.yml": "runs: {main: ../dist/rotate/index.js}\n",
  "action-validate-secrets/rotate/README.md": "",
  "action-validate-secrets/dist/rotate/index.js": "",
  "docs/errors.md": "",
  LICENSE: "MIT\n",
};

let folder: string;
let root: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "split-"));
  root = join(folder, "monorepo");
  write(root, FILES);
  git(root, ["init", "--quiet"]);
  commit("Everything");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

function commit(message: string): string {
  git(root, ["add", "--all"]);
  git(root, ["commit", "--quiet", "-m", message], { env: { ...AUTHOR, ...COMMITTER } });
  return gitLine(root, ["rev-parse", "HEAD"]);
}

async function filesOf(path: string): Promise<string[]> {
  const found = await readdir(path, { recursive: true, withFileTypes: true });
  const files = found.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name).slice(path.length + 1));
  return files.map((file) => file.split(sep).join("/")).filter((file) => !file.startsWith(".git/"));
}

describe("splitRelease", () => {
  it("makes of each action a repository that holds what users run and read, and nothing else", async () => {
    const hash = gitLine(root, ["rev-parse", "HEAD"]);
    const split = await splitRelease(root, "HEAD", join(folder, "out"));
    expect(split.map((one) => one.action)).toEqual(ACTIONS);
    const sums = split.map(({ action: name, sha256 }) => `${sha256}  ${name}.tar\n`).join("");
    expect(sums).toMatch(/^([0-9a-f]{64} {2}action-[a-z-]+\.tar\n){4}$/);
    expect(await readFile(join(folder, "out/SHA256SUMS"), "utf8")).toBe(sums);
    const usual = ["LICENSE", "README.md", "SOURCE", "action.yml", "dist/main/index.js", "dist/main/package.json"];
    for (const { action: name, folder: path, commit: made } of split) {
      const more = name === "action-validate-secrets" ? ["dist/rotate/index.js", "rotate/action.yml"] : [];
      expect((await filesOf(path)).sort()).toEqual([...usual, ...more].sort());
      expect(gitLine(path, ["status", "--porcelain"])).toBe("");
      expect(gitLine(path, ["rev-parse", "main"])).toBe(made);
      expect(await readFile(join(path, "dist/main/index.js"))).toEqual(FILES[`${name}/dist/main/index.js`]);
      expect(await readFile(join(path, "SOURCE"), "utf8")).toBe(
        `https://github.com/libsql-actions/libsql-actions/tree/${hash}/${name}\n`,
      );
      expect(await readFile(join(path, "README.md"), "utf8")).toContain(`/blob/${hash}/docs/errors.md)`);
      expect(gitLine(path, ["log", "--date=raw", "--format=%an %ad %cn %cd %s"])).toBe(
        `Ada 1700000000 +0530 Bo 1700000060 -0300 ${name} of libsql-actions/libsql-actions@${hash}`,
      );
    }
  });

  it("makes the same hashes and bytes at another path, for another user, at another time, from a dirty tree", async () => {
    const first = await splitRelease(root, "HEAD", join(folder, "first"));
    vi.stubEnv("HOME", join(folder, "home"));
    vi.stubEnv("TZ", "Asia/Kolkata");
    vi.stubEnv("GIT_AUTHOR_NAME", "Somebody else");
    vi.stubEnv("GIT_INDEX_FILE", join(folder, "another-index"));
    const config =
      "[core]\n\tautocrlf = true\n[commit]\n\tgpgsign = true\n[tar]\n\tumask = 077\n[user]\n\tname = Somebody else\n";
    write(folder, { "home/.gitconfig": config });
    const copy = join(folder, "a/longer/path");
    git(folder, ["clone", "--quiet", root, copy]);
    write(copy, { "action-seed/action.yml": "name: changed\n", "action-seed/dist/main/new.js": "" });
    const second = await splitRelease(copy, "HEAD", join(folder, "elsewhere/second"));
    const facts = (split: typeof first) => split.map(({ commit: hash, sha256 }) => [hash, sha256]);
    expect(facts(second)).toEqual(facts(first));
    for (const [index, { archive }] of first.entries())
      expect((await readFile(archive)).equals(await readFile(second[index]?.archive ?? ""))).toBe(true);
  });

  it("splits the commit that is asked for, and each is another one", async () => {
    const old = gitLine(root, ["rev-parse", "HEAD"]);
    write(root, { "docs/errors.md": "changed" });
    commit("Nothing that is published");
    const [now] = await splitRelease(root, "HEAD", join(folder, "now"));
    const [then] = await splitRelease(root, old, join(folder, "then"));
    expect(await readFile(join(then?.folder ?? "", "SOURCE"), "utf8")).toContain(old);
    expect(now?.commit).not.toBe(then?.commit);
  });

  it.each([
    ["no bundle", () => rm(join(root, "action-migrate/dist"), { recursive: true }), "has no action-migrate/dist/main/index.js"],
    ["no license", () => rm(join(root, "LICENSE")), "has no LICENSE"],
    ["a link that leads nowhere", () => rm(join(root, "docs/errors.md")), "README.md links to ../docs/errors.md"],
  ])("refuses a commit with %s", async (_, breakIt, message) => {
    await breakIt();
    commit("Broken");
    await expect(splitRelease(root, "HEAD", join(folder, "out"))).rejects.toThrow(message);
  });

  it.each(["no-such-branch", "--help", "HEAD^{tree}"])("refuses %s, which is no commit", async (revision) => {
    await expect(splitRelease(root, revision, join(folder, "out"))).rejects.toThrow();
  });

  it("does not write over what it made before", async () => {
    await splitRelease(root, "HEAD", join(folder, "out"));
    await expect(splitRelease(root, "HEAD", join(folder, "out"))).rejects.toThrow("EEXIST");
  });
});

it("publishes the bundles of this repository as they are committed, with READMEs whose links lead somewhere", async () => {
  for (const { action: name, folder: path } of await splitRelease(HOUSE, "HEAD", join(folder, "out"))) {
    expect(gitLine(path, ["rev-parse", "HEAD:dist"])).toBe(gitLine(HOUSE, ["rev-parse", `HEAD:${name}/dist`]));
    expect(gitLine(path, ["rev-parse", "HEAD:action.yml"])).toBe(gitLine(HOUSE, ["rev-parse", `HEAD:${name}/action.yml`]));
    const readme = await readFile(join(path, "README.md"), "utf8");
    expect(readme).toContain(`uses: libsql-actions/${name}@v1`);
    for (const { target } of readMarkdown(readme).links) expect(target).toMatch(/^(?:https:\/\/|#)/);
  }
});
