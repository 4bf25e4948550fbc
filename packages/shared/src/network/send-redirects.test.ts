import { setDefaultCACertificates } from "node:tls";
import { describe, expect, it } from "vitest";
import { makeCertificate } from "../testing/certificate.ts";
import { type HttpFixture, type HttpHandler, sendRedirect } from "../testing/http.ts";
import { RedirectError } from "./fault.ts";
import { fault, fetchText, POST, serve } from "./testing.ts";

describe("redirects", () => {
  const good: HttpHandler = (_, response) => void response.end("good");
  const seen = (server: HttpFixture) => server.requests.map(({ headers }) => headers.authorization);

  it("are followed on the same host with the token, also relative ones", async () => {
    const server = await serve((request, response) =>
      request.path === "/b" ? response.end("good") : sendRedirect(response, "/b"),
    );
    expect(await fetchText(`${server.url}/a`, { token: "tok", redirects: "same-host" })).toBe("good");
    expect(seen(server)).toEqual(["Bearer tok", "Bearer tok"]);
  });

  it.each([301, 302, 303, 307, 308])("lead to another port without the token (%d)", async (status) => {
    const far = await serve(good);
    const near = await serve((_, response) => sendRedirect(response, `${far.url}/x`, status));
    expect(await fetchText(near.url, { token: "tok" })).toBe("good");
    expect(seen(near)).toEqual(["Bearer tok"]);
    expect(seen(far)).toEqual([undefined]);
  });

  it("lead to another host name of the same machine without the token, nor with it when they come back", async () => {
    const server = await serve((request, response) => {
      if (request.path === "/start") return sendRedirect(response, `http://localhost:${server.port}/middle`);
      if (request.path === "/middle") return sendRedirect(response, `${server.url}/end`);
      response.end("good");
    });
    expect(await fetchText(`${server.url}/start`, { token: "tok" })).toBe("good");
    expect(seen(server)).toEqual(["Bearer tok", undefined, undefined]);
  });

  it("of a user name and password keep them to their own origin", async () => {
    const far = await serve(good);
    const near = await serve((_, response) => sendRedirect(response, far.url.replace("//", "//other:secret@")));
    expect(await fetchText(near.url.replace("//", "//us%40er:p%3Ass@"))).toBe("good");
    expect(seen(near)).toEqual([`Basic ${Buffer.from("us@er:p:ss").toString("base64")}`]);
    expect(seen(far)).toEqual([undefined]);
  });

  it.each([
    ["another port", "same-host", (far: HttpFixture) => far.url],
    ["another host", "same-host", (far: HttpFixture) => far.url.replace("127.0.0.1", "localhost")],
    ["anywhere", "none", () => "/elsewhere"],
  ] as const)("to %s are refused where `redirects` is `%s`", async (_, redirects, target) => {
    const far = await serve(good);
    const near = await serve((_, response) => sendRedirect(response, target(far)));
    const thrown = await fault(fetchText(near.url, { ...POST, token: "tok", redirects }));
    expect(thrown).toBeInstanceOf(RedirectError);
    expect(thrown.message).toContain("where this request must not go");
    expect([near.requests.length, far.requests.length]).toEqual([1, 0]);
  });

  it("never carry a body to another host", async () => {
    const far = await serve(good);
    const near = await serve((_, response) => sendRedirect(response, far.url, 307));
    expect(await fault(fetchText(near.url, { ...POST, redirects: "any-host" }))).toBeInstanceOf(RedirectError);
    expect(far.requests).toEqual([]);
  });

  it("303 turns into a GET without a body", async () => {
    const server = await serve((request, response) =>
      request.path === "/b" ? response.end("good") : sendRedirect(response, "/b", 303),
    );
    expect(await fetchText(server.url, { ...POST, redirects: "same-host" })).toBe("good");
    expect(server.requests.map(({ method, body }) => [method, body])).toEqual([
      ["POST", "{}"],
      ["GET", ""],
    ]);
  });

  it.each(["file:///etc/passwd", "data:text/plain,x", "http://", "javascript:alert(1)"])(
    "to %s are refused",
    async (location) => {
      const server = await serve((_, response) => sendRedirect(response, location));
      expect((await fault(fetchText(server.url))).message).toBe(`127.0.0.1:${server.port} redirects to what is no http URL.`);
    },
  );

  it("in a circle end", async () => {
    const server = await serve((_, response) => sendRedirect(response, "/again"));
    expect((await fault(fetchText(server.url))).message).toContain("redirects more than 5 times");
    expect(server.requests).toHaveLength(6);
  });

  it("from https to http are refused", async () => {
    const certificate = makeCertificate();
    setDefaultCACertificates([certificate.cert]);
    const plain = await serve(good);
    const secure = await serve((_, response) => sendRedirect(response, plain.url), certificate);
    expect((await fault(fetchText(secure.url))).message).toBe(
      `127.0.0.1:${secure.port} redirects from https to http, which is refused.`,
    );
    expect([secure.requests.length, plain.requests.length]).toEqual([1, 0]);
  });
});
