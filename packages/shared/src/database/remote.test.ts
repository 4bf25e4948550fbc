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

const answerWith = (result: object) => JSON.stringify({ results: [{ type: "ok", response: { type: "batch", result } }] });

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
  ["is null", (_, response) => void response.end("null")],
  ["is an empty object", (_, response) => void response.end("{}")],
  ["has a result for no step", (_, response) => void response.end(answerWith({ step_results: [], step_errors: [] }))],
  ["has an odd error", (_, response) => void response.end('{"results":[{"type":"error","error":"no"}]}')],
  ["is garbage", (_, response) => void response.socket?.end("garbage\r\n\r\n")],
  [
    "has bad chunks",
    (_, { socket }) => void socket?.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
  ],
  ["is compressed badly", (_, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end("no gzip")],
  ["is 501", (_, response) => void response.writeHead(501).end()],
  ["is 499", (_, response) => void response.writeHead(499).end()],
  ["is 408", (_, response) => void response.writeHead(408).end()],
  ["is 302 to nowhere", (_, response) => void response.writeHead(302).end()],
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
    message: expect.stringMatching(/^127\.0\.0\.1:\d+ answered 401: The JWT has expired\. Give a token as `auth-token`/),
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
  const db = await openConnection(parseDatabaseUrl(url, "/"), { ...testSettings(), send });
  for (const ask of [() => db.transaction([{ sql: "SELECT 1" }]), () => db.query("SELECT 1")]) {
    const thrown = await ask().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(thrown).not.toBeInstanceOf(LostAnswerError);
    expect(errorMessage(thrown)).toContain(new URL(url).host);
    expect(errorMessage(thrown)).toContain("ECONNREFUSED");
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

it.each([400, 403, 404, 413])("calls no answer lost that is %d", async (status) => {
  const { url } = await serve((_, response) => void response.writeHead(status).end());
  const thrown = await (await open(url)).transaction([{ sql: "SELECT 1" }]).catch((error: unknown) => error);
  expect(thrown).toMatchObject({ cause: { name: "StatusError", status } });
  expect(thrown).not.toBeInstanceOf(LostAnswerError);
});

it("loses nothing when only the look for the place of a refusal is cut off", async () => {
  const { url, seen } = await serve(async (request, response) => {
    const answer = await fetch(`${sqld.url}${request.url}`, { method: "POST", body: await buffer(request) });
    if (seen.requests === 2) return void response.destroy();
    response.end(await answer.text());
  });
  const refused = await (await open(url)).transaction([{ sql: "SELECT 1" }, { sql: "SELEC 1" }]);
  expect(refused).toMatchObject({ ok: false, code: "SQL_PARSE_ERROR" });
  expect(refused).not.toHaveProperty("index");
});

it("answers that a transaction with too many rows has failed, and nothing of it is there", async () => {
  const rows =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000) SELECT printf('%1000d', i) FROM n";
  const db = await open(sqld.url);
  expect(await db.transaction([{ sql: "CREATE TABLE big(a)" }, { sql: rows }])).toEqual({
    ok: false,
    code: "RESPONSE_TOO_LARGE",
    message: "the statements give back more than 10 MB of rows, where none are needed",
  });
  expect((await db.query("SELECT count(*) FROM sqlite_schema WHERE name = 'big'")).rows[0]?.[0]).toBe(0n);
});
