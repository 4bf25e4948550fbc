import { generateKeyPairSync } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Sqld, sqldPath, startSqld } from "./sqld.ts";

/** The status of one query over HTTP. */
async function query(server: Sqld): Promise<number> {
  const body = JSON.stringify({ requests: [{ type: "execute", stmt: { sql: "SELECT 1" } }, { type: "close" }] });
  return (await fetch(`${server.url}/v2/pipeline`, { method: "POST", body })).status;
}

describe("startSqld", () => {
  it("starts a real server that answers at once, and stops it without a trace", async () => {
    expect(sqldPath()).toMatch(/@sqld\/.*\/sqld$/);
    const server = await startSqld();
    expect(await query(server)).toBe(200);
    expect(server.port).toBeGreaterThanOrEqual(20_000);
    expect(server.log()).toContain(`127.0.0.1:${server.port}`);
    await server.stop();
    await server.stop();
    expect(existsSync(server.directory)).toBe(false);
    expect(() => process.kill(server.pid, 0)).toThrow("ESRCH");
  });

  it("runs several servers side by side", async () => {
    const servers = await Promise.all(Array.from({ length: 4 }, () => startSqld()));
    expect(new Set(servers.map((server) => server.port)).size).toBe(4);
    expect(await Promise.all(servers.map(query))).toEqual([200, 200, 200, 200]);
    await Promise.all(servers.map((server) => server.stop()));
  });

  it("fails with the server's own words when a given port is taken", async () => {
    const first = await startSqld();
    await expect(startSqld({ port: first.port })).rejects.toThrow("Address already in use");
    await first.stop();
  });

  it("fails at once on a flag that there is not", async () => {
    await expect(startSqld({ args: ["--no-such-flag"] })).rejects.toThrow("unexpected argument '--no-such-flag'");
  });

  it("asks for a token when given keys, and keeps a folder that it was given", async () => {
    const directory = await mkdtemp(join(tmpdir(), "sqld-test-"));
    const keys = join(directory, "keys.pem");
    await writeFile(keys, generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }));
    const server = await startSqld({ directory, authJwtKeyFile: keys });
    expect(await query(server)).toBe(401);
    await server.stop();
    expect(existsSync(join(directory, "data.sqld"))).toBe(true);
    await rm(directory, { recursive: true });
  });

  it("stops a server that is suspended", async () => {
    const server = await startSqld();
    process.kill(server.pid, "SIGSTOP");
    await server.stop();
    expect(() => process.kill(server.pid, 0)).toThrow("ESRCH");
  });
});
