// Reads a database URL in every form that libSQL clients accept (facts of @libsql/client 0.18, core/config.js) and says what it points at.
import { posix, win32 } from "node:path";
import { isLoopback } from "../network/loopback.ts";
import { httpSchemeOf, schemeOf } from "./scheme.ts";
import { showUrl } from "./show-url.ts";

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

/** A text is no database URL. The message begins with the text (without secrets) and says what is allowed. */
export class DatabaseUrlError extends Error {
  override name = "DatabaseUrlError";
}

/** Writes a path as the `file:` URL that libSQL clients read back to the same path. `platform` decides what a backslash means. */
export function fileUrl(path: string, platform: NodeJS.Platform = process.platform): string {
  const slashes = platform === "win32" ? path.replaceAll("\\", "/") : path;
  // What follows two slashes is a host, unless there are two more before it.
  return `file:${slashes.startsWith("//") ? "//" : ""}${slashes.replace(/[%?#]/g, encodeURIComponent)}`;
}

/**
 * Reads a database URL.
 * @param directory what relative `file:` paths are relative to
 * @param platform whose paths `file:` URLs hold
 * @throws DatabaseUrlError
 */
export function parseDatabaseUrl(text: string, directory: string, platform: NodeJS.Platform = process.platform): DatabaseUrl {
  const fail = (reason: string): never => {
    throw new DatabaseUrlError(`${showUrl(text)} is not a database URL: ${reason}`);
  };
  if (/[\u0000-\u001f\u007f]/.test(text)) return fail("it holds control characters.");
  if (text === ":memory:" || text === "file::memory:") return { kind: "memory", url: ":memory:" };
  const scheme = schemeOf(text);
  if (scheme === "file") return parseFileUrl(text.slice("file:".length), directory, platform, fail);
  const httpScheme = httpSchemeOf(scheme ?? "");
  if (scheme === undefined || httpScheme === undefined)
    return fail("use `file:…`, `:memory:`, `libsql://…`, `https://…`, `http://…`, `wss://…` or `ws://…`.");
  return parseRemoteUrl(text, scheme, httpScheme, fail);
}

type Fail = (reason: string) => never;

/** As `URL` gives it: lower case, in ASCII. Some machines have names with `_`. */
const HOST = /^([a-z0-9]([a-z0-9._-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\])$/;

function parseFileUrl(rest: string, directory: string, platform: NodeJS.Platform, fail: Fail): FileUrl {
  if (/[?#]/.test(rest)) return fail("a `file:` URL has no parameters; write `?` as `%3F` and `#` as `%23` in a path.");
  const authority = /^\/\/([^/]*)(\/.*)?$/s.exec(rest);
  if (authority !== null && (!/^(localhost)?$/i.test(authority[1] ?? "") || authority[2] === undefined))
    return fail("write an absolute path as `file:/path` and a relative one as `file:path`.");
  const path = decodePath(authority?.[2] ?? rest, fail);
  if (path === "") return fail("it names no file.");
  if (/[\u0000-\u001f\u007f]/.test(path)) return fail("its path holds control characters.");
  const { isAbsolute, resolve } = platform === "win32" ? win32 : posix;
  // `file:///D:/a` is the usual form elsewhere; libSQL clients would look for `/D:/a`.
  const own = platform === "win32" ? path.replace(/^\/+(?=[a-z]:[\\/])/i, "") : path;
  const absolute = isAbsolute(own) ? own : resolve(directory, own);
  return { kind: "file", url: fileUrl(absolute, platform), path: absolute };
}

function decodePath(text: string, fail: Fail): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return fail("a `%` in it does not begin an escape; write it as `%25`.");
  }
}

function parseRemoteUrl(text: string, scheme: string, httpScheme: "http" | "https", fail: Fail): RemoteUrl {
  if (!/^[a-z]+:\/\//i.test(text)) return fail(`write \`${scheme}://host\`.`);
  const written = readUrl(text, scheme, httpScheme, fail);
  // What hangs on to a host may be a secret that was stored together with it, and would be looked up.
  if (!HOST.test(written.hostname)) return fail("its host is no name of letters, digits, dashes and dots.");
  if (written.username !== "" || written.password !== "")
    return fail("credentials cannot stand in it; give the token as `auth-token`.");
  if (written.hash !== "") return fail("it has a `#` part.");
  if ([...written.searchParams.keys()].some((key) => key !== "tls" && key !== "authToken"))
    return fail("it has an unknown parameter; `tls` and `authToken` are known.");
  const tls = written.searchParams.get("tls");
  if (tls !== null && tls !== "0" && tls !== "1") return fail("`tls` is 0 or 1.");
  const actualScheme = tls === null ? httpScheme : tls === "1" ? "https" : "http";
  if (scheme !== "libsql" && actualScheme !== httpScheme) return fail(`\`tls=${tls}\` contradicts \`${scheme}:\`.`);
  if (scheme === "libsql" && actualScheme === "http" && !/^libsql:\/\/[^/?#]*:\d+(?=[/?#]|$)/i.test(text))
    return fail("`tls=0` needs a port, as in `libsql://host:8080?tls=0`.");
  // Read again by its actual scheme, which decides whether a port is the default one.
  const url = readUrl(text, scheme, actualScheme, fail);
  url.search = "";
  const token = written.searchParams.get("authToken");
  return {
    kind: "remote",
    url: url.href.replace(/\/$/, ""),
    host: url.host,
    loopback: isLoopback(url.hostname),
    encrypted: actualScheme === "https",
    ...(token ? { token } : {}),
  };
}

function readUrl(text: string, scheme: string, httpScheme: "http" | "https", fail: Fail): URL {
  return URL.parse(`${httpScheme}${text.slice(scheme.length)}`) ?? fail("its host or port is not valid.");
}
