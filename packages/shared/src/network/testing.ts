// Sends requests in tests, to servers that are stopped after each of them.
import { text } from "node:stream/consumers";
import { afterEach, expect } from "vitest";
import { type HttpFixture, type HttpHandler, startHttp } from "../testing/http.ts";
import { createSend, type NetworkSettings, type RequestOptions } from "./send.ts";

const running: HttpFixture[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

/** Starts a server for one test. */
export async function serve(handler: HttpHandler, tls?: { key: string; cert: string }): Promise<HttpFixture> {
  const server = await startHttp(handler, tls);
  running.push(server);
  return server;
}

export const GET: RequestOptions = { redirects: "any-host", repeatable: true };
export const POST: RequestOptions = { method: "POST", body: "{}", redirects: "none", repeatable: false };

/** Sends with short times, and reads the answer as text. */
export function fetchText(
  url: string,
  options: Partial<RequestOptions> = {},
  settings: Partial<NetworkSettings> = {},
): Promise<string> {
  const send = createSend({ proxy: {}, tryTimeoutMs: 2_000, deadlineMs: 5_000, ...settings });
  return send(url, { ...GET, ...options }, ({ body }) => text(body));
}

/** The error that a promise ends with. */
export const fault = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable("it succeeded"),
    (thrown: unknown) => thrown as Error,
  );
