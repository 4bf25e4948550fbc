// Sends a request and follows its redirects as far as they are allowed. Credentials belong to the origin that the request was made for.
import { type Dispatcher, fetch, type Response } from "undici";
import { plainLine } from "../report/log.ts";
import { RedirectError } from "./fault.ts";
import { decodePercent } from "./percent.ts";
import type { RequestOptions } from "./send.ts";

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Answers with the first response that is no redirect. @throws RedirectError for a redirect that must not be followed */
export async function follow(
  start: URL,
  options: RequestOptions,
  dispatcherFor: (url: URL) => Dispatcher,
  signal: AbortSignal,
): Promise<Response> {
  let authorization = authorizationFor(start, options.token);
  let method = options.method ?? "GET";
  let body = options.body;
  let url = withoutCredentials(start);
  for (let redirects = 0; ; redirects++) {
    const response = await fetch(url, {
      method,
      headers: { ...options.headers, ...(authorization === undefined ? {} : { authorization }) },
      ...(body === undefined ? {} : { body }),
      redirect: "manual",
      dispatcher: dispatcherFor(url),
      signal,
    });
    const location = response.headers.get("location");
    if (!REDIRECTS.has(response.status) || location === null) return response;
    await response.body?.cancel();
    if (redirects >= MAX_REDIRECTS) throw new RedirectError(`${start.host} redirects more than ${MAX_REDIRECTS} times.`);
    const next = nextUrl(url, location, options);
    if (response.status === 303) [method, body] = ["GET", undefined];
    // Once a request has left its origin, nobody may send it back there with credentials.
    if (next.origin !== url.origin) {
      authorization = undefined;
      if (body !== undefined) throw refused(url, next);
    }
    url = next;
  }
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

/** `fetch` refuses credentials in a URL, and shows them in its error. */
function withoutCredentials(url: URL): URL {
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  return bare;
}

function authorizationFor(url: URL, token: string | undefined): string | undefined {
  if (token) {
    // `fetch` shows the whole header in its error.
    if (!/^[\u0021-\u007e]+$/.test(token))
      throw new Error(`The token for ${url.host} holds characters that cannot be sent (its value is not shown).`);
    return `Bearer ${token}`;
  }
  if (url.username === "" && url.password === "") return undefined;
  const userinfo = `${decodePercent(url.username)}:${decodePercent(url.password)}`;
  return `Basic ${Buffer.from(userinfo).toString("base64")}`;
}
