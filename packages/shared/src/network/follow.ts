// Sends a request and follows its redirects as far as they are allowed. Credentials belong to the origin that the request was made for.
import { plainLine } from "../report/log.ts";
import { ACCEPTED_ENCODING, type Answer } from "./answer.ts";
import { exchangeOver } from "./exchange.ts";
import { RedirectError } from "./fault.ts";
import { isLoopback } from "./loopback.ts";
import { decodePercent } from "./percent.ts";
import type { ProxySettings } from "./proxy.ts";
import type { RequestOptions } from "./send.ts";
import type { Exchange } from "./wire.ts";

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Gives the first answer that is no redirect. @throws RedirectError for a redirect that must not be followed */
export type Follow = (url: URL, options: RequestOptions, signal: AbortSignal) => Promise<Answer>;

/** @param connectTimeoutMs how long a connection may take to open */
export function followOver(proxy: ProxySettings, connectTimeoutMs: number): Follow {
  const exchange = exchangeOver(proxy, connectTimeoutMs);
  return (url, options, signal) => follow(url, options, exchange, signal);
}

async function follow(start: URL, options: RequestOptions, exchange: Exchange, signal: AbortSignal): Promise<Answer> {
  let authorization = authorizationFor(start, options.token);
  let method = options.method ?? "GET";
  let body = options.body;
  let url = withoutCredentials(start);
  for (let redirects = 0; ; redirects++) {
    const headers = { ...ownHeaders(url), ...options.headers, ...(authorization === undefined ? {} : { authorization }) };
    const answer = await exchange(url, { method, headers, ...(body === undefined ? {} : { body }) }, signal);
    const location = answer.headers.get("location");
    if (!REDIRECTS.has(answer.status) || location === null) return answer;
    answer.body.destroy();
    if (redirects >= MAX_REDIRECTS) throw new RedirectError(`${start.host} redirects more than ${MAX_REDIRECTS} times.`);
    const next = nextUrl(url, location, options);
    if (answer.status === 303) [method, body] = ["GET", undefined];
    // Once a request has left its origin, nobody may send it back there with credentials.
    if (next.origin !== url.origin) {
      authorization = undefined;
      if (body !== undefined) throw refused(url, next);
    }
    url = next;
  }
}

/** sqld compresses 4 MB a second: on the same machine that is nine tenths of the time that an answer takes. */
function ownHeaders({ hostname }: URL): Record<string, string> {
  return { "user-agent": "libsql-actions", "accept-encoding": isLoopback(hostname) ? "identity" : ACCEPTED_ENCODING };
}

function nextUrl(url: URL, location: string, options: RequestOptions): URL {
  const next = URL.parse(location, url.href);
  if (next === null || !/^https?:$/.test(next.protocol)) throw new RedirectError(`${url.host} redirects to what is no http URL.`);
  if (options.redirects === "none" || (options.redirects === "same-host" && next.origin !== url.origin)) throw refused(url, next);
  if (url.protocol === "https:" && next.protocol !== "https:")
    throw new RedirectError(`${url.host} redirects from https to http, which is refused.`);
  return withoutCredentials(next);
}

function refused(url: URL, next: URL): RedirectError {
  return new RedirectError(
    `${url.host} redirects to ${plainLine(next.origin)}, where this request must not go. Check the URL, and give the right one itself.`,
  );
}

/** They are sent as a header, under its rules, and stand in no error. */
function withoutCredentials(url: URL): URL {
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  return bare;
}

function authorizationFor(url: URL, token: string | undefined): string | undefined {
  if (token) {
    // Node's client takes some letters beyond ASCII too, and sends each as a byte that nobody reads as the same one.
    if (!/^[\u0021-\u007e]+$/.test(token))
      throw new Error(`The token for ${url.host} holds characters that cannot be sent (its value is not shown).`);
    return `Bearer ${token}`;
  }
  if (url.username === "" && url.password === "") return undefined;
  const userinfo = `${decodePercent(url.username)}:${decodePercent(url.password)}`;
  return `Basic ${Buffer.from(userinfo).toString("base64")}`;
}
