// The proxy rule of the suite: HTTPS_PROXY, HTTP_PROXY and NO_PROXY are honoured, and loopback is never sent through a proxy.
import { Agent, type Dispatcher, EnvHttpProxyAgent } from "undici";
import { isLoopback } from "../database/url.ts";

export interface ProxySettings {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy?: string;
}

/** Reads the proxy variables; the lower-case form wins, as it does in curl. */
export function proxySettings(environment: Readonly<Record<string, string | undefined>>): ProxySettings {
  const read = (name: string) => environment[name.toLowerCase()] || environment[name] || undefined;
  const [httpProxy, httpsProxy, noProxy] = [read("HTTP_PROXY"), read("HTTPS_PROXY"), read("NO_PROXY")];
  return { ...(httpProxy ? { httpProxy } : {}), ...(httpsProxy ? { httpsProxy } : {}), ...(noProxy ? { noProxy } : {}) };
}

/**
 * A function that gives the dispatcher for a URL. Dispatchers are made once and keep their connections.
 * @param connectTimeoutMs how long a connection may take to open
 */
export function dispatchers(proxy: ProxySettings, connectTimeoutMs: number): (url: URL) => Dispatcher {
  const options = { connect: { timeout: connectTimeoutMs }, headersTimeout: 0, bodyTimeout: 0 };
  let direct: Dispatcher | undefined;
  let proxied: Dispatcher | undefined;
  return (url) => {
    if (isLoopback(url.hostname) || (proxy.httpProxy === undefined && proxy.httpsProxy === undefined)) {
      direct ??= new Agent(options);
      return direct;
    }
    // Empty strings keep the agent from reading the environment by itself.
    proxied ??= new EnvHttpProxyAgent({
      ...options,
      httpProxy: proxy.httpProxy ?? "",
      httpsProxy: proxy.httpsProxy ?? "",
      noProxy: proxy.noProxy ?? "",
    });
    return proxied;
  };
}
