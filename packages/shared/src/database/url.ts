// Reads a database URL in every form that libSQL clients accept (facts of @libsql/client 0.18, core/config.js) and says what it points at.
import { isAbsolute, resolve } from "node:path";
import { quote } from "../inputs/quote.ts";

export interface MemoryUrl {
  readonly kind: "memory";
  readonly url: ":memory:";
}

export interface FileUrl {
  readonly kind: "file";
  /** `file:` and the absolute path, `%?#` percent-encoded; on Windows `file:D:/…`. */
  readonly url: string;
  readonly path: string;
}

export interface RemoteUrl {
  readonly kind: "remote";
  /** `http(s)://host[:port]/path`, without token: what requests are sent to. WebSocket schemes are spoken to over HTTP, which the same server answers. */
  readonly url: string;
  /** Host and port, lower case: the unit that tokens belong to. */
  readonly host: string;
  readonly loopback: boolean;
  readonly encrypted: boolean;
  /** The `authToken` parameter of the URL. */
  readonly token?: string;
}

export type DatabaseUrl = MemoryUrl | FileUrl | RemoteUrl;

const REMOTE_SCHEMES: Record<string, "http" | "https"> = {
  "http:": "http",
  "ws:": "http",
  "https:": "https",
  "wss:": "https",
  "libsql:": "https",
};

/** True for host names and addresses that never leave the machine. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(hostname);
}

/** Writes a path as the `file:` URL that libSQL clients read back to the same path. `platform` decides what a backslash means. */
export function fileUrl(path: string, platform: NodeJS.Platform = process.platform): string {
  const slashes = platform === "win32" ? path.replaceAll("\\", "/") : path;
  return `file:${slashes.replace(/[%?#]/g, encodeURIComponent)}`;
}

/** Shows a URL in a message, without anything in it that may be secret. */
export function showUrl(text: string): string {
  return quote(
    text
      .replace(/\/\/[^/?#]*@/, "//***@")
      .replace(/\?[^#]*/, (query) => query.replace(/=[^&]*/g, (value) => (/^=[01]?$/.test(value) ? value : "=***"))),
  );
}

/**
 * Reads a database URL.
 * @param directory what relative `file:` paths are relative to
 * @throws an `Error` whose message begins with the URL (without secrets) and says what is allowed
 */
export function parseDatabaseUrl(text: string, directory: string): DatabaseUrl {
  const fail = (reason: string): never => {
    throw new Error(`${showUrl(text)} is not a database URL: ${reason}`);
  };
  if (/[\u0000-\u001f\u007f]/.test(text)) return fail("it holds control characters.");
  if (text === ":memory:" || text === "file::memory:") return { kind: "memory", url: ":memory:" };
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(text)?.[0].toLowerCase();
  if (scheme === "file:") return parseFileUrl(text.slice("file:".length), directory, fail);
  const httpScheme = REMOTE_SCHEMES[scheme ?? ""];
  if (scheme === undefined || httpScheme === undefined)
    return fail("use `file:…`, `:memory:`, `libsql://…`, `https://…`, `http://…`, `wss://…` or `ws://…`.");
  return parseRemoteUrl(text, scheme, httpScheme, fail);
}

function parseFileUrl(rest: string, directory: string, fail: (reason: string) => never): FileUrl {
  if (/[?#]/.test(rest)) return fail("a `file:` URL has no parameters; write `?` as `%3F` and `#` as `%23` in a path.");
  const authority = /^\/\/([^/]*)(\/.*)?$/.exec(rest);
  if (authority !== null && (!/^(localhost)?$/i.test(authority[1] ?? "") || authority[2] === undefined))
    return fail("write an absolute path as `file:/path` and a relative one as `file:path`.");
  let path: string;
  try {
    path = decodeURIComponent(authority?.[2] ?? rest);
  } catch {
    return fail("a `%` in it does not begin an escape; write it as `%25`.");
  }
  if (path === "") return fail("it names no file.");
  if (path.includes("\0")) return fail("it holds a NUL character.");
  const absolute = isAbsolute(path) ? path : resolve(directory, path);
  return { kind: "file", url: fileUrl(absolute), path: absolute };
}

function parseRemoteUrl(text: string, scheme: string, httpScheme: "http" | "https", fail: (reason: string) => never): RemoteUrl {
  if (!/^[a-z]+:\/\//i.test(text)) return fail(`write \`${scheme}//host\`.`);
  let url: URL;
  try {
    url = new URL(`${httpScheme}${text.slice(scheme.length - 1)}`);
  } catch {
    return fail("its host or port is not valid.");
  }
  if (url.username !== "" || url.password !== "") return fail("credentials cannot stand in it; give the token as `auth-token`.");
  if (url.hash !== "") return fail("it has a `#` part.");
  const unknown = [...url.searchParams.keys()].find((key) => key !== "tls" && key !== "authToken");
  if (unknown !== undefined) return fail(`the parameter ${quote(unknown)} is unknown; \`tls\` and \`authToken\` are known.`);
  const tls = url.searchParams.get("tls");
  if (tls !== null && tls !== "0" && tls !== "1") return fail("`tls` is 0 or 1.");
  const explicitScheme = tls === null ? httpScheme : tls === "1" ? "https" : "http";
  if (scheme !== "libsql:" && explicitScheme !== httpScheme) return fail(`\`tls=${tls}\` contradicts \`${scheme}\`.`);
  if (scheme === "libsql:" && explicitScheme === "http" && !/^libsql:\/\/[^/?#]*:\d+/i.test(text))
    return fail("`tls=0` needs a port, as in `libsql://host:8080?tls=0`.");
  url = new URL(`${explicitScheme}${url.href.slice(url.protocol.length - 1)}`);
  const token = url.searchParams.get("authToken") ?? undefined;
  url.search = "";
  return {
    kind: "remote",
    url: url.href.replace(/\/$/, ""),
    host: url.host,
    loopback: isLoopback(url.hostname),
    encrypted: explicitScheme === "https",
    ...(token ? { token } : {}),
  };
}
