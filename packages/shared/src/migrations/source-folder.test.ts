import { spawnSync } from "node:child_process";
import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { write } from "../testing/write-files.ts";
import { readSourceFolder } from "./source-folder.ts";

let workspace: string;
beforeEach(() => {
  workspace = realpathSync(mkdtempSync(join(tmpdir(), "folder-")));
  mkdirSync(join(workspace, "m"));
});
afterEach(() => rmSync(workspace, { recursive: true }));
const read = () => readSourceFolder("m", workspace, "directory");
const inFolder = (files: Record<string, string | Uint8Array>) =>
  write(workspace, Object.fromEntries(Object.entries(files).map(([name, text]) => [`m/${name}`, text])));

it("reads what formats read, as it stands, and names the rest", async () => {
  inFolder({
    "2_b.sql": "\ufeffSELECT 'ü';\r\n",
    "10_c.SQL": "SELECT 1",
    "README.md": "# read",
    "atlas.sum": "h1:x",
    "meta/_journal.json": "{}",
    "meta/0000_snapshot.json": "{}",
    "20240102_init/migration.sql": "SELECT 2",
    "a/b/too-deep.sql": "",
    ".git/x.sql": "",
    "node_modules/x.sql": "",
    "1.sql.conf": "executeInTransaction=false",
  });
  const folder = await read();
  expect(folder.folder).toBe("m");
  expect(folder.files.map(({ path }) => path)).toEqual([
    "1.sql.conf",
    "10_c.SQL",
    "20240102_init/migration.sql",
    "2_b.sql",
    "atlas.sum",
    "meta/_journal.json",
  ]);
  expect(folder.files.find(({ path }) => path === "2_b.sql")).toEqual({
    path: "2_b.sql",
    file: "m/2_b.sql",
    text: "\ufeffSELECT 'ü';\r\n",
  });
  expect(folder.paths).toEqual(expect.arrayContaining(["README.md", "meta/0000_snapshot.json"]));
  expect(
    folder.paths.some((path) => path.includes("too-deep") || path.startsWith(".git") || path.startsWith("node_modules")),
  ).toBe(false);
});

describe("refuses", () => {
  it("what is no regular file: a folder, a named pipe", async () => {
    mkdirSync(join(workspace, "m/1_a.sql"));
    await expect(read()).rejects.toThrow("m/1_a.sql is no regular file. A migration is a text file.");
    rmSync(join(workspace, "m/1_a.sql"), { recursive: true });
    // It would wait for a writer for ever.
    expect(spawnSync("mkfifo", [join(workspace, "m/1_a.sql")]).status).toBe(0);
    await expect(read()).rejects.toThrow("m/1_a.sql is no regular file");
  });

  it("a link that leads out of the workspace, or nowhere", async () => {
    const outside = mkdtempSync(join(tmpdir(), "outside-"));
    writeFileSync(join(outside, "secret.sql"), "SELECT 'secret'");
    symlinkSync(join(outside, "secret.sql"), join(workspace, "m/1_a.sql"));
    await expect(read()).rejects.toThrow("m/1_a.sql is a link that leads out of the workspace. Put the file itself there.");
    rmSync(outside, { recursive: true });
    await expect(read()).rejects.toThrow("m/1_a.sql is a link that leads nowhere. Take it out, or mend it");
    // A folder whose name begins like that of the workspace is another.
    const beside = `${workspace}-beside`;
    mkdirSync(beside);
    writeFileSync(join(beside, "x.sql"), "");
    rmSync(join(workspace, "m/1_a.sql"));
    symlinkSync(join(beside, "x.sql"), join(workspace, "m/1_a.sql"));
    await expect(read()).rejects.toThrow("leads out of the workspace");
    rmSync(beside, { recursive: true });
  });

  it("a file of 100 MB before it is read", async () => {
    inFolder({ "1_a.sql": "" });
    truncateSync(join(workspace, "m/1_a.sql"), 100 * 1024 * 1024);
    const start = performance.now();
    await expect(read()).rejects.toThrow(
      "m/1_a.sql has 100 MB, at most 64 MB are read. Split it, or load data with the seed action.",
    );
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it.each([
    ["half of a character", [0x53, 0xc3]],
    ["Latin-1", [0x27, 0xfc, 0x27]],
    ["UTF-16", [0xff, 0xfe, 0x53, 0x00]],
    ["half of a surrogate pair", [0xed, 0xa0, 0x80]],
  ])("text that is not UTF-8: %s", async (_, bytes) => {
    inFolder({ "1_a.sql": Uint8Array.from(bytes) });
    await expect(read()).rejects.toThrow("m/1_a.sql is not a text file in UTF-8. Save it as one.");
  });

  it("a folder that is a file, or is not there", async () => {
    writeFileSync(join(workspace, "f"), "");
    await expect(readSourceFolder("f", workspace, "directory")).rejects.toThrow("The folder of migrations f cannot be read");
    await expect(readSourceFolder("g", workspace, "directory")).rejects.toThrow("The folder of migrations g cannot be read");
  });
});

it("follows a link within the workspace, and a folder that is one itself", async () => {
  write(workspace, { "shared/x.sql": "SELECT 'x'", "real/2_b.sql": "SELECT 'b'" });
  symlinkSync("../shared/x.sql", join(workspace, "m/1_a.sql"));
  expect((await read()).files).toEqual([{ path: "1_a.sql", file: "m/1_a.sql", text: "SELECT 'x'" }]);
  symlinkSync("real", join(workspace, "link"));
  expect((await readSourceFolder("link", workspace, "directory")).files).toEqual([
    { path: "2_b.sql", file: "link/2_b.sql", text: "SELECT 'b'" },
  ]);
});

it("takes names as they are", async () => {
  const names = ["1_::error::x.sql", "2_new\nline.sql", "3_%0A.sql", "４_b.sql", "5_\u202esql.sql", "6_a b'\"`$(x).sql"];
  inFolder(Object.fromEntries(names.map((name) => [name, ""])));
  expect((await read()).files.map(({ path }) => path).sort()).toEqual([...names].sort());
});

it("reads ten thousand files", async () => {
  // Links: to write so many files takes seconds.
  inFolder({ "1_x.sql": "SELECT 1" });
  for (let n = 2; n <= 10_000; n++) linkSync(join(workspace, "m/1_x.sql"), join(workspace, `m/${n}_x.sql`));
  const { files } = await read();
  expect(files.length).toBe(10_000);
  expect(files[0]).toEqual({ path: "10000_x.sql", file: "m/10000_x.sql", text: "SELECT 1" });
});
