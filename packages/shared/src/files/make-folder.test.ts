// A folder is made with those above it, and a place where none can be is told at once.
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { makeFolder } from "./make-folder.ts";

const root = mkdtempSync(join(tmpdir(), "make-folder-"));
afterAll(() => rmSync(root, { recursive: true }));

it("makes every folder that is missing, and leaves one that is there", async () => {
  const path = join(root, "a", "b", "c");
  await makeFolder(path);
  writeFileSync(join(path, "kept"), "");
  await makeFolder(`${path}/`);
  expect(statSync(path).isDirectory()).toBe(true);
  expect(existsSync(join(path, "kept"))).toBe(true);
});

it("may be called for the same folder at the same time", async () => {
  const path = join(root, "several", "at", "once");
  await Promise.all(Array.from({ length: 8 }, () => makeFolder(path)));
  expect(statSync(path).isDirectory()).toBe(true);
});

it("follows a link to a folder", async () => {
  mkdirSync(join(root, "behind"));
  symlinkSync(join(root, "behind"), join(root, "link"));
  await makeFolder(join(root, "link"));
  await makeFolder(join(root, "link", "new"));
  expect(existsSync(join(root, "behind", "new"))).toBe(true);
});

it("refuses what a file, or a link to nothing, stands in the way of", async () => {
  writeFileSync(join(root, "file"), "");
  symlinkSync(join(root, "nowhere"), join(root, "dangling"));
  await expect(makeFolder(join(root, "file"))).rejects.toMatchObject({ code: "EEXIST" });
  await expect(makeFolder(join(root, "file", "a", "b"))).rejects.toMatchObject({ code: "ENOTDIR" });
  await expect(makeFolder(join(root, "dangling", "a"))).rejects.toMatchObject({ code: "EEXIST" });
  expect(existsSync(join(root, "nowhere"))).toBe(false);
});

it.skipIf(!existsSync("/proc/self"))("ends where no folder can be made", async () => {
  await expect(makeFolder("/proc/nope/x/y")).rejects.toMatchObject({ code: "ENOENT" });
});
