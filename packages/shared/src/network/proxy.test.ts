import { once } from "node:events";
import { createServer } from "node:net";
import { json, text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeCertificate } from "../testing/certificate.ts";
import { type HttpFixture, sendJson, startHttp } from "../testing/http.ts";
import { type ProxyFixture, startProxy } from "../testing/proxy.ts";
import { TimeoutError } from "./fault.ts";
import { proxyFor, proxySettings } from "./proxy.ts";
import { createSend } from "./send.ts";

describe("proxySettings", () => {
  it.each([
    [{}, {}],
    [
      { HTTP_PROXY: "http://a", HTTPS_PROXY: "http://b", NO_PROXY: "c" },
      { httpProxy: "http://a", httpsProxy: "http://b", noProxy: "c" },
    ],
    [{ http_proxy: "http://low", HTTP_PROXY: "http://up" }, { httpProxy: "http://low" }],
    [{ http_proxy: "", HTTP_PROXY: "http://up", NO_PROXY: "" }, { httpProxy: "http://up" }],
  ])("of %j", (environment, expected) => expect(proxySettings(environment)).toEqual(expected));
});

describe("proxyFor", () => {
  const proxy = { httpProxy: "http://http-proxy:3128", httpsProxy: "https-proxy:3129" };
  const hostFor = (url: string, noProxy?: string) => proxyFor(new URL(url), { ...proxy, ...(noProxy ? { noProxy } : {}) })?.host;

  it.each([
    ["http://db.test/x", "http-proxy:3128"],
    ["https://db.test/x", "https-proxy:3129"],
    ["http://localhost:8080", undefined],
    ["http://127.0.0.1:8080", undefined],
    ["http://127.9.8.7", undefined],
    ["https://[::1]:8080", undefined],
    ["http://[::ffff:127.0.0.1]", undefined],
    ["http://localhost.example.com", "http-proxy:3128"],
    ["http://127.0.0.1.example.com", "http-proxy:3128"],
  ])("%s", (url, expected) => expect(hostFor(url)).toBe(expected));

  it.each([
    ["*", true],
    ["db.test", true],
    ["DB.test", true],
    ["other.test, .test", true],
    ["*.test", true],
    ["test", true],
    ["db.test:80", true],
    ["db.test:8080", false],
    ["b.test", false],
    ["db.test.example", false],
    [" , ", false],
  ])("NO_PROXY=%s", (noProxy, exempt) => expect(hostFor("http://db.test/x", noProxy) === undefined).toBe(exempt));

  it("takes an IPv6 address in NO_PROXY", () => expect(hostFor("http://[fd00::1]/", "[fd00::1]")).toBeUndefined());

  it("goes straight where there is no proxy for the scheme", () =>
    expect(proxyFor(new URL("https://db.test"), { httpProxy: "http://p" })).toBeUndefined());

  it.each(["socks5://user:canary-pass@p:1080", "http://user:canary-pass@p:99999", "user:canary-pass@"])(
    "refuses %s without showing it",
    (text) => {
      const attempt = () => proxyFor(new URL("http://db.test"), { httpProxy: text });
      expect(attempt).toThrow("HTTP_PROXY (its value is not shown) is not the URL of an http or https proxy");
      expect(attempt).not.toThrow("canary");
    },
  );
});

describe("a proxy on loopback", () => {
  let server: HttpFixture;
  let proxy: ProxyFixture;
  beforeAll(async () => {
    server = await startHttp((request, response) => sendJson(response, 200, { path: request.path, host: request.headers.host }));
    proxy = await startProxy(server.port);
  });
  afterAll(async () => {
    await proxy.stop();
    await server.stop();
  });
  const sendThrough = (noProxy = "") =>
    createSend({ proxy: { httpProxy: proxy.url, httpsProxy: proxy.url, noProxy }, tryTimeoutMs: 2_000, deadlineMs: 2_000 });
  const options = { redirects: "none", repeatable: true } as const;

  it("is asked for a remote host in absolute form", async () => {
    const answer = await sendThrough()("http://db.test/v2?x=1", { ...options, token: "the-token" }, ({ body }) => json(body));
    expect(answer).toEqual({ path: "/v2?x=1", host: "db.test" });
    expect(proxy.requests.at(-1)?.asked).toBe("GET http://db.test/v2?x=1");
    expect(proxy.requests.at(-1)?.headers).not.toHaveProperty("proxy-authorization");
  });

  it("is asked for a tunnel for https, and does not see the token", async () => {
    const { key, cert } = makeCertificate(["db.test"]);
    const secure = await startHttp((_, response) => sendJson(response, 200, {}), { key, cert });
    const tunnel = await startProxy(secure.port);
    const address = tunnel.url.replace("//", "//user:p%40ss@");
    const send = createSend({ proxy: { httpsProxy: address }, tryTimeoutMs: 2_000, deadlineMs: 2_000 });
    // Trust is not what this is about: the handshake shows that the tunnel leads to the server.
    await expect(send("https://db.test/", { ...options, token: "the-token" }, ({ body }) => text(body))).rejects.toMatchObject({
      code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    });
    expect(tunnel.requests.map(({ asked }) => asked)).toEqual(["CONNECT db.test:443"]);
    const { authorization, ...headers } = tunnel.requests[0]?.headers ?? {};
    expect(authorization).toBeUndefined();
    expect(headers["proxy-authorization"]).toBe(`Basic ${Buffer.from("user:p@ss").toString("base64")}`);
    await tunnel.stop();
    await secure.stop();
  });

  it("that opens no tunnel is not waited for beyond the time of a try", async () => {
    const silent = createServer((socket) => void socket.on("error", () => undefined).resume()).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as { port: number };
    const send = createSend({ proxy: { httpsProxy: `http://127.0.0.1:${port}` }, tryTimeoutMs: 60, deadlineMs: 100 });
    const answer = send("https://db.test/", { ...options, repeatable: false }, ({ body }) => text(body));
    await expect(answer).rejects.toBeInstanceOf(TimeoutError);
    silent.close();
  });

  it("is bypassed for loopback and for NO_PROXY", async () => {
    const before = proxy.requests.length;
    await sendThrough()(`${server.url}/`, options, ({ body }) => text(body));
    await expect(sendThrough(".invalid")("http://db.invalid/", options, ({ body }) => text(body))).rejects.toMatchObject({
      cause: { code: "ENOTFOUND" },
    });
    expect(proxy.requests).toHaveLength(before);
  });
});
