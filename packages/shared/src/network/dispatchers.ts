// The connections that requests go over: straight, or through a proxy.
import { Agent, type Dispatcher, ProxyAgent } from "undici";
import { type ProxySettings, proxyFor } from "./proxy.ts";

/**
 * A function that gives the dispatcher for a URL. Dispatchers are made once and keep their connections.
 * @param connectTimeoutMs how long a connection may take to open
 */
export function dispatchers(proxy: ProxySettings, connectTimeoutMs: number): (url: URL) => Dispatcher {
  const connect = { timeout: connectTimeoutMs };
  const options = { headersTimeout: 0, bodyTimeout: 0 };
  let direct: Dispatcher | undefined;
  const proxied = new Map<string, Dispatcher>();
  return (url) => {
    const address = proxyFor(url, proxy);
    if (address === undefined) {
      direct ??= new Agent({ ...options, connect });
      return direct;
    }
    // Plain http is asked for in absolute form, as everybody does: many proxies open tunnels to port 443 only.
    const agent =
      proxied.get(address.href) ?? new ProxyAgent({ ...options, uri: address.href, proxyTls: connect, proxyTunnel: false });
    proxied.set(address.href, agent);
    return agent;
  };
}
