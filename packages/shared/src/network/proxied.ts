// Requests that go through a proxy, by undici.
import { ProxyAgent, request } from "undici";
import { toAnswer } from "./answer.ts";
import type { Exchange } from "./wire.ts";

/**
 * @param proxy its URL, with user name and password where it wants them
 * @param connectTimeoutMs how long the connection to the proxy may take to open, and TLS inside of a tunnel
 */
export function proxied(proxy: string, connectTimeoutMs: number): Exchange {
  const timeout = { timeout: connectTimeoutMs };
  // Plain http is asked for in absolute form, as everybody does: many proxies open tunnels to port 443 only.
  const connecting = { uri: proxy, proxyTls: timeout, requestTls: timeout, proxyTunnel: false };
  // How long an answer may take is for `send.ts` to know.
  const dispatcher = new ProxyAgent({ ...connecting, headersTimeout: 0, bodyTimeout: 0 });
  return async (url, { method, headers, body = null }, signal) => {
    const answer = await request(url, { method, headers, body, dispatcher, signal });
    return toAnswer(url, { status: answer.statusCode, headers: answer.headers, body: answer.body });
  };
}
