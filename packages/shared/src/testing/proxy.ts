// A forward proxy on loopback for tests: it takes CONNECT and absolute-form requests for any host name, and leads them all to one server.
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, request as sendRequest } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

export interface ProxyFixture {
  readonly url: string;
  /** What it was asked for: `CONNECT host:port` or `GET http://host/path`, the oldest first, with the headers. */
  readonly requests: { readonly asked: string; readonly headers: IncomingHttpHeaders }[];
  stop(): Promise<void>;
}

/**
 * Starts a proxy on a free port of 127.0.0.1.
 * @param targetPort the port on 127.0.0.1 that stands in for every host
 */
export async function startProxy(targetPort: number): Promise<ProxyFixture> {
  const requests: ProxyFixture["requests"] = [];
  const tunnels = new Set<Socket>();
  const server = createServer((incoming, response) => {
    requests.push({ asked: `${incoming.method} ${incoming.url}`, headers: incoming.headers });
    const { pathname, search } = new URL(incoming.url ?? "");
    const options = {
      host: "127.0.0.1",
      port: targetPort,
      method: incoming.method,
      path: pathname + search,
      headers: incoming.headers,
    };
    const forwarded = sendRequest(options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forwarded.on("error", () => response.destroy());
    incoming.pipe(forwarded);
  });
  server.on("connect", (incoming, socket: Socket, head: Buffer) => {
    requests.push({ asked: `CONNECT ${incoming.url}`, headers: incoming.headers });
    const upstream = connect(targetPort, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [socket, upstream]) {
      tunnels.add(end);
      end.on("error", () => end.destroy()).on("close", () => tunnels.delete(end));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      for (const tunnel of tunnels) tunnel.destroy();
      await closed;
    },
  };
}
