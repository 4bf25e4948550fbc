// Decides which databases a step works on and which token goes to which host; nothing else in the suite decides that.
import { maskSecret, maskUrlSecrets } from "../report/secrets.ts";
import { isDatabaseScheme, isForeignScheme, schemeOf } from "./scheme.ts";
import { type DatabaseUrl, DatabaseUrlError, parseDatabaseUrl, type RemoteUrl } from "./url.ts";

export type Database = DatabaseUrl & { readonly token?: string };
export type RemoteDatabase = Database & { readonly kind: "remote" };

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

/** The variables that may hold a database URL, in the order in which they are looked at. */
export const URL_VARIABLES = ["TURSO_DATABASE_URL", "DATABASE_URL"] as const;

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
    throw new Error(
      [
        "No database: give `database-url`, or set TURSO_DATABASE_URL or DATABASE_URL (the setup action sets both).",
        ...notices,
      ].join(" "),
    );
  if (request.tokens.length > 1 && request.tokens.length !== texts.length)
    throw new Error(
      `\`auth-token\` has ${request.tokens.length} lines and \`database-url\` ${texts.length}: give one token for all databases, or one for each.`,
    );

  const problems = new Set<string>();
  const ownHost = hostAndPort(fromEnvironment?.text, request.directory);
  const databases = texts.flatMap((text, index): Database[] => {
    const url = readUrl(text, request.directory);
    if (url instanceof DatabaseUrlError) {
      problems.add(url.message);
      return [];
    }
    if (url.kind !== "remote") return [url];
    if (!url.encrypted && !url.loopback && !request.allowPlaintext) problems.add(plaintextProblem(url));
    const isOwn = request.urls.length === 0 || portedHost(url) === ownHost;
    const given = url.token ?? request.tokens[index] ?? request.tokens[0];
    const token = given ?? (isOwn ? ownToken : undefined);
    // A local server mostly wants none.
    if (given === undefined && ownToken && !isOwn && !url.loopback)
      notices.push(
        `TURSO_AUTH_TOKEN is not sent to ${url.host}: it belongs to the host of the environment's URL. Give \`auth-token\`.`,
      );
    if (token && !isSendable(token)) problems.add(UNSENDABLE);
    return [token ? { ...url, token } : url];
  });
  if (problems.size > 0) throw new Error([...problems].join("\n"));
  return { databases, source: request.urls.length > 0 ? "database-url" : (fromEnvironment?.variable ?? ""), notices };
}

/** Reads a URL; what is wrong with it is given back, not thrown, to be told together with all else. */
function readUrl(text: string, directory: string): DatabaseUrl | DatabaseUrlError {
  try {
    return parseDatabaseUrl(text, directory);
  } catch (problem) {
    if (problem instanceof DatabaseUrlError) return problem;
    throw problem;
  }
}

/** The URL that the environment gives; one of another product's scheme, such as `postgres:`, is passed over with a notice. */
function environmentUrl(request: DatabaseRequest, notices: string[]): { variable: string; text: string } | undefined {
  for (const variable of URL_VARIABLES) {
    const text = request.environment[variable]?.trim();
    if (!text) continue;
    const scheme = schemeOf(text);
    if (scheme === undefined || isDatabaseScheme(scheme)) return { variable, text };
    // What stands before a colon without slashes may be half of a password.
    const isShown = isForeignScheme(scheme) || (scheme.length <= 20 && text.startsWith("//", scheme.length + 1));
    const advice = scheme.startsWith("sqlite") ? " Write `file:` before the path of a file." : "";
    if (request.urls.length === 0)
      notices.push(
        `${variable} is passed over: no URL of a libSQL database begins with ${isShown ? `\`${scheme}:\`` : "what it does"}.${advice}`,
      );
  }
  return undefined;
}

function hostAndPort(text: string | undefined, directory: string): string | undefined {
  const url = text === undefined ? undefined : readUrl(text, directory);
  // A broken URL of the environment owns no host; it is reported when it is the one to be used.
  if (url === undefined || url instanceof DatabaseUrlError || url.kind !== "remote") return undefined;
  return portedHost(url);
}

/** With the default port written out: a token for `libsql://host` (443) is none for `http://host` (80). */
function portedHost({ host, encrypted }: RemoteUrl): string {
  return /:\d+$/.test(host) ? host : `${host}:${encrypted ? 443 : 80}`;
}

function plaintextProblem({ url }: RemoteUrl): string {
  return `${url} is plaintext to another machine: token and data could be read on the way. Use \`https://\` or \`libsql://\`, or set \`allow-plaintext: true\`.`;
}

/** A token that cannot stand in a header would show up in the error of whoever tries (`Headers.set` quotes it). */
function isSendable(token: string): boolean {
  return /^[\u0021-\u007e]+$/.test(token);
}

const UNSENDABLE =
  "The auth token holds spaces, line breaks or other characters that no token has (its value is not shown). Store it again without them.";
