import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { type HttpHandler, sendJson, sendRedirect } from "../testing/http.ts";
import { faultCode, type StatusError, TimeoutError } from "./fault.ts";
import { createSend } from "./send.ts";
import { fault, fetchText, GET, POST, serve } from "./testing.ts";

describe("retries", () => {
  it.each([408, 429, 500, 502, 503, 504])("%d passes", async (status) => {
    const server = await serve((_, response, index) =>
      index === 0 ? sendJson(response, status, { error: "busy" }) : response.end("good"),
    );
    const told: string[] = [];
    expect(await fetchText(server.url, {}, { onRetry: (message) => told.push(message) })).toBe("good");
    expect(told).toEqual([
      expect.stringMatching(
        new RegExp(
          `^127.0.0.1:${server.port}: try 1 failed \\(127.0.0.1:${server.port} answered ${status}: busy\\), trying again in `,
        ),
      ),
    ]);
  });

  it.each([400, 401, 403, 404, 409, 501])("%d is final", async (status) => {
    const server = await serve((_, response) => sendJson(response, status, {}));
    expect(await fault(fetchText(server.url))).toMatchObject({ name: "StatusError", status });
    expect(server.requests).toHaveLength(1);
  });

  it("a connection that is cut passes, at the start and in the middle of the body", async () => {
    const server = await serve((_, response, index) => {
      if (index === 0) return response.destroy();
      response.writeHead(200, { "content-length": "4" });
      if (index > 1) return response.end("good");
      response.write("go", () => response.destroy());
    });
    expect(await fetchText(server.url)).toBe("good");
    expect(server.requests).toHaveLength(3);
  });

  it("a connection that is cut in the middle of an answer is called that", async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { "content-length": "4" });
      response.write("go", () => response.destroy());
    });
    const thrown = await fault(fetchText(server.url, { repeatable: false }));
    expect([thrown.message, faultCode(thrown)]).toEqual(["the connection was cut in the middle of the answer", "ECONNRESET"]);
  });

  it("a request that may not be repeated is not sent again once it may have been carried out", async () => {
    const cut = await serve((_, response) => response.destroy());
    const failing = await serve((_, response) => sendJson(response, 503, {}));
    const silent = await serve(() => undefined);
    await fault(fetchText(cut.url, POST));
    await fault(fetchText(failing.url, POST));
    expect(await fault(fetchText(silent.url, POST, { tryTimeoutMs: 50 }))).toBeInstanceOf(TimeoutError);
    expect([cut, failing, silent].map(({ requests }) => requests.length)).toEqual([1, 1, 1]);
  });

  it("a request that may not be repeated is sent again when it surely was not carried out", async () => {
    const server = await serve((_, response, index) => (index === 0 ? sendJson(response, 429, {}) : response.end("good")));
    expect(await fetchText(server.url, POST)).toBe("good");
    const told: string[] = [];
    const refusing = `http://127.0.0.1:${await unusedPort()}`;
    await fault(fetchText(refusing, POST, { deadlineMs: 300, onRetry: (message) => told.push(message) }));
    expect(told.length).toBeGreaterThan(0);
  });

  it("end after six tries, with the last answer", async () => {
    const server = await serve((_, response) => sendJson(response, 503, { error: "still starting" }));
    expect(await fault(fetchText(server.url, {}, { deadlineMs: 30_000 }))).toMatchObject({
      status: 503,
      detail: "still starting",
    });
    expect(server.requests).toHaveLength(6);
  }, 20_000);

  it("a host without an address is no reason to wait", async () => {
    const told: string[] = [];
    expect((await fault(fetchText("http://nowhere.invalid/", {}, { onRetry: (message) => told.push(message) }))).message).toBe(
      "getaddrinfo ENOTFOUND nowhere.invalid",
    );
    expect(told).toEqual([]);
  });
});

describe("Retry-After", () => {
  it.each([
    ["seconds", () => "1"],
    ["a date", () => new Date(Date.now() + 2_000).toUTCString()],
  ])("is waited for, in %s", async (_, header) => {
    const server = await serve((_, response, index) => {
      if (index > 0) return response.end("good");
      response.writeHead(429, { "retry-after": header() }).end();
    });
    const started = performance.now();
    expect(await fetchText(server.url)).toBe("good");
    expect(performance.now() - started).toBeGreaterThan(900);
  });

  it("beyond the deadline ends the request at once, and says so", async () => {
    const server = await serve((_, response) => response.writeHead(503, { "retry-after": "86400" }).end());
    const started = performance.now();
    expect((await fault(fetchText(server.url))).message).toBe(
      `127.0.0.1:${server.port} did not answer well in 1 try; 5.0 s are allowed in all, and it asks to wait 1440 min`,
    );
    expect(performance.now() - started).toBeLessThan(500);
  });

  it.each(["soon", "-5", "", "1e9"])("%j is passed over", async (header) => {
    const server = await serve((_, response, index) => {
      if (index > 0) return response.end("good");
      response.writeHead(503, { "retry-after": header }).end();
    });
    expect(await fetchText(server.url)).toBe("good");
  });
});

describe("times", () => {
  it("a try that gets no answer ends after its timeout, and the next one may succeed", async () => {
    const server = await serve((_, response, index) => void (index > 0 && response.end("good")));
    expect(await fetchText(server.url, {}, { tryTimeoutMs: 60 })).toBe("good");
    expect(server.requests).toHaveLength(2);
  });

  it("a body that stalls is silence", async () => {
    const server = await serve((_, response) => void response.writeHead(200, { "content-length": "100" }).write("half"));
    const thrown = await fault(fetchText(server.url, {}, { tryTimeoutMs: 60, deadlineMs: 150 }));
    expect(thrown).toBeInstanceOf(TimeoutError);
    expect(thrown.cause ?? thrown).toMatchObject({ message: expect.stringContaining(`127.0.0.1:${server.port} did not `) });
  });

  it("a body without a length is not whole because the connection was closed for its silence", async () => {
    const silent = createServer((socket) =>
      socket.on("error", () => undefined).once("data", () => socket.write("HTTP/1.1 200 OK\r\n\r\nhalf")),
    );
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as { port: number };
    const times = { tryTimeoutMs: 60, deadlineMs: 200 };
    expect(await fault(fetchText(`http://127.0.0.1:${port}`, { repeatable: false }, times))).toBeInstanceOf(TimeoutError);
    silent.close();
  });

  it("a body that makes progress may take longer than a try's timeout, but not longer than the deadline", async () => {
    const trickle =
      (chunks: number): HttpHandler =>
      (_, response) => {
        let left = chunks;
        const timer = setInterval(() => (left-- > 0 ? response.write("x") : response.end()), 20);
        response.on("close", () => clearInterval(timer));
      };
    const read = async (url: string, deadlineMs: number) =>
      createSend({ proxy: {}, tryTimeoutMs: 100, deadlineMs })(url, { ...GET, repeatable: false }, async (response, progress) => {
        let text = "";
        for await (const chunk of response.body ?? []) {
          text += Buffer.from(chunk as Uint8Array).toString();
          progress();
        }
        return text;
      });
    expect(await read((await serve(trickle(15))).url, 5_000)).toBe("x".repeat(15));
    expect((await fault(read((await serve(trickle(10_000))).url, 300))).message).toContain("did not finish its answer in time");
  });

  it("the deadline holds for all tries together", async () => {
    const server = await serve(() => undefined);
    const started = performance.now();
    const thrown = await fault(fetchText(server.url, {}, { tryTimeoutMs: 100, deadlineMs: 400 }));
    expect(performance.now() - started).toBeLessThan(700);
    expect(thrown.message).toMatch(/did not answer well in \d tr(y|ies); 400 ms are allowed in all$/);
    expect(server.requests.length).toBeGreaterThan(1);
  });
});

describe("what a server says of a failure", () => {
  it.each([
    ['{"error":"Unauthorized: `The JWT has expired`"}', "Unauthorized: `The JWT has expired`"],
    ['{"message":"Not Found","documentation_url":"x"}', "Not Found"],
    ['{"error":{"message":"blocked","code":"BLOCKED"}}', "blocked"],
    ['{"error":{"code":1}}', '{"error":{"code":1}}'],
    ["null", "null"],
    ["[1]", "[1]"],
    ["plain words\n", "plain words"],
    ["<!DOCTYPE html><title>Log in</title>", ""],
    ["\ufeff <html>", ""],
    ["", ""],
    ['{"error":"::set-env name=A::b\\n##[error]x\\u001b[31m\\u202e"}', ": :set-env name=A::b ## [error]x"],
    ["\n::error::x", ": :error::x"],
  ])("%j is kept as %j", async (body, detail) => {
    const server = await serve((_, response) => response.writeHead(401).end(body));
    const thrown = (await fault(fetchText(server.url))) as StatusError;
    expect(thrown.detail).toBe(detail);
    expect(thrown.message).toBe(`127.0.0.1:${server.port} answered 401${detail === "" ? "" : `: ${detail}`}`);
  });

  it("is bounded, and 10 MB of it are not read", async () => {
    const server = await serve((_, response) => response.writeHead(403).end("é ".repeat(5_000_000)));
    expect(((await fault(fetchText(server.url))) as StatusError).detail).toBe("é ".repeat(250).trim());
  });

  it.each([
    ["stalls", () => undefined],
    ["is cut", (response: { destroy(): unknown }) => void response.destroy()],
  ])("counts by its status when the body %s", async (_, then) => {
    const server = await serve(
      (_, response) => void response.writeHead(401, { "content-length": "100" }).write("The JWT eyJhbGci", () => then(response)),
    );
    expect(await fault(fetchText(server.url, {}, { tryTimeoutMs: 80 }))).toMatchObject({ status: 401, detail: "The JWT" });
    expect(server.requests).toHaveLength(1);
  });

  it("ends before a word that was cut: it may be half of a secret", async () => {
    const server = await serve((_, response) =>
      response.writeHead(401).end(`refused: ${" ".repeat(7_980)}${"secret".repeat(100)}`),
    );
    expect(((await fault(fetchText(server.url))) as StatusError).detail).toBe("refused:");
  });

  it("names the server that said it", async () => {
    const far = await serve((_, response) => response.writeHead(404).end());
    const near = await serve((_, response) => sendRedirect(response, far.url));
    expect((await fault(fetchText(near.url))).message).toBe(`127.0.0.1:${far.port} answered 404`);
  });
});

it.each(["GET", "POST", "PUT", "PATCH", "DELETE"] as const)("sends %s as it is", async (method) => {
  const server = await serve((_, response) => response.writeHead(204).end());
  const body = method === "GET" ? {} : { body: "{}" };
  expect(await fetchText(server.url, { method, ...body, redirects: "none" })).toBe("");
  expect(server.requests).toMatchObject([{ method, body: body.body ?? "" }]);
});

describe("an error never shows", () => {
  it("a token that cannot be sent", async () => {
    for (const token of ["canary-1\nx", "canary-1 x", "canary-1\u00e9", "canary-1\u0000"]) {
      const thrown = await fault(fetchText("http://127.0.0.1:1/", { token }));
      expect(thrown.message).toBe("The token for 127.0.0.1:1 holds characters that cannot be sent (its value is not shown).");
    }
  });

  it.each(["http://user:canary-2@", "ftp://user:canary-2@db.test", "canary-2"])("an address that is no URL (%s)", async (url) => {
    expect((await fault(fetchText(url))).message).toBe("The address to send to is not an http or https URL.");
  });
});

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

describe("a last try that is cut by the deadline", () => {
  const faultAfter = async (status: number, repeatable = true) => {
    const server = await serve((_, response, index) => void (index === 0 && response.writeHead(status).end("in trouble")));
    const send = createSend({ proxy: {}, tryTimeoutMs: 5_000, deadlineMs: 1_000 });
    const fault = await send(server.url, { redirects: "none", repeatable }, async () => undefined).catch(
      (problem: Error) => problem,
    );
    return fault;
  };

  it("tells what the server said before", async () => {
    expect(await faultAfter(503)).toMatchObject({ name: "TimeoutError", cause: { name: "StatusError", status: 503 } });
  });

  it("does not pass for one that was surely not carried out", async () => {
    expect(await faultAfter(429)).toMatchObject({ name: "TimeoutError", cause: { name: "TimeoutError" } });
    expect(await faultAfter(429, false)).toMatchObject({ name: "TimeoutError" });
  });
});
