import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { redact } from "../report/secrets.ts";
import { registryUrl, tarballUrl } from "./registry.ts";

const root = mkdtempSync(join(tmpdir(), "registry-"));
const near = join(root, "near");
const far = join(root, "far");
beforeAll(() => {
  mkdirSync(near);
  mkdirSync(far);
  // The npm of this machine may be configured in any way.
  mkdirSync(join(root, "bin"));
  writeFileSync(join(root, "bin", "npm"), '#!/bin/sh\n[ "$*" = "config get registry" ] && echo https://npm.test/\n', {
    mode: 0o755,
  });
  vi.stubEnv("PATH", join(root, "bin"));
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(root, { recursive: true });
});

const npmrc = (directory: string, text: string) => writeFileSync(join(directory, ".npmrc"), text);

describe("registryUrl", () => {
  it.each([
    ["https://given.test/npm/", {}, "https://given.test/npm"],
    ["https://given.test", { npm_config_registry: "https://environment.test" }, "https://given.test"],
    [undefined, { npm_config_registry: "https://environment.test/" }, "https://environment.test"],
    [undefined, { NPM_CONFIG_REGISTRY: "http://localhost:4873" }, "http://localhost:4873"],
    [undefined, { npm_config_registry: "" }, "https://npm.test"],
    ["", {}, "https://npm.test"],
    [undefined, {}, "https://npm.test"],
  ])("given %j, environment %j: %s", async (given, environment, expected) =>
    expect(await registryUrl(given, environment, [root])).toBe(expected),
  );

  it.each([
    ["registry=https://near.test/", "https://near.test"],
    ["# registry=https://no.test\n; x\n  registry = https://near.test/npm/  \r\n", "https://near.test/npm"],
    ['save-exact=true\nregistry="https://near.test"', "https://near.test"],
    ["registry=https://${NPM_HOST}/npm", "https://host-from-environment.test/npm"],
    ["@scope:registry=https://scope.test", "https://far.test"],
    ["registry=", "https://far.test"],
    ["", "https://far.test"],
  ])("reads the nearest .npmrc that says something: %j", async (text, expected) => {
    npmrc(near, text);
    npmrc(far, "registry=https://far.test");
    expect(await registryUrl(undefined, { NPM_HOST: "host-from-environment.test" }, [near, far])).toBe(expected);
  });

  it("says so when nothing is configured and there is no npm to ask", async () => {
    vi.stubEnv("PATH", near);
    await expect(registryUrl(undefined, {}, [])).rejects.toThrow(/No npm registry is configured.*`registry-url`/);
    vi.stubEnv("PATH", join(root, "bin"));
  });

  it("takes a folder that has no readable .npmrc as one without", async () => {
    rmSync(join(far, ".npmrc"), { force: true });
    mkdirSync(join(far, ".npmrc"));
    expect(await registryUrl(undefined, {}, [join(root, "missing"), far])).toBe("https://npm.test");
  });

  it.each(["ftp://u:canary-password@h", "canary-password", "https://u:canary-password@h:99999"])(
    "refuses what is no http URL, without showing it: %s",
    async (given) => {
      const thrown = await registryUrl(given, {}, []).catch((error: Error) => error.message);
      expect(thrown).toMatch(/^The npm registry is .*, which is no http or https URL/);
      expect(thrown).not.toContain("canary");
    },
  );

  it("masks the password of a private registry", async () => {
    expect(await registryUrl("https://reader:private-pass@h/npm/", {}, [])).toBe("https://reader:private-pass@h/npm");
    expect(redact("private-pass")).toBe("***");
  });
});

it("tarballUrl has the layout that every registry serves", () => {
  expect(tarballUrl("https://r.test/npm", "@libsql/linux-x64-gnu", "0.5.29")).toBe(
    "https://r.test/npm/@libsql/linux-x64-gnu/-/linux-x64-gnu-0.5.29.tgz",
  );
  expect(tarballUrl("https://r.test", "semver", "7.0.0")).toBe("https://r.test/semver/-/semver-7.0.0.tgz");
});
