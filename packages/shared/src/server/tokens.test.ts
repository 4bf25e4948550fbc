import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { executeBody } from "../database/hrana.ts";
import { startSqld } from "../testing/sqld.ts";
import { makeServerTokens } from "./tokens.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tokens-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("the key file is ours alone to read and holds the public key only", async () => {
  const { keyFile } = makeServerTokens(join(folder, "a.pem"), Date.now());
  expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
  expect(await readFile(keyFile, "utf8")).toMatch(/^-----BEGIN PUBLIC KEY-----\n[\w+/=]+\n-----END PUBLIC KEY-----\n$/);
});

test("tokens expire 30 days from now", () => {
  const { fullAccess, readOnly } = makeServerTokens(join(folder, "b.pem"), 1_000_000_000_000);
  expect(decodeJwt(fullAccess)).toEqual({ a: "rw", iat: 1_000_000_000, exp: 1_002_592_000 });
  expect(decodeJwt(readOnly)).toMatchObject({ a: "ro" });
});

test("a real sqld lets the full-access token write, the read-only token read, and nobody else in", async () => {
  const tokens = makeServerTokens(join(folder, "c.pem"), Date.now());
  const stranger = makeServerTokens(join(folder, "d.pem"), Date.now());
  const server = await startSqld({ authJwtKeyFile: tokens.keyFile });
  const status = async (token: string | undefined, sql: string) => {
    const body = executeBody(sql);
    const answer = await fetch(`${server.url}/v2/pipeline`, {
      method: "POST",
      body,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
    return answer.status;
  };
  try {
    expect(await status(tokens.fullAccess, "CREATE TABLE t (a)")).toBe(200);
    expect(await status(tokens.readOnly, "SELECT * FROM t")).toBe(200);
    expect(await status(tokens.readOnly, "INSERT INTO t VALUES (1)")).toBe(403);
    expect(await status(stranger.fullAccess, "SELECT 1")).toBe(401);
    expect(await status(undefined, "SELECT 1")).toBe(401);
  } finally {
    await server.stop();
  }
});
