import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSend } from "../network/send.ts";
import { type HttpFixture, startHttp } from "../testing/http.ts";
import { type Addon, addonPlatform, ensureAddon, isMusl } from "./addon.ts";
import { ADDON_RELEASES, ADDON_VERSION } from "./addon-releases.ts";

const REPOSITORY = fileURLToPath(new URL("../../../../", import.meta.url));
const platform = addonPlatform(process.platform, process.arch, isMusl());
const installed = join(REPOSITORY, "node_modules", "@libsql", platform, "index.node");

let directory: string;
let registry: HttpFixture;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "addon-"));
  registry = await startHttp((_, response) => response.writeHead(200).end("this is no tarball"));
});
afterEach(async () => {
  await registry.stop();
  rmSync(directory, { recursive: true });
});

const addon = (workspace: string): Addon => ({
  toolCache: join(directory, "tools"),
  workspace,
  home: directory,
  environment: { RUNNER_TEMP: directory },
  registryUrl: registry.url,
  send: createSend({ proxy: {}, tryTimeoutMs: 1_000, deadlineMs: 1_000 }),
});
const place = () => join(directory, "tools", "libsql-addon", ADDON_VERSION, platform, "index.node");
const sha256 = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");

it.each([
  ["linux", "x64", false, "linux-x64-gnu"],
  ["linux", "arm64", true, "linux-arm64-musl"],
  ["darwin", "arm64", false, "darwin-arm64"],
  ["win32", "x64", false, "win32-x64-msvc"],
] as const)("the package for %s %s (musl %j) is %s", (system, architecture, musl, name) => {
  expect(addonPlatform(system, architecture, musl)).toBe(name);
  expect(ADDON_RELEASES).toHaveProperty([name]);
});

it.skipIf(process.platform !== "linux").each([
  ["/lib/ld-musl-x86_64.so.1", true],
  ["/nix/store/x-glibc-2.40/lib/ld-linux-x86-64.so.2", false],
  // What this process runs on.
  ["nothing of either", isMusl()],
])("a program that %s loads: %j", (loader, musl) => {
  const program = join(directory, "node");
  writeFileSync(program, `\x7fELF\0${loader}\0`);
  expect(isMusl(program)).toBe(musl);
});

describe("ensureAddon", () => {
  it("copies the workspace's own addon, and finds the copy afterwards without the workspace", async () => {
    expect(await ensureAddon(addon(REPOSITORY))).toEqual({ path: place(), cached: true });
    expect(await ensureAddon(addon(directory))).toEqual({ path: place(), cached: true });
    expect(sha256(place())).toBe(ADDON_RELEASES[platform]?.sha256);
    expect(registry.requests).toEqual([]);
  });

  it("passes over a workspace's addon that is another, and takes nothing from a registry that serves another", async () => {
    const package_ = join(directory, "node_modules", "@libsql", platform);
    mkdirSync(package_, { recursive: true });
    writeFileSync(join(package_, "index.node"), "not the addon");
    await expect(ensureAddon(addon(directory))).rejects.toThrow("libSQL's native addon could not be downloaded");
    expect(registry.requests.map(({ path }) => path)).toEqual([`/@libsql/${platform}/-/${platform}-${ADDON_VERSION}.tgz`]);
    expect(readdirSync(join(directory, "tools", "libsql-addon"))).toEqual([]);
    expect(readdirSync(directory).filter((name) => name.startsWith("libsql-addon-"))).toEqual([]);
  });

  it("replaces a copy in the tool cache that has been damaged", async () => {
    await ensureAddon(addon(REPOSITORY));
    writeFileSync(place(), "damaged");
    expect(await ensureAddon(addon(REPOSITORY))).toEqual({ path: place(), cached: true });
    expect(sha256(place())).toBe(ADDON_RELEASES[platform]?.sha256);
  });

  it("is not led elsewhere by a link in the workspace", async () => {
    const package_ = join(directory, "node_modules", "@libsql", platform);
    mkdirSync(package_, { recursive: true });
    cpSync(installed, join(directory, "elsewhere.node"));
    symlinkSync(join(directory, "elsewhere.node"), join(package_, "index.node"));
    const { path } = await ensureAddon(addon(directory));
    writeFileSync(join(directory, "elsewhere.node"), "changed later");
    expect(sha256(path)).toBe(ADDON_RELEASES[platform]?.sha256);
  });
});
