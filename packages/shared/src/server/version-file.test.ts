import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readVersionFile } from "./version-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "version-file-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileWith(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

test.each([
  [".tool-versions", "nodejs 24.1.0\nlibsql-server libsql-server-v0.24.31 # pinned\n", "libsql-server-v0.24.31"],
  [".tool-versions", "# libsql-server 1.0.0\r\nsqld\t0.24.30 0.24.29\r\n", "0.24.30"],
  ["mise.toml", '[tools]\nnode = "24"\nlibsql-server = "0.24.32"\n', "0.24.32"],
  ["mise.toml", '[tools]\n"asdf:jonasb/asdf-libsql-server" = "0.1"\n"asdf:libsql-server" = { version = "0.24.28" }\n', "0.24.28"],
  [".mise.toml", '[tools]\nlibsql-server = ["0.24.29", "0.24.28"]\n', "0.24.29"],
])("%s with %j names %s", async (name, text, version) => {
  expect(await readVersionFile(await fileWith(name, text))).toBe(version);
});

test.each([
  [".tool-versions", "nodejs 24\n", /names no version for `libsql-server`/],
  ["mise.toml", "[tools\n", /not valid TOML/],
  ["package.json", "{}", /use `\.tool-versions` or `mise\.toml`/],
])("%s with %j is refused", async (name, text, message) => {
  await expect(readVersionFile(await fileWith(name, text))).rejects.toThrow(message);
});

test("a file that is not there is named", async () => {
  await expect(readVersionFile(join(folder, "none", ".tool-versions"))).rejects.toThrow(
    /`libsql-version-file`.*cannot be read \(ENOENT\)/,
  );
});
