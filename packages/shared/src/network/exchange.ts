// Sends requests straight to their hosts, or through proxies.
import { direct } from "./direct.ts";
import { type ProxySettings, proxyFor } from "./proxy.ts";
import type { Exchange } from "./wire.ts";

/**
 * Requests that keep their connections for the next one.
 * @param connectTimeoutMs how long a connection may take to open
 */
export function exchangeOver(proxy: ProxySettings, connectTimeoutMs: number): Exchange {
  const straight = direct(connectTimeoutMs);
  const proxies = new Map<string, Promise<Exchange>>();
  const through = ({ href }: URL): Promise<Exchange> => {
    const known = proxies.get(href) ?? import("./proxied.ts").then(({ proxied }) => proxied(href, connectTimeoutMs));
    proxies.set(href, known);
    return known;
  };
  return async (url, request, signal) => {
    const address = proxyFor(url, proxy);
    return (address === undefined ? straight : await through(address))(url, request, signal);
  };
}
