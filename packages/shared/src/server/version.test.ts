import { describe, expect, test } from "vitest";
import { SERVER_RELEASES } from "./releases.ts";
import { knownRelease, newestKnownVersion, resolveVersion } from "./version.ts";

describe("resolving what a user asks for", () => {
  test.each([
    ["0.24.32", "0.24.32"],
    ["v0.24.31", "0.24.31"],
    ["libsql-server-v0.24.30", "0.24.30"],
    ["0.24.x", "0.24.32"],
    ["^0.24", "0.24.32"],
    ["~0.24.28 <0.24.31", "0.24.30"],
    ["0.25.0", "0.25.0"],
  ])("%s is %s, without a network", (request, version) => {
    expect(resolveVersion(request, "linux-x64")).toBe(version);
  });

  test("a range that nothing known satisfies names what is known", () => {
    expect(() => resolveVersion("^0.25", "linux-x64")).toThrow(/"\^0\.25".*0\.24\.32, 0\.24\.31/);
  });

  test("what is neither version nor range is refused with the input's name", () => {
    expect(() => resolveVersion("newest", "linux-x64")).toThrow(/`libsql-version` is "newest"/);
    expect(() => resolveVersion("::set-env name=A::\nB", "linux-x64")).toThrow(/`libsql-version`/);
  });
});

describe("the table of releases", () => {
  test("holds every known version for every platform, newest first, with a checksum each", () => {
    expect(newestKnownVersion("darwin-arm64")).toBe("0.24.32");
    expect(SERVER_RELEASES).toHaveLength(20);
    for (const release of SERVER_RELEASES) expect(release.archiveSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(SERVER_RELEASES.map((release) => release.archiveSha256)).size).toBe(20);
  });

  test("does not know versions without a release", () => {
    expect(knownRelease("0.24.33", "linux-x64")).toBeUndefined();
  });
});
