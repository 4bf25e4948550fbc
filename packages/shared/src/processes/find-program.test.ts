import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, relative } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findProgram } from "./find-program.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "programs-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function place(within: string, name: string, mode: number): Promise<string> {
  await mkdir(join(folder, within), { recursive: true });
  await writeFile(join(folder, within, name), "#!/bin/sh\n");
  await chmod(join(folder, within, name), mode);
  return join(folder, within);
}

test("takes the first program of the name, and passes over what cannot be run", async () => {
  const notRunnable = await place("a", "sqld", 0o644);
  await mkdir(join(folder, "b", "sqld"), { recursive: true });
  const found = await place("c", "sqld", 0o755);
  const later = await place("d", "sqld", 0o755);
  const path = [notRunnable, join(folder, "b"), join(folder, "missing"), found, later].join(delimiter);
  expect(await findProgram("sqld", path, "linux")).toBe(join(found, "sqld"));
  expect(await findProgram("git", path, "linux")).toBeUndefined();
});

test("passes over relative and empty entries: a checkout may hold a program of the same name", async () => {
  const found = await place("a", "git", 0o755);
  const path = ["", ".", relative(process.cwd(), found)].join(delimiter);
  expect(await findProgram("git", path, "linux")).toBeUndefined();
  expect(await findProgram("git", `${path}${delimiter}${found}`, "linux")).toBe(join(found, "git"));
});

test("without a search path there is nothing", async () => {
  expect(await findProgram("git", undefined)).toBeUndefined();
});

test("on Windows a program ends with .exe", async () => {
  const found = await place("a", "git.exe", 0o755);
  expect(await findProgram("git", found, "win32")).toBe(join(found, "git.exe"));
});
