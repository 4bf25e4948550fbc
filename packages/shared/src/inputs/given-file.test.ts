import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readGivenFile } from "./given-file.ts";

const folder = mkdtempSync(join(tmpdir(), "given-file-"));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe("a file that an input names", () => {
  it("is read as text", async () => expect(await readGivenFile(written("a.yaml", "a: ü\n"), "spec")).toBe("a: ü\n"));

  it.each([
    ["is not there", join(folder, "none"), /cannot be read \(ENOENT\)\. Is the path right/],
    ["is a folder", folder, /is no regular file/],
    ["is a device that never ends", "/dev/zero", /is no regular file/],
    ["is not UTF-8", written("latin1", new Uint8Array([0xfc])), /is not UTF-8/],
  ])("and %s", async (_, path, message) => {
    const problem = await readGivenFile(path, "spec", "shown.yaml").catch((fault: unknown) => fault);
    expect(problem).toMatchObject({ message: expect.stringMatching(message) });
    expect(problem).toMatchObject({ message: expect.stringMatching(/^The file of `spec`, "shown\.yaml", /) });
  });

  it("and is too large is refused before it is read", async () => {
    const path = written("large", "");
    truncateSync(path, 256_000_001);
    await expect(readGivenFile(path, "spec")).rejects.toThrow("is larger than 256 MB, the most that is read");
  });
});
