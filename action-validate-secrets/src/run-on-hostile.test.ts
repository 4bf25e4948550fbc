// The action on servers that are something other than a libSQL server, or mean harm.
import type { ServerResponse } from "node:http";
import { createServer } from "node:net";
import { type HttpHandler, sendJson, sendRedirect } from "@libsql-actions/shared/testing/http";
import { describe, expect, it } from "vitest";
import { expectNoTrace, goneUrl, HASTY, issuer, type Outcome, serve, stopAfterwards, useSteps, validate } from "./testing.ts";

useSteps();

/** Nobody waits for it. */
const LATER = { "retry-after": "3600" };

describe("a server that is something else", () => {
  const token = issuer.token({ a: "rw", id: "canary-of-hostile-tests" });
  const probe = (url: string) => validate({ "database-url": url, "auth-token": token, checks: "connect" }, {}, HASTY);
  const reasonFor = async (url: string) => {
    const { findings, outputs, error, visible } = await probe(url);
    expect(findings).toHaveLength(1);
    expect(outputs["valid"]).toBe("false");
    expect(error).not.toBe("");
    expect(error.length).toBeLessThan(2_000);
    const [{ fix }] = JSON.parse(outputs["results"] ?? "");
    expect(fix).not.toBe("");
    expect(error).toContain(fix);
    expectNoTrace(visible, token);
    return findings[0]?.split(" ").slice(2).join(" ");
  };

  it.each<[string, HttpHandler, string]>([
    [
      "HTML with 200",
      (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>Log in</html>"),
      "failed not-libsql",
    ],
    ["10 MB with 200", (_, response) => response.writeHead(200).end("x".repeat(10_000_000)), "failed not-libsql"],
    ["without end", endless, "failed not-libsql"],
    ["JSON of its own", (_, response) => sendJson(response, 200, { hello: "world" }), "failed not-libsql"],
    ["null", (_, response) => sendJson(response, 200, null), "failed not-libsql"],
    ["no results", (_, response) => sendJson(response, 200, { results: [null] }), "failed not-libsql"],
    ["404", (_, response) => response.writeHead(404).end("<html>"), "failed not-libsql"],
    ["405", (_, response) => response.writeHead(405).end(), "failed not-libsql"],
    ["401", (_, response) => sendJson(response, 401, { error: "no" }), "failed rejected"],
    ["403", (_, response) => sendJson(response, 403, { error: "no" }), "failed forbidden"],
    ["503", (_, response) => response.writeHead(503, LATER).end(), "failed server-error"],
    ["402", (_, response) => sendJson(response, 402, { error: "subscribe" }), "failed quota"],
    ["403 of a blocked database", (_, response) => sendJson(response, 403, { error: "database is blocked" }), "failed blocked"],
    [
      "404 of no such database",
      (_, response) => sendJson(response, 404, { error: "database not found" }),
      "failed wrong-database",
    ],
    ["500", (_, response) => response.writeHead(500, LATER).end("panic"), "failed server-error"],
    [
      "502 with HTML",
      (_, response) => response.writeHead(502, { ...LATER, "content-type": "text/html" }).end("<html>Bad Gateway</html>"),
      "failed server-error",
    ],
    ["429 for an hour", (_, response) => response.writeHead(429, LATER).end(), "failed rate-limited"],
    [
      "a statement error",
      (_, response) => sendJson(response, 200, { results: [{ type: "error", error: { message: "no", code: "OTHER" } }] }),
      "failed server-error",
    ],
    ["a block", (_, response) => sendError(response, "BLOCKED", "reads are blocked"), "failed blocked"],
    [
      "a plan that is used up",
      (_, response) => sendError(response, "BLOCKED", "do you need to upgrade your plan?"),
      "failed quota",
    ],
    ["a broken database", (_, response) => sendError(response, "SQLITE_CORRUPT", "malformed"), "failed corrupt"],
    ["silence", () => undefined, "failed timeout"],
    ["a stalled body", (_, response) => void response.writeHead(200, { "content-length": "99" }).write("{"), "failed timeout"],
    ["a cut connection", (_, response) => response.destroy(), "failed unreachable"],
  ])("that answers %s", async (_, handler, expected) => expect(await reasonFor((await serve(handler)).url)).toBe(expected));

  it("that knows tokens, and says 404 to this one in words of its own", async () => {
    const server = await serve(({ headers }, response) =>
      sendJson(response, headers.authorization === undefined ? 401 : 404, { error: "x" }),
    );
    expect(await reasonFor(server.url)).toBe("failed wrong-database");
  });

  it("that does not tell its version: `connect` keeps its deadline", async () => {
    const answer = (response: ServerResponse) => sendJson(response, 200, { results: [{ type: "ok" }] });
    const server = await serve((request, response) =>
      request.path === "/version" ? undefined : void setTimeout(answer, 300, response),
    );
    const started = performance.now();
    const { findings } = await probe(server.url);
    expect(performance.now() - started).toBeLessThan(HASTY.deadlineMs + 500);
    expect(findings).toEqual(["database-url connect ok ok", "auth-token connect warning unprotected"]);
  });

  it("that is no HTTP server", async () => {
    const server = await rawServer("220 mail.test ESMTP\r\n");
    expect(await reasonFor(server.url)).toBe("failed not-libsql");
  });

  it("that speaks no TLS", async () => {
    const server = await serve((_, response) => response.end());
    expect(await reasonFor(server.url.replace("http:", "libsql:"))).toBe("failed tls");
  });

  it("that nobody is", async () => {
    expect(await reasonFor(await goneUrl())).toBe("failed unreachable");
    expect(await reasonFor("libsql://nowhere.invalid")).toBe("failed dns");
  });

  it.each([301, 302, 303, 307, 308])("that redirects (%d): neither token nor statement goes there", async (status) => {
    const other = await serve((_, response) => sendJson(response, 200, { results: [{ type: "ok" }] }));
    const server = await serve((request, response) => sendRedirect(response, `${other.url}${request.path}`, status));
    expect(await reasonFor(server.url)).toBe("failed redirected");
    expect(other.requests).toEqual([]);
    // Not even the server that redirects has seen it.
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it("that says workflow commands, and the token back, in a refusal", async () => {
    const evil = `::set-env name=A::b\n::error::x ##[error]y \u001b[31m\u202e |<script>| ${token}`;
    const server = await serve((_, response) => sendJson(response, 401, { error: evil }));
    const outcome = await probe(server.url);
    expect(outcome.findings).toEqual(["auth-token connect failed rejected"]);
    expectClean(outcome);
  });

  it("that says them in a result and as its version", async () => {
    const evil = `\n::add-path::/evil\r\n##[set-output name=valid]true |<script>| ${token}`;
    const server = await serve((request, response) =>
      request.path === "/version"
        ? response.end(evil)
        : sendJson(response, 200, {
            results: [{ type: request.body.includes("schema") ? "error" : "ok", error: { message: evil } }],
          }),
    );
    const outcome = await validate({ "database-url": server.url, "auth-token": token, checks: "connect, read" });
    expect(outcome.findings).toEqual([
      "database-url connect ok ok",
      "auth-token connect warning unprotected",
      "database-url read failed server-error",
    ]);
    expect(outcome.outputs["server-version"]).toBe(": :add-path::/evil ## [set-output name=valid]true |<script>| ***");
    expectClean(outcome);
  });

  function expectClean({ visible, summary }: Outcome): void {
    expectNoTrace(visible, token);
    for (const line of visible.split("\n")) {
      expect(line).not.toMatch(/^\s*::(?!warning::|notice::)/);
      expect(line).not.toContain("##[");
    }
    expect(visible).not.toMatch(/[\u001b\u202e\r]/);
    expect(summary).not.toContain("<script>");
  }
});

function sendError(response: ServerResponse, code: string, message: string): void {
  sendJson(response, 200, { results: [{ type: "error", error: { message, code } }] });
}

/** JSON of spaces, for as long as somebody reads it. */
function endless(_: unknown, response: ServerResponse): void {
  const more = () => {
    while (!response.destroyed && response.write(" ".repeat(10_000)));
  };
  response.on("drain", more);
  more();
}

/** A server that says something as soon as it is connected to, and hangs up. */
async function rawServer(greeting: string): Promise<{ url: string }> {
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.end(greeting, () => socket.destroySoon());
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stopAfterwards({ stop: () => new Promise((resolve) => server.close(() => resolve())) });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}` };
}
