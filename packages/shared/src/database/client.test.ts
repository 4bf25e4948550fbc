import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { RedirectError, StatusError } from "../network/fault.ts";
import { createSend } from "../network/send.ts";
import { type HttpFixture, type HttpHandler, type ReceivedRequest, sendJson, sendRedirect, startHttp } from "../testing/http.ts";
import { type ClientSettings, openClient } from "./client.ts";
import { type Database, resolveDatabases } from "./resolve.ts";
import { fileUrl } from "./url.ts";

const REPOSITORY = fileURLToPath(new URL("../../../../", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "client-"));
afterAll(() => rmSync(directory, { recursive: true }));
const running: HttpFixture[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function serve(handler: HttpHandler): Promise<HttpFixture> {
  const server = await startHttp(handler);
  running.push(server);
  return server;
}

const send = createSend({ proxy: {}, tryTimeoutMs: 2_000, deadlineMs: 4_000 });
const settings: ClientSettings = {
  send,
  addon: { toolCache: join(directory, "tools"), workspace: REPOSITORY, home: directory, environment: {}, send },
  lockTimeoutMs: 1_000,
};

function database(url: string, tokens: readonly string[] = []): Database {
  const [found] = resolveDatabases({ urls: [url], tokens, allowPlaintext: false, environment: {}, directory }).databases;
  if (found === undefined) throw new Error("no database");
  return found;
}

/** The answer to a pipeline: every statement of it yields `value`. */
function answer(request: ReceivedRequest, value: string, more = {}) {
  const result = { cols: [{ name: "x" }], rows: [[{ type: "integer", value }]], affected_row_count: 0, last_insert_rowid: null };
  const { requests } = JSON.parse(request.body) as { requests: { type: string; batch?: { steps: unknown[] } }[] };
  const resultOf = (type: string, steps: readonly unknown[]) =>
    type === "execute" ? { result } : { result: { step_results: steps.map(() => result), step_errors: steps.map(() => null) } };
  const results = requests.map(({ type, batch }) => ({
    type: "ok",
    response: { type, ...(type === "close" ? {} : resultOf(type, batch?.steps ?? [])) },
  }));
  return { baton: null, base_url: null, results, ...more };
}

async function firstValue(url: string, tokens: readonly string[] = []): Promise<unknown> {
  const client = await openClient(database(url, tokens), settings);
  try {
    return (await client.execute("SELECT x")).rows[0]?.[0];
  } finally {
    client.close();
  }
}

describe("a remote database", () => {
  it("is spoken to over `send`: token in the header, integers exact, passing faults repeated", async () => {
    const server = await serve((request, response, index) =>
      index === 0 ? response.destroy() : sendJson(response, 200, answer(request, "9007199254740993")),
    );
    expect(await firstValue(server.url, ["the-token"])).toBe(9007199254740993n);
    expect(server.requests.map(({ path, headers }) => [path, headers.authorization])).toEqual(
      Array(2).fill(["/v3/pipeline", "Bearer the-token"]),
    );
  });

  it("may lie under a path", async () => {
    const server = await serve((request, response) => sendJson(response, 200, answer(request, "1")));
    await firstValue(`${server.url}/dev/ns`);
    await firstValue(`${server.url}/dev/ns/`);
    expect(server.requests.map(({ path }) => path)).toEqual(Array(2).fill("/dev/ns/v3/pipeline"));
  });

  it("keeps the server's words when it refuses", async () => {
    const server = await serve((_, response) => sendJson(response, 401, { error: "Unauthorized: `The JWT has expired`" }));
    const thrown = await firstValue(server.url).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(StatusError);
    expect(thrown).toMatchObject({ status: 401, detail: "Unauthorized: `The JWT has expired`" });
  });

  it("does not lead the token away by a redirect", async () => {
    const other = await serve((request, response) => sendJson(response, 200, answer(request, "1")));
    const server = await serve((_, response) => sendRedirect(response, other.url, 307));
    await expect(firstValue(server.url, ["the-token"])).rejects.toThrow(RedirectError);
    expect(other.requests).toEqual([]);
  });

  it("does not lead the token away by naming another base URL", async () => {
    const other = await serve((request, response) => sendJson(response, 200, answer(request, "1")));
    const server = await serve((request, response) =>
      sendJson(response, 200, answer(request, "1", { baton: "next", base_url: other.url })),
    );
    const client = await openClient(database(server.url, ["the-token"]), settings);
    const transaction = await client.transaction("read");
    expect((await transaction.execute("SELECT 1")).rows[0]?.[0]).toBe(1n);
    await expect(transaction.execute("SELECT 1")).rejects.toThrow("where this request must not go");
    client.close();
    expect(other.requests).toEqual([]);
  });
});

describe("a local database", () => {
  it.each(["plain.db", "with space %41 ?#.db", "größe-漢字.db"])("opens the very file %s", async (name) => {
    const url = fileUrl(join(directory, name));
    const writer = await openClient(database(url), settings);
    await writer.execute("CREATE TABLE t(x)");
    await writer.execute("INSERT INTO t VALUES (9007199254740993)");
    writer.close();
    const reader = await openClient(database(url), settings);
    expect((await reader.execute("SELECT x FROM t")).rows[0]?.[0]).toBe(9007199254740993n);
    reader.close();
  });

  it("in memory is one database for as long as the client is open", async () => {
    const client = await openClient(database(":memory:"), settings);
    await client.execute("CREATE TABLE t(x)");
    expect((await client.execute("SELECT count(*) FROM sqlite_schema")).rows[0]?.[0]).toBe(1n);
    client.close();
  });
});

it("waits for another writer as long as SQLite can", async () => {
  const client = await openClient(database(":memory:"), { ...settings, lockTimeoutMs: 2 ** 31 });
  expect((await client.execute("PRAGMA busy_timeout")).rows[0]?.[0]).toBe(2n ** 31n - 1n);
  client.close();
});
