// Decides which databases `connect` and `read` talk to, and which secrets are to blame for what they find.
import { type Database, type DatabaseRequest, resolveDatabases, URL_VARIABLES } from "@libsql-actions/shared/database/resolve";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { note } from "@libsql-actions/shared/report/log";
import type { ValidateInputs } from "./inputs.ts";
import { type Check, notChecked, type Reason, type Result } from "./result.ts";

export interface Target {
  readonly database: Database;
  /** The secret that the URL comes from. */
  readonly urlName: string;
  /** The secret that the token comes from, or would come from. */
  readonly tokenName: string;
}

/** What `resolveDatabases` is asked with. `givenName` is the `NAME=value` line that the one URL stands in. */
interface Origin {
  readonly urls: readonly string[];
  readonly environment: Place["environment"];
  readonly givenName?: string;
}

type Place = { readonly environment: Readonly<Record<string, string | undefined>>; readonly directory: string };

/**
 * The databases to talk to; where they cannot be told, why not, as results of the checks that would talk to them.
 */
export function targetsOf(
  inputs: ValidateInputs,
  place: Place,
  checks: readonly Check[],
): { targets: Target[]; unresolved: Result[] } {
  try {
    const { targets, notices } = findTargets(inputs, place);
    for (const notice of notices) note(notice);
    return { targets, unresolved: [] };
  } catch (problem) {
    const words = errorMessage(problem).replaceAll("\n", " ");
    const name = inputs.databaseUrls.length > 0 ? "database-url" : "TURSO_DATABASE_URL";
    const message = `There is no database to talk to: ${words}`;
    return { targets: [], unresolved: checks.map((one) => notChecked(name, one, reasonOf(words), message)) };
  }
}

/** What the check `format` calls it. */
function reasonOf(words: string): Reason {
  if (words.startsWith("No database")) return "missing";
  return words.includes("is plaintext to another machine") ? "plaintext-refused" : "malformed";
}

/** @throws an `Error` that lists every problem, without values */
export function findTargets(inputs: ValidateInputs, place: Place): { targets: Target[]; notices: string[] } {
  const { urls, environment, givenName } = origin(inputs, place.environment);
  const { authTokens: tokens, allowPlaintext } = inputs;
  const request: DatabaseRequest = { urls, tokens, allowPlaintext, environment, directory: place.directory };
  const { databases, source, notices } = resolveDatabases(request);
  const texts = urls.length > 0 ? urls : [environment[source] ?? ""];
  const targets = databases.map((database, index): Target => {
    const line = databases.length > 1 ? ` (line ${index + 1})` : "";
    const urlName = givenName ?? `${source}${line}`;
    const ownToken = /[?&]authToken=./.test(texts[index] ?? "");
    const inputToken = tokens.length > 1 ? `auth-token${line}` : "auth-token";
    return { database, urlName, tokenName: ownToken ? urlName : tokens.length > 0 ? inputToken : "TURSO_AUTH_TOKEN" };
  });
  return { targets, notices };
}

/**
 * `NAME=value` lines go before the environment. A token of the environment belongs to the environment's URL: a URL that such a line gives
 * gets it only where the hosts are equal, which `resolveDatabases` decides for a URL of its own.
 */
function origin(inputs: ValidateInputs, environment: Place["environment"]): Origin {
  const given = new Map(
    inputs.secrets.flatMap(({ name, value, isGiven }) => (isGiven && value?.trim() ? [[name, value.trim()]] : [])),
  );
  const token = given.get("TURSO_AUTH_TOKEN");
  const givenName = URL_VARIABLES.find((name) => given.has(name));
  const givenUrl = givenName === undefined ? undefined : given.get(givenName);
  if (givenName === undefined || givenUrl === undefined)
    return {
      urls: inputs.databaseUrls,
      environment: token === undefined ? environment : { ...environment, TURSO_AUTH_TOKEN: token },
    };
  if (inputs.databaseUrls.length === 0 && inputs.authTokens.length === 0 && token === undefined)
    return { urls: [givenUrl], environment, givenName };
  const pairs = {
    TURSO_DATABASE_URL: given.get("TURSO_DATABASE_URL"),
    DATABASE_URL: given.get("DATABASE_URL"),
    TURSO_AUTH_TOKEN: token,
  };
  return { urls: inputs.databaseUrls, environment: pairs };
}
