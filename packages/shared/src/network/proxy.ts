// The proxy rule of the suite: HTTPS_PROXY, HTTP_PROXY and NO_PROXY are honoured, and loopback is never sent through a proxy.
import { isLoopback } from "./loopback.ts";

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
 * The proxy that a request to `url` goes through, undefined when it goes straight.
 * @throws an `Error` without the value, which may hold a password, when the variable for the scheme holds no http(s) URL
 */
export function proxyFor(url: URL, proxy: ProxySettings): URL | undefined {
  const [variable, text] = url.protocol === "https:" ? ["HTTPS_PROXY", proxy.httpsProxy] : ["HTTP_PROXY", proxy.httpProxy];
  if (text === undefined || isLoopback(url.hostname) || isExempt(url, proxy.noProxy ?? "")) return undefined;
  // `proxy:3128` without a scheme is what curl takes too.
  const address = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (address === null || !/^https?:$/.test(address.protocol))
    throw new Error(
      `${variable} (its value is not shown) is not the URL of an http or https proxy, such as \`http://proxy:3128\`.`,
    );
  return address;
}

/** NO_PROXY as @actions/http-client reads it: `*`, or hosts with all their subdomains, with or without a leading dot, with or without a port. */
function isExempt(url: URL, noProxy: string): boolean {
  const host = url.hostname.toLowerCase();
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return noProxy.split(/[,\s]+/).some((entry) => {
    if (entry === "*") return true;
    const [, name = "", entryPort = port] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase().replace(/^\*?\./, "")) ?? [];
    return name !== "" && entryPort === port && (host === name || host.endsWith(`.${name}`) || host === `[${name}]`);
  });
}
