// The schemes of database URLs.

/** WebSocket schemes are spoken to over HTTP, which the same server answers. */
const REMOTE_SCHEMES: ReadonlyMap<string, "http" | "https"> = new Map([
  ["http", "http"],
  ["ws", "http"],
  ["https", "https"],
  ["wss", "https"],
  ["libsql", "https"],
]);

/** What stands before the first colon, in lower case; undefined where it is no scheme, as in a path or a token. */
export function schemeOf(text: string): string | undefined {
  return /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
}

/** True for the schemes of databases that are files or libSQL servers. @param scheme as `schemeOf` gives it */
export function isDatabaseScheme(scheme: string): boolean {
  return scheme === "file" || REMOTE_SCHEMES.has(scheme);
}

/** True for the schemes that other databases' URLs are known by: what people write before a colon without meaning half of a password. */
export function isForeignScheme(scheme: string): boolean {
  return /^(sqlite3?|postgres(ql)?|mysql|mariadb|mongodb|redis)$/.test(scheme);
}

/** How a server is spoken to; undefined for a scheme that is no server's. */
export function httpSchemeOf(scheme: string): "http" | "https" | undefined {
  return REMOTE_SCHEMES.get(scheme);
}
