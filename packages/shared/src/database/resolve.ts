// Decides which databases a step works on and which token goes to which host. Nothing else in the suite reads TURSO_AUTH_TOKEN.
import { errorMessage } from "../report/failure.ts";
import { maskSecret, maskUrlSecrets } from "../report/secrets.ts";
import { type DatabaseUrl, parseDatabaseUrl, type RemoteUrl } from "./url.ts";

export type Database = DatabaseUrl & { readonly token?: string };

export interface DatabaseRequest {
  /** The `database-url` input, one URL a line; empty when it was not given. */
  readonly urls: readonly string[];
  /** The `auth-token` input: one token for all databases, or one for each. */
  readonly tokens: readonly string[];
  readonly allowPlaintext: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What relative `file:` paths are relative to. */
  readonly directory: string;
}

export interface ResolvedDatabases {
  readonly databases: Database[];
  /** Where the URLs come from: `database-url`, or the name of the variable. */
  readonly source: string;
  /** What the user should know about the choice. */
  readonly notices: string[];
}

const URL_VARIABLES = ["TURSO_DATABASE_URL", "DATABASE_URL"];

/**
 * Reads the databases of a step. A token of the environment goes only to the host it belongs to: it is used when the URL came from the
 * environment too, or when the given URL has the same host. Every token is masked before this returns.
 * @throws an `Error` that lists every problem
 */
export function resolveDatabases(request: DatabaseRequest): ResolvedDatabases {
  // Stored with a line break at its end, as a piped command leaves it, a token is as good as without.
  const ownToken = request.environment["TURSO_AUTH_TOKEN"]?.trim();
  for (const token of [...request.tokens, ownToken]) maskSecret(token);
  for (const url of [...request.urls, ...URL_VARIABLES.map((name) => request.environment[name])]) maskUrlSecrets(url);
  const notices: string[] = [];
  const fromEnvironment = environmentUrl(request, notices);
  const texts = request.urls.length > 0 ? request.urls : fromEnvironment === undefined ? [] : [fromEnvironment.text];
  if (texts.length === 0)
    throw new Error("No database: give `database-url`, or set TURSO_DATABASE_URL or DATABASE_URL (the setup action sets both).");
  if (request.tokens.length > 1 && request.tokens.length !== texts.length)
    throw new Error(
      `\`auth-token\` has ${request.tokens.length} lines and \`database-url\` ${texts.length}: give one token for all databases, or one for each.`,
    );

  const problems = new Set<string>();
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (problem) {
      problems.add(errorMessage(problem));
      return undefined;
    }
  };
  const ownHost = hostAndPort(fromEnvironment?.text, request.directory);
  const databases = texts.flatMap((text, index): Database[] => {
    const url = attempt(() => parseDatabaseUrl(text, request.directory));
    if (url === undefined) return [];
    if (url.kind !== "remote") return [url];
    attempt(() => refusePlaintext(url, request.allowPlaintext));
    const isOwn = request.urls.length === 0 || portedHost(url) === ownHost;
    const token = url.token ?? request.tokens[index] ?? request.tokens[0] ?? (isOwn ? ownToken : undefined);
    if (token) attempt(() => refuseUnsendable(token));
    return [token ? { ...url, token } : url];
  });
  if (problems.size > 0) throw new Error([...problems].join("\n"));
  return { databases, source: request.urls.length > 0 ? "database-url" : (fromEnvironment?.variable ?? ""), notices };
}

/** The URL that the environment gives; one of another product's scheme, such as `postgres:`, is passed over with a notice. */
function environmentUrl(request: DatabaseRequest, notices: string[]): { variable: string; text: string } | undefined {
  for (const variable of URL_VARIABLES) {
    const text = request.environment[variable]?.trim();
    if (!text) continue;
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
    if (scheme === undefined || /^(file|https?|wss?|libsql)$/.test(scheme)) return { variable, text };
    // What stands before a colon without slashes may be half of a password.
    const shown = scheme.length <= 20 && text.startsWith("//", scheme.length + 1) ? `\`${scheme}:\`` : "another scheme";
    if (request.urls.length === 0)
      notices.push(`${variable} is passed over: it is no libSQL database, but the URL of another (${shown}).`);
  }
  return undefined;
}

function hostAndPort(text: string | undefined, directory: string): string | undefined {
  if (text === undefined) return undefined;
  try {
    const url = parseDatabaseUrl(text, directory);
    return url.kind === "remote" ? portedHost(url) : undefined;
  } catch {
    // A broken URL of the environment owns no host; it is reported when it is the one to be used.
    return undefined;
  }
}

/** With the default port written out: a token for `libsql://host` (443) is none for `http://host` (80). */
function portedHost({ host, encrypted }: RemoteUrl): string {
  return /:\d+$/.test(host) ? host : `${host}:${encrypted ? 443 : 80}`;
}

function refusePlaintext(url: RemoteUrl, allowed: boolean): void {
  if (url.encrypted || url.loopback || allowed) return;
  throw new Error(
    `${url.url} is plaintext to another machine: token and data could be read on the way. Use \`https://\` or \`libsql://\`, or set \`allow-plaintext: true\`.`,
  );
}

/** A token that cannot stand in a header would show up in the error of whoever tries (`Headers.set` quotes it). */
function refuseUnsendable(token: string): void {
  if (/^[\u0021-\u007e]+$/.test(token)) return;
  throw new Error(
    "The auth token holds spaces, line breaks or other characters that no token has (its value is not shown). Store it again without them.",
  );
}
