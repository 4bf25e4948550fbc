// What a transaction over HTTP does when the network or the server does not do its part.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { buffer } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { createSend } from "../network/send.ts";
import { errorMessage } from "../report/failure.ts";
import { testSettings } from "../testing/client-settings.ts";
import { type Sqld, startSqld } from "../testing/sqld.ts";
import { LostAnswerError, openConnection } from "./connection.ts";
import { parseDatabaseUrl } from "./url.ts";

let sqld: Sqld;
const servers: Server[] = [];
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(() => sqld.stop());
afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections();
});

type Handler = NonNullable<Parameters<typeof createServer>[1]>;

/** A server on loopback, and how many requests it got. */
async function serve(handler: Handler) {
  const seen = { requests: 0, authorization: [] as (string | undefined)[] };
  const server = createServer((request, response) => {
    seen.requests++;
    seen.authorization.push(request.headers.authorization);
    handler(request, response);
  }).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const address = server.address();
  return { seen, url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`, server };
}

const open = (url: string, token?: string) =>
  openConnection({ ...parseDatabaseUrl(url, "/"), ...(token ? { token } : {}) }, testSettings());

it("says that an answer is lost, and does not send the transaction again", async () => {
  const proxy = await serve(async (request, response) => {
    const body = await buffer(request);
    await fetch(`${sqld.url}${request.url}`, { method: "POST", body, headers: { "content-type": "application/json" } });
    response.destroy();
  });
  const db = await open(proxy.url);
  const answer = db.transaction([{ sql: "CREATE TABLE IF NOT EXISTS t(a)" }, { sql: "INSERT INTO t VALUES (1)" }]);
  await expect(answer).rejects.toThrow(LostAnswerError);
  expect(proxy.seen.requests).toBe(1);
  const direct = await open(sqld.url);
  expect((await direct.query("SELECT count(*) FROM t")).rows[0]?.[0]).toBe(1n);
});

it.each<[string, Handler]>([
  ["is cut short", (_, response) => void response.writeHead(200, { "content-length": 100 }).write("{", () => response.destroy())],
  ["is no JSON", (_, response) => void response.end("<html>")],
  ["has no result", (_, response) => void response.end('{"results":[]}')],
  ["is 500", (_, response) => void response.writeHead(500).end()],
  ["is 502", (_, response) => void response.writeHead(502).end()],
])("calls an answer lost that %s", async (_, handler) => {
  const { url, seen } = await serve(handler);
  await expect((await open(url)).transaction([{ sql: "SELECT 1" }])).rejects.toThrow(LostAnswerError);
  expect(seen.requests).toBe(1);
});

it("gives the server's words on a refusal, which is no lost answer", async () => {
  const { url, seen } = await serve((_, response) => void response.writeHead(401).end('{"error":"The JWT has expired"}'));
  const db = await open(url, "a.secret.token");
  const refused = {
    message: expect.stringMatching(/^127\.0\.0\.1:\d+ answered 401: The JWT has expired\. Check `auth-token`/),
    cause: { name: "StatusError", status: 401 },
  };
  await expect(db.transaction([{ sql: "SELECT 1" }])).rejects.toMatchObject(refused);
  await expect(db.query("SELECT 1")).rejects.toMatchObject(refused);
  expect(new Set(seen.authorization)).toEqual(new Set(["Bearer a.secret.token"]));
});

it("names the host that cannot be reached, where nothing can be lost", async () => {
  const { server, url } = await serve((_, response) => void response.end());
  server.close();
  await once(server, "close");
  const send = createSend({ proxy: {}, tryTimeoutMs: 1_000, deadlineMs: 100 });
  // Port 9 is one that fetch refuses by itself.
  for (const [target, words] of [
    [url, "ECONNREFUSED"],
    ["http://127.0.0.1:9", "cannot be reached"],
  ] as const) {
    const db = await openConnection(parseDatabaseUrl(target, "/"), { ...testSettings(), send });
    for (const ask of [() => db.transaction([{ sql: "SELECT 1" }]), () => db.query("SELECT 1")]) {
      const thrown = await ask().then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(thrown).not.toBeInstanceOf(LostAnswerError);
      expect(errorMessage(thrown)).toContain(new URL(target).host);
      expect(errorMessage(thrown)).toContain(words);
    }
  }
});

it("sends again what surely did not run: 429", async () => {
  const { url, seen } = await serve(async (request, response) => {
    if (seen.requests === 1) return void response.writeHead(429).end();
    const answer = await fetch(`${sqld.url}${request.url}`, { method: "POST", body: await buffer(request) });
    response.end(await answer.text());
  });
  expect(await (await open(url)).transaction([{ sql: "SELECT 1" }])).toMatchObject({ ok: true });
  expect(seen.requests).toBe(2);
});

it("follows no redirect and no base URL of an answer", async () => {
  const other = await serve((_, response) => void response.end());
  const redirecting = await serve((_, response) => void response.writeHead(307, { location: `${other.url}/v3/pipeline` }).end());
  await expect((await open(redirecting.url, "a.secret.token")).transaction([{ sql: "SELECT 1" }])).rejects.toThrow("must not go");
  expect(other.seen.requests).toBe(0);
});

it("answers what a server says of the whole transaction", async () => {
  const { url } = await serve(
    (_, response) =>
      void response.end('{"results":[{"type":"error","error":{"message":"writes are blocked","code":"BLOCKED"}}]}'),
  );
  expect(await (await open(url)).transaction([{ sql: "SELECT 1" }])).toEqual({
    ok: false,
    code: "BLOCKED",
    message: "writes are blocked",
  });
});

it("answers that a transaction with too many rows is in doubt", async () => {
  const rows =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000) SELECT printf('%1000d', i) FROM n";
  const answer = (await open(sqld.url)).transaction([{ sql: "CREATE TABLE big(a)" }, { sql: rows }]);
  await expect(answer).rejects.toThrow(/too large|exceed/i);
});
