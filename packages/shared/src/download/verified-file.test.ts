import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StatusError, TimeoutError } from "../network/fault.ts";
import { createSend } from "../network/send.ts";
import { type HttpFixture, type HttpHandler, startHttp } from "../testing/http.ts";
import { ChecksumError, downloadVerified, fromIntegrity, hasChecksum } from "./verified-file.ts";

const CONTENT = Buffer.alloc(300_000, "libsql");
const digest = (algorithm: "sha256" | "sha512", data: Buffer) => createHash(algorithm).update(data).digest("hex");
const CHECKSUM = { algorithm: "sha256", hex: digest("sha256", CONTENT) } as const;

let directory: string;
let server: HttpFixture | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "verified-"));
});
afterEach(async () => {
  await server?.stop();
  rmSync(directory, { recursive: true });
});

/** Downloads from a server that answers so. */
async function download(
  handler: HttpHandler,
  maximumBytes = 1_000_000,
  checksum: Parameters<typeof downloadVerified>[2] = CHECKSUM,
) {
  server = await startHttp(handler);
  const send = createSend({ proxy: {}, tryTimeoutMs: 150, deadlineMs: 1_500 });
  const url = `${server.url.replace("//", "//user:canary-pass@")}/archive.tgz?token=canary-2`;
  return downloadVerified(send, url, checksum, join(directory, "archive"), maximumBytes);
}
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable("it was downloaded"),
    (thrown: unknown) => thrown as Error,
  );

describe("downloadVerified", () => {
  it.each(["sha256", "sha512"] as const)("keeps a file with the right %s", async (algorithm) => {
    await download((_, response) => response.end(CONTENT), undefined, { algorithm, hex: digest(algorithm, CONTENT) });
    expect(readdirSync(directory)).toEqual(["archive"]);
    expect(readFileSync(join(directory, "archive")).equals(CONTENT)).toBe(true);
  });

  it("takes up again after a failure and after a body that was cut", async () => {
    await download((_, response, index) => {
      if (index === 0) return response.writeHead(503).end();
      if (index > 1) return response.end(CONTENT);
      response.writeHead(200, { "content-length": CONTENT.length }).write(CONTENT.subarray(0, 1_000), () => response.destroy());
    });
    expect(server?.requests).toHaveLength(3);
    expect(readFileSync(join(directory, "archive")).equals(CONTENT)).toBe(true);
  });

  const flipped = Buffer.from(CONTENT);
  flipped.writeUInt8(flipped.readUInt8(150_000) ^ 1, 150_000);
  it.each<[string, HttpHandler]>([
    ["one flipped byte", (_, response) => response.end(flipped)],
    ["a body that is too short but whole", (_, response) => response.end(CONTENT.subarray(0, -1))],
    ["a body with something behind it", (_, response) => response.end(Buffer.concat([CONTENT, Buffer.from("x")]))],
    ["an empty body", (_, response) => response.end()],
    ["HTML", (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>Log in")],
  ])("refuses %s, once, and leaves nothing", async (_, handler) => {
    const thrown = await failure(download(handler));
    expect(thrown).toBeInstanceOf(ChecksumError);
    expect(thrown.message).toMatch(new RegExp(`^http://127.0.0.1:${server?.port}/archive.tgz is not the expected file: sha256 `));
    expect(thrown.message).toContain(CHECKSUM.hex);
    expect(server?.requests).toHaveLength(1);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("refuses a body that grows too large, without reading all of it", async () => {
    let written = 0;
    const thrown = await failure(
      download((_, response) => {
        const more = () => {
          while (!response.destroyed && response.write(CONTENT)) written += CONTENT.length;
        };
        response.on("drain", more);
        more();
      }, 500_000),
    );
    expect(thrown).toBeInstanceOf(ChecksumError);
    expect(thrown.message).toBe(
      `http://127.0.0.1:${server?.port}/archive.tgz sends more than 500000 bytes, which the file cannot have.`,
    );
    expect(written).toBeLessThan(50_000_000);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("fails at once on 404", async () => {
    const thrown = await failure(download((_, response) => response.writeHead(404).end()));
    expect(thrown).toBeInstanceOf(StatusError);
    expect(server?.requests).toHaveLength(1);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("gives up on a body that stalls", async () => {
    const thrown = await failure(
      download((_, response) => void response.writeHead(200, { "content-length": CONTENT.length }).write(CONTENT.subarray(0, 9))),
    );
    expect(thrown).toBeInstanceOf(TimeoutError);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("shows neither password nor parameters of the address", async () => {
    const messages = [
      (await failure(download((_, response) => response.end("x")))).message,
      (await failure(download((_, response) => response.writeHead(403).end()))).message,
    ];
    expect(messages.join()).not.toContain("canary");
  });
});

describe("checksums", () => {
  it("are read from npm's integrity values", () => {
    const hex = digest("sha512", CONTENT);
    expect(fromIntegrity(`sha512-${Buffer.from(hex, "hex").toString("base64")}`)).toEqual({ algorithm: "sha512", hex });
    for (const text of ["", "sha512-", "md5-aaaa", "sha512-a b", "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="])
      expect(() => fromIntegrity(text)).toThrow("is not an integrity value");
  });

  it("are compared with a file's", async () => {
    const file = join(directory, "file");
    writeFileSync(file, CONTENT);
    expect(await hasChecksum(file, CHECKSUM)).toBe(true);
    writeFileSync(file, flippedAtEnd(CONTENT));
    expect(await hasChecksum(file, CHECKSUM)).toBe(false);
    await expect(hasChecksum(join(directory, "missing"), CHECKSUM)).rejects.toThrow("ENOENT");
  });
});

function flippedAtEnd(data: Buffer): Buffer {
  const copy = Buffer.from(data);
  copy.writeUInt8(copy.readUInt8(copy.length - 1) ^ 1, copy.length - 1);
  return copy;
}
