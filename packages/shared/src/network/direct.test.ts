import { once } from "node:events";
import { createServer } from "node:net";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { direct } from "./direct.ts";
import { isUnsent } from "./fault.ts";
import { fault, fetchText, serve } from "./testing.ts";

const GET = { method: "GET", headers: {} } as const;
const { signal } = new AbortController();

it("sends one request after the other over the same connection", async () => {
  const ports = new Set<number | undefined>();
  const server = await serve((_, response) => {
    ports.add(response.socket?.remotePort);
    response.end("good");
  });
  const exchange = direct(1_000);
  for (let request = 0; request < 3; request++)
    expect(await text((await exchange(new URL(server.url), GET, signal)).body)).toBe("good");
  expect(ports.size).toBe(1);
});

it("tells how long a body is, whatever the method, also where it is not ASCII", async () => {
  const server = await serve((_, response) => response.end());
  for (const method of ["POST", "DELETE"] as const)
    await direct(1_000)(new URL(server.url), { method, headers: {}, body: "\u00fc\u{1f600}" }, signal);
  expect(server.requests.map(({ headers, body }) => [headers["content-length"], body])).toEqual(
    Array.from({ length: 2 }, () => ["6", "\u00fc\u{1f600}"]),
  );
});

it("gives up a connection that does not open in time, of which nothing was sent", async () => {
  const silent = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as { port: number };
  const thrown = await fault(direct(50)(new URL(`https://127.0.0.1:${port}`), GET, signal));
  silent.close();
  expect([thrown.message, isUnsent(thrown)]).toEqual([`127.0.0.1:${port} opened no connection in 50 ms`, true]);
});

it("knows that nothing was sent to a server that does not speak TLS", async () => {
  const plain = await serve((_, response) => response.end());
  const thrown = await fault(direct(1_000)(new URL(plain.url.replace("http:", "https:")), GET, signal));
  expect([thrown.message, isUnsent(thrown)]).toEqual([expect.stringMatching(/wrong version number.*\S$/), true]);
});

it.each([
  [
    "wants another protocol",
    "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n",
    /wants to go on in another protocol/,
  ],
  ["answers in no protocol", "SSH-2.0-OpenSSH\r\n", /Parse Error/],
  ["closes at once", "", /socket hang up/],
])("ends with an error where a server %s", async (_, answer, words) => {
  const server = createServer((socket) => socket.on("error", () => undefined).once("data", () => socket.end(answer))).listen(
    0,
    "127.0.0.1",
  );
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const thrown = await fault(direct(1_000)(new URL(`http://127.0.0.1:${port}`), GET, signal));
  server.close();
  expect([thrown.message, isUnsent(thrown)]).toEqual([expect.stringMatching(words), false]);
});

it("does not unzip what is not there", async () => {
  const server = await serve((_, response, index) => {
    response
      .writeHead(index === 0 ? 200 : 204, { "content-encoding": "gzip", ...(index === 0 ? { "content-length": "0" } : {}) })
      .end();
  });
  expect([await fetchText(server.url), await fetchText(server.url)]).toEqual(["", ""]);
});

it("reads a compressed body, and does not take a part of one for the whole", async () => {
  const zipped = gzipSync("good ".repeat(1_000));
  const server = await serve((_, response, index) => {
    response.writeHead(200, { "content-encoding": "gzip" });
    response.end(index === 0 ? zipped : zipped.subarray(0, -20));
  });
  expect(await fetchText(server.url)).toBe("good ".repeat(1_000));
  expect((await fault(fetchText(server.url))).message).toBe("unexpected end of file");
});

it("keeps the error of a body for whoever reads it", async () => {
  const server = await serve((_, response) => {
    response.writeHead(200, { "content-length": "4" });
    response.write("go", () => response.destroy());
  });
  const { body } = await direct(1_000)(new URL(server.url), GET, signal);
  await new Promise((resolve) => body.once("close", resolve));
  expect(await fault(text(body))).toMatchObject({ code: "ECONNRESET" });
});
