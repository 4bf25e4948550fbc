import { expect, test } from "vitest";
import { archiveFolder, serverPlatform } from "./platform.ts";

test.each([
  ["linux", "x64", "libsql-server-x86_64-unknown-linux-gnu"],
  ["linux", "arm64", "libsql-server-aarch64-unknown-linux-gnu"],
  ["darwin", "x64", "libsql-server-x86_64-apple-darwin"],
  ["darwin", "arm64", "libsql-server-aarch64-apple-darwin"],
] as const)("%s %s installs from %s", (platform, architecture, folder) => {
  expect(archiveFolder(serverPlatform(platform, architecture, false))).toBe(folder);
});

test.each([
  ["win32", "x64", false, /no Windows build.*`backend: file`/],
  ["linux", "x64", true, /no musl build.*`backend: file`/],
  ["linux", "riscv64", false, /no build for linux-riscv64.*linux-arm64.*`backend: file`/],
  ["freebsd", "x64", false, /no build for freebsd-x64/],
] as const)("%s %s (musl: %s) says what works there", (platform, architecture, musl, message) => {
  expect(() => serverPlatform(platform, architecture, musl)).toThrow(message);
});
