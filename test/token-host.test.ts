// A token of the environment stays with the host it belongs to: seen by a server that listens, also behind a redirect.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type HttpFixture, startHttp } from "@libsql-actions/shared/testing/http";
import { startJob } from "@libsql-actions/shared/testing/job/job";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

const TOKEN = "token-that-belongs-to-home";
const ENV = { TURSO_DATABASE_URL: "https://home.example", TURSO_AUTH_TOKEN: TOKEN };

let toolCache: string;
const servers: HttpFixture[] = [];
beforeAll(async () => {
  toolCache = await filledToolCache();
});
afterAll(() => rm(toolCache, { recursive: true }));
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function listener(): Promise<HttpFixture> {
  const server = await startHttp((_, response) => response.writeHead(404).end());
  servers.push(server);
  return server;
}

async function redirector(target: string): Promise<HttpFixture> {
  const server = await startHttp((request, response) => response.writeHead(307, { location: `${target}${request.path}` }).end());
  servers.push(server);
  return server;
}

/** Points every action at `url`; what they make of it does not matter here. */
async function runAll(url: string, env: Readonly<Record<string, string>>) {
  const job = await startJob({ toolCache, env });
  await mkdir(join(job.workspace, "migrations"));
  await writeFile(join(job.workspace, "migrations", "1_a.sql"), "CREATE TABLE a (x);");
  const actions: [string, Record<string, string>][] = [
    ["action-setup-libsql", { backend: "turso-cloud", "database-url": url }],
    ["action-migrate", { "database-url": url }],
    ["action-seed", { "database-url": url }],
    ["action-validate-secrets", { "database-url": url, secrets: "TURSO_AUTH_TOKEN" }],
  ];
  for (const [action, given] of actions) await job.uses(action, { with: given, continueOnError: true });
  await job.finish();
}

function tokensSeen(server: HttpFixture): string[] {
  return server.requests.flatMap(({ headers }) => (JSON.stringify(headers).includes(TOKEN) ? [JSON.stringify(headers)] : []));
}

describe("a URL of another host than the environment's", () => {
  test("gets no token", async () => {
    const stranger = await listener();
    await runAll(stranger.url, ENV);
    expect(stranger.requests.length).toBeGreaterThanOrEqual(4);
    expect(tokensSeen(stranger)).toEqual([]);
  });
});

describe("a URL of the environment's own host", () => {
  test("gets the token, and a host that it redirects to does not", async () => {
    const stranger = await listener();
    const home = await redirector(stranger.url);
    await runAll(home.url, { TURSO_DATABASE_URL: home.url, TURSO_AUTH_TOKEN: TOKEN });
    expect(tokensSeen(home).length).toBeGreaterThanOrEqual(3);
    expect(tokensSeen(stranger)).toEqual([]);
  });
});
