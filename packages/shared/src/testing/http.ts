// A tiny HTTP server on loopback for tests: it keeps what it was sent, and answers as the test says.
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

export interface ReceivedRequest {
  readonly method: string;
  /** Path and query, or what a proxy is asked for. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface HttpFixture {
  /** `http://127.0.0.1:<port>`, or with `https`. */
  readonly url: string;
  readonly port: number;
  /** Every request so far, the oldest first. */
  readonly requests: ReceivedRequest[];
  stop(): Promise<void>;
}

/** Answers a request; `index` counts from 0. A handler that leaves the response open stalls it. */
export type HttpHandler = (request: ReceivedRequest, response: ServerResponse, index: number) => void;

/**
 * Starts a server on a free port of 127.0.0.1.
 * @param tls key and certificate in PEM; the server then speaks https
 */
export async function startHttp(handler: HttpHandler, tls?: { key: string; cert: string }): Promise<HttpFixture> {
  const requests: ReceivedRequest[] = [];
  const listener = (incoming: IncomingMessage, response: ServerResponse) => {
    receive(incoming).then(
      (request) => handler(request, response, requests.push(request) - 1),
      () => response.destroy(), // The client went away in the middle of its request.
    );
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${address.port}`,
    port: address.port,
    requests,
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function receive(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { method = "", url = "", headers } = incoming;
  return { method, path: url, headers, body: Buffer.concat(chunks).toString("utf8") };
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

/** Answers with a redirect. */
export function sendRedirect(response: ServerResponse, location: string, status = 302): void {
  response.writeHead(status, { location }).end();
}
