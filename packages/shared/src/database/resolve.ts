// Decides which databases a step works on and which token goes to which host. Nothing else in the suite reads TURSO_AUTH_TOKEN.
import { maskSecret } from "../report/secrets.ts";
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
  for (const token of [...request.tokens, request.environment["TURSO_AUTH_TOKEN"]]) maskSecret(token);
  const notices: string[] = [];
  const fromEnvironment = environmentUrl(request, notices);
  const texts = request.urls.length > 0 ? request.urls : fromEnvironment === undefined ? [] : [fromEnvironment];
  if (texts.length === 0)
    throw new Error("No database: give `database-url`, or set TURSO_DATABASE_URL or DATABASE_URL (the setup action sets both).");
  if (request.tokens.length > 1 && request.tokens.length !== texts.length)
    throw new Error(
      `\`auth-token\` has ${request.tokens.length} lines and \`database-url\` ${texts.length}: give one token for all databases, or one for each.`,
    );

  const problems: string[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (problem) {
      problems.push((problem as Error).message);
      return undefined;
    }
  };
  const ownHost = hostOf(fromEnvironment, request.directory);
  const databases = texts.flatMap((text, index): Database[] => {
    const url = attempt(() => parseDatabaseUrl(text, request.directory));
    if (url === undefined) return [];
    if (url.kind !== "remote") return [url];
    maskSecret(url.token);
    attempt(() => refusePlaintext(url, request.allowPlaintext));
    const isOwn = request.urls.length === 0 || url.host === ownHost;
    const token =
      url.token ?? request.tokens[index] ?? request.tokens[0] ?? (isOwn ? request.environment["TURSO_AUTH_TOKEN"] : undefined);
    if (token) attempt(() => refuseUnsendable(token));
    return [token ? { ...url, token } : url];
  });
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return { databases, notices };
}

/** The URL that the environment gives; one of another product's scheme, such as `postgres:`, is passed over with a notice. */
function environmentUrl(request: DatabaseRequest, notices: string[]): string | undefined {
  for (const variable of URL_VARIABLES) {
    const text = request.environment[variable]?.trim();
    if (!text) continue;
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
    if (scheme === undefined || /^(file|https?|wss?|libsql)$/.test(scheme) || text === ":memory:") return text;
    if (request.urls.length === 0)
      notices.push(`${variable} is passed over: it has the scheme \`${scheme}:\`, which is not a libSQL database.`);
  }
  return undefined;
}

function hostOf(text: string | undefined, directory: string): string | undefined {
  if (text === undefined) return undefined;
  try {
    const url = parseDatabaseUrl(text, directory);
    return url.kind === "remote" ? url.host : undefined;
  } catch {
    // A broken URL of the environment owns no host; it is reported when it is the one to be used.
    return undefined;
  }
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
