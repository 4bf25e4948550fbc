import { chownSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readSourceFolder } from "@libsql-actions/shared/migrations/source-folder";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type BaseFolder, type BaseRequest, readBaseFolder } from "./read-base-folder.ts";
import { cloneOf, newFolder, newRepository, type Repository } from "./testing.ts";

let folder: string;
let origin: Repository;

beforeEach(() => {
  folder = newFolder();
  origin = newRepository(folder);
  origin.commit({ "migrations/0001_a.sql": "CREATE TABLE a(x);\n", "other.txt": "other" });
});
afterEach(() => rmSync(folder, { recursive: true }));

async function read(request: BaseRequest): Promise<BaseFolder> {
  const base = await readBaseFolder(request);
  if ("missing" in base) throw new Error(base.missing);
  return base;
}

async function reasonWhyMissing(request: BaseRequest): Promise<string> {
  const base = await readBaseFolder(request);
  return "missing" in base ? base.missing : "it was read";
}

const texts = ({ files }: BaseFolder["tip"]) => Object.fromEntries(files.map(({ path, text }) => [path, text]));

test("reads from a commit what is read from the disk", async () => {
  const files = {
    'migrations/0002_ünï "quoted"\t.sql': "\ufeffSELECT 'ä';\r\n",
    "migrations/0003_EMPTY.SQL": "",
    "migrations/README.md": "read me",
    "migrations/.hidden.sql": "-- hidden",
    "migrations/.git-like/x.sql": "-- in a hidden folder",
    "migrations/meta/_journal.json": "{}",
    "migrations/meta/deep/x.sql": "-- too deep",
    "migrations/20200101000000_x/migration.sql": "SELECT 1;",
    "migrations/node_modules/x.sql": "-- installed",
    "migrations/x.sql.conf": "a=b",
    "migrations2/0001_b.sql": "-- a neighbour",
  };
  origin.commit(files);
  const onDisk = await readSourceFolder("migrations", origin.path, "directory");
  const base = await read(origin.request("main"));
  expect(base.tip).toMatchObject({ ...onDisk });
  expect(Object.keys(texts(base.tip))).toHaveLength(7);
  expect(base).toMatchObject({ fork: base.tip, skipped: [] });
});

test("reads the base and not what is checked out, nor what is not committed", async () => {
  origin.git("checkout", "--quiet", "-b", "work");
  origin.commit({ "migrations/0001_a.sql": "edited", "migrations/0002_b.sql": "new" });
  writeFileSync(join(origin.path, "migrations/0003_c.sql"), "not committed");
  expect(texts((await read(origin.request("main"))).tip)).toEqual({ "0001_a.sql": "CREATE TABLE a(x);\n" });
});

test("tip and fork are two when the base went on", async () => {
  origin.git("checkout", "--quiet", "-b", "work");
  origin.git("checkout", "--quiet", "main");
  origin.commit({ "migrations/0002_b.sql": "b" });
  origin.git("checkout", "--quiet", "work");
  const { tip, fork } = await read(origin.request("main"));
  expect(tip.paths).toEqual(["0001_a.sql", "0002_b.sql"]);
  expect(fork?.paths).toEqual(["0001_a.sql"]);
});

test.each(["main", "origin/main", "refs/remotes/origin/main", "v1", "HEAD~1", "commit"])("finds the base by %s", async (ref) => {
  const first = origin.git("rev-parse", "HEAD");
  origin.git("tag", "--annotate", "--message", "one", "v1");
  const checkout = cloneOf(origin, folder);
  checkout.git("checkout", "--quiet", "-b", "work");
  checkout.git("branch", "--quiet", "--delete", "--force", "main");
  checkout.commit({ "migrations/0002_b.sql": "b" });
  const { tip } = await read(checkout.request(ref === "commit" ? first : ref));
  expect(tip.paths).toEqual(["0001_a.sql"]);
});

test("a folder that the base does not have is empty there", async () => {
  const { tip, skipped } = await read(origin.request("main", { directory: "db/new" }));
  expect({ tip, skipped }).toMatchObject({ tip: { folder: "db/new", files: [], paths: [] }, skipped: [] });
});

test("a folder may be a link, the workspace a part of the repository, or the repository a part of the workspace", async () => {
  origin.commit({ "app/db/0001_x.sql": "x", "app/[a]*/0001_y.sql": "y", "app/a/0001_z.sql": "z" });
  symlinkSync("app/db", join(origin.path, "linked"));
  const paths = async (changes: Partial<BaseRequest>) =>
    (await read(origin.request("main", changes))).tip.files.map(({ file }) => file);
  expect(await paths({ directory: "linked" })).toEqual(["linked/0001_x.sql"]);
  expect(await paths({ directory: "db", workspace: join(origin.path, "app") })).toEqual(["db/0001_x.sql"]);
  const within = origin.path.slice(folder.length + 1);
  expect(await paths({ directory: `${within}/app/[a]*`, workspace: folder })).toEqual([`${within}/app/[a]*/0001_y.sql`]);
});

test("links, submodules, files of Git LFS and what is no text are told apart", async () => {
  symlinkSync("0001_a.sql", join(origin.path, "migrations/0002_link.sql"));
  mkdirSync(join(origin.path, "migrations"), { recursive: true });
  writeFileSync(join(origin.path, "migrations/0003_latin.sql"), Buffer.from([0x2d, 0x2d, 0xe4]));
  origin.commit({ "migrations/0004_large.sql": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n" });
  const commit = origin.git("rev-parse", "HEAD");
  origin.git("update-index", "--add", "--cacheinfo", `160000,${commit},migrations/module`);
  origin.git("commit", "--quiet", "--message", "submodule");
  const { tip, skipped } = await read(origin.request("main"));
  expect(tip.files.map(({ path }) => path)).toEqual(["0001_a.sql"]);
  expect(skipped).toEqual(["0002_link.sql", "0003_latin.sql", "0004_large.sql", "module"].map((name) => `migrations/${name}`));
  expect(await reasonWhyMissing(origin.request("main", { directory: "migrations/module" }))).toContain("a submodule");
  expect(await reasonWhyMissing(origin.request("main", { directory: "other.txt" }))).toContain("a file or a link there");
});

test("a shallow checkout lacks the base, and is told of fetch-depth", async () => {
  origin.git("checkout", "--quiet", "-b", "work");
  origin.commit({ "migrations/0002_b.sql": "b" });
  origin.git("checkout", "--quiet", "main");
  origin.commit({ "other.txt": "more" });
  const checkout = cloneOf(origin, folder, "--depth=1", "--branch=work");
  expect(await reasonWhyMissing(checkout.request("main"))).toMatch(
    /"main" is not in this checkout.*newest commits.*`fetch-depth: 0`/,
  );
  checkout.git("fetch", "--quiet", "--depth=1", "origin", "main:refs/remotes/origin/main");
  const { tip, fork } = await read(checkout.request("main"));
  expect(tip.paths).toEqual(["0001_a.sql"]);
  expect(fork).toBeUndefined();
});

test("the merge commit of a pull request names its base, even where nothing else is fetched", async () => {
  origin.git("checkout", "--quiet", "-b", "work");
  origin.commit({ "migrations/0003_c.sql": "c" });
  origin.git("checkout", "--quiet", "main");
  origin.commit({ "migrations/0002_b.sql": "b" });
  origin.git("checkout", "--quiet", "-b", "merge");
  origin.git("merge", "--quiet", "--no-ff", "--message", "merge", "work");
  const checkout = cloneOf(origin, folder, "--depth=2", "--branch=merge");
  const mergeCommit = checkout.git("rev-parse", "HEAD");
  expect(await reasonWhyMissing(checkout.request("main"))).toContain("fetch-depth");
  expect(await reasonWhyMissing(checkout.request("main", { mergeCommit: "0".repeat(40) }))).toContain("fetch-depth");
  const { tip, fork } = await read(checkout.request("main", { mergeCommit }));
  expect([tip.paths, fork?.paths]).toEqual([
    ["0001_a.sql", "0002_b.sql"],
    ["0001_a.sql", "0002_b.sql"],
  ]);
  // With one commit only, and the base fetched beside it, the two have no history in common; the commit still names its parent.
  const single = cloneOf(origin, folder, "--depth=1", "--branch=merge");
  single.git("fetch", "--quiet", "--depth=1", "origin", "main:refs/remotes/origin/main");
  expect((await read(single.request("main"))).fork?.paths).toEqual(["0001_a.sql", "0002_b.sql"]);
});

test("a checkout that left out the files of the base is told so, and nothing is fetched", async () => {
  origin.git("config", "uploadpack.allowFilter", "true");
  origin.git("checkout", "--quiet", "-b", "work");
  origin.commit({ "migrations/0001_a.sql": undefined, "migrations/0002_b.sql": "b" });
  const checkout = cloneOf(origin, folder, "--filter=blob:none", "--branch=work");
  const ran = join(folder, "ran");
  writeFileSync(join(folder, "spy.sh"), `#!/bin/sh\ntouch ${ran}\nexit 1\n`, { mode: 0o755 });
  checkout.git("config", "remote.origin.url", `ext::${folder}/spy.sh`);
  checkout.git("config", "protocol.ext.allow", "always");
  checkout.git("config", "remote.origin.uploadpack", join(folder, "spy.sh"));
  expect(await reasonWhyMissing(checkout.request("main"))).toContain("made with a `filter`");
  expect(existsSync(ran)).toBe(false);
});

test("no program that the repository or the environment names is run, and neither leads elsewhere", async () => {
  const ran = join(folder, "ran");
  const spy = join(folder, "spy.sh");
  writeFileSync(spy, `#!/bin/sh\ntouch ${ran}\n`, { mode: 0o755 });
  origin.commit({ "migrations/.gitattributes": "*.sql diff=spy filter=spy\n" });
  for (const name of [
    "core.fsmonitor",
    "core.pager",
    "core.sshCommand",
    "diff.spy.textconv",
    "diff.external",
    "filter.spy.smudge",
  ])
    origin.git("config", name, spy);
  origin.git("config", "pager.ls-tree", spy);
  const other = newRepository(folder);
  other.commit({ "migrations/0009_other.sql": "other" });
  const environment = {
    ...origin.request("main").environment,
    GIT_DIR: join(other.path, ".git"),
    GIT_EXTERNAL_DIFF: spy,
    GIT_PAGER: spy,
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "core.fsmonitor",
    GIT_CONFIG_VALUE_0: spy,
  };
  expect((await read(origin.request("main", { environment }))).tip.files.map(({ path }) => path)).toEqual(["0001_a.sql"]);
  expect(existsSync(ran)).toBe(false);
});

test("a folder of the checkout that looks like a repository is none", async () => {
  const bare = join(origin.path, "migrations");
  origin.git("clone", "--quiet", "--bare", origin.path, join(folder, "bare"));
  for (const name of ["objects", "refs"]) mkdirSync(join(bare, name), { recursive: true });
  writeFileSync(join(bare, "HEAD"), "ref: refs/heads/main\n");
  writeFileSync(join(bare, "config"), "[core]\n\tbare = true\n\trepositoryformatversion = 0\n");
  expect((await read(origin.request("main"))).tip.paths).toEqual(["0001_a.sql"]);
});

test.runIf(process.getuid?.() === 0)("a checkout of another user is explained", async () => {
  chownSync(origin.path, 12_345, 12_345);
  chownSync(join(origin.path, ".git"), 12_345, 12_345);
  expect(await reasonWhyMissing(origin.request("main"))).toContain(
    'git config --global --add safe.directory "$GITHUB_WORKSPACE"',
  );
});

test("without git or a repository there is a reason", async () => {
  expect(await reasonWhyMissing(origin.request("main", { environment: { PATH: folder } }))).toContain("no git on PATH");
  expect(await reasonWhyMissing(origin.request("main", { workspace: folder }))).toContain("migrations is in no git repository");
  await expect(readBaseFolder(origin.request("-x"))).rejects.toThrow("`base-ref`");
});
