import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writeWhole } from "./whole-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "whole-file-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("writes pieces one after the other, and says what they are", async () => {
  const path = join(folder, "a.txt");
  const pieces = ["é", "x".repeat(200_000), "", "end"];
  const text = Buffer.from(pieces.join(""));
  expect(await writeWhole(path, pieces)).toEqual({
    bytes: text.length,
    sha256: createHash("sha256").update(text).digest("hex"),
  });
  expect(readFileSync(path).equals(text)).toBe(true);
  expect(readdirSync(folder)).toEqual(["a.txt"]);
});

it("leaves the old file, and nothing else, when the pieces break off", async () => {
  const path = join(folder, "a.txt");
  writeFileSync(path, "old");
  const broken = async function* () {
    yield "x".repeat(200_000);
    throw new Error("no more");
  };
  await expect(writeWhole(path, broken())).rejects.toThrow("no more");
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(readdirSync(folder)).toEqual(["a.txt"]);
});

it.skipIf(process.platform === "win32")("keeps the file from others unless it is told otherwise", async () => {
  const mask = process.umask();
  await writeWhole(join(folder, "own"), []);
  await writeWhole(join(folder, "shared"), [], 0o666);
  const mode = (name: string) => statSync(join(folder, name)).mode & 0o777;
  expect([mode("own"), mode("shared")]).toEqual([0o600 & ~mask, 0o666 & ~mask]);
});
