import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
import { type HttpFixture, startHttp } from "./http.ts";

const post = (proxy: FaultProxy, body: string) => fetch(proxy.url, { method: "POST", body });
const faultOf = ({ cause }: Error) => (cause as NodeJS.ErrnoException | undefined)?.code;

describe("before an HTTP server", () => {
  let server: HttpFixture;
  let proxy: FaultProxy;
  beforeEach(async () => {
    server = await startHttp(({ body }, response) => response.end(body.repeat(3)));
    proxy = await startFaultProxy(server.port);
  });
  afterEach(async () => {
    await proxy.stop();
    await server.stop();
  });

  it("lets everything through, and counts", async () => {
    expect(await (await post(proxy, "ab")).text()).toBe("ababab");
    expect(await (await post(proxy, "cd")).text()).toBe("cdcdcd");
    expect(server.requests.map(({ body }) => body)).toEqual(["ab", "cd"]);
    expect(proxy.requests).toHaveLength(2);
    expect(proxy.requests[0]).toEqual({ up: 0, down: 0 });
    expect(proxy.requests[1]?.up).toBeLessThan(proxy.bytes.up);
    expect(proxy.bytes.down).toBeGreaterThan(100);
  });

  it("lets through more than its buffers hold", async () => {
    const text = "x".repeat(5_000_000);
    expect(await (await post(proxy, text)).text()).toBe(text.repeat(3));
  });

  it.each(["rst", "fin"] as const)("cuts a request before its last byte with %s, once", async (by) => {
    await post(proxy, "first");
    const cut = proxy.cutAt({ way: "up", after: proxy.bytes.up + (proxy.bytes.up - 1), by });
    await expect(post(proxy, "first")).rejects.toSatisfy((problem: Error) =>
      ["ECONNRESET", "UND_ERR_SOCKET"].includes(faultOf(problem) ?? ""),
    );
    await cut;
    expect(server.requests).toHaveLength(1);
    expect((await post(proxy, "third")).ok).toBe(true);
  });

  it.each(["rst", "fin"] as const)("cuts an answer before its last byte with %s", async (by) => {
    await (await post(proxy, "first")).text();
    const cut = proxy.cutAt({ way: "down", after: 2 * proxy.bytes.down - 1, by, silentMs: 5 });
    const answer = post(proxy, "first").then((response) => response.text());
    await expect(answer).rejects.toThrow();
    await cut;
    expect(server.requests).toHaveLength(2);
  });

  it("holds a request until it is released", async () => {
    const { held, release } = proxy.holdNext("ho");
    const answer = post(proxy, "hold me");
    await held;
    expect((await post(proxy, "other")).ok).toBe(true);
    expect(server.requests.map(({ body }) => body)).toEqual(["other"]);
    release();
    expect(await (await answer).text()).toBe("hold me".repeat(3));
  });

  it("holds a request once, however often the text stands in it", async () => {
    const first = proxy.holdNext("ho");
    const answer = post(proxy, "ho".repeat(200_000));
    await first.held;
    const second = proxy.holdNext("ho");
    first.release();
    expect((await answer).ok).toBe(true);
    const other = post(proxy, "ho");
    await second.held;
    second.release();
    expect((await other).ok).toBe(true);
  });

  it("cuts a held request, of which the server sees nothing", async () => {
    const { held } = proxy.holdNext("held");
    const answer = post(proxy, "held");
    answer.catch(() => undefined);
    await held;
    proxy.cutAll("rst");
    await expect(answer).rejects.toThrow();
    expect(server.requests).toEqual([]);
  });

  it("keeps each request for a while", async () => {
    const slow = await startFaultProxy(server.port, { delayMs: () => 50 });
    const started = performance.now();
    for (const body of ["first", "second"]) expect(await (await post(slow, body)).text()).toBe(body.repeat(3));
    expect(performance.now() - started).toBeGreaterThan(95);
    await slow.stop();
  });

  it("takes no more connections when it refuses", async () => {
    proxy.refuse();
    await expect(post(proxy, "x")).rejects.toSatisfy((problem: Error) => faultOf(problem) === "ECONNREFUSED");
  });
});

describe("before a TCP server", () => {
  it.each([
    ["both", "rst", "ECONNRESET"],
    ["both", "fin", "end"],
    ["client", "rst", "nothing"],
  ] as const)("cuts %s sides by %s: the server sees %s", async (sides, by, seen) => {
    const accepted = Promise.withResolvers<Socket>();
    const server = createServer((socket) => accepted.resolve(socket)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const proxy = await startFaultProxy((server.address() as AddressInfo).port);
    const cut = proxy.cutAt({ way: "up", after: 3, by, sides });
    const client = connect(Number(new URL(proxy.url).port), "127.0.0.1");
    client.on("error", () => undefined);
    client.write("abcdef");
    const socket = await accepted.promise;
    const events: string[] = [];
    let text = "";
    socket.on("data", (chunk) => (text += chunk));
    socket.on("end", () => events.push("end")).on("error", (error: NodeJS.ErrnoException) => events.push(error.code ?? ""));
    const closed = new Promise((resolve) => client.resume().on("close", resolve));
    await cut;
    await closed;
    await expect.poll(() => proxy.open).toBe(0);
    if (seen === "nothing") expect(socket.destroyed).toBe(false);
    else await expect.poll(() => events).toEqual([seen]);
    if (by === "fin" || seen === "nothing") expect(text).toBe("abc");
    await proxy.stop();
    server.close();
    await expect.poll(() => socket.destroyed).toBe(true);
  });
});
