// Decides which databases `connect` and `read` talk to, and which secrets are to blame for what they find.
import { type Database, type DatabaseRequest, resolveDatabases, URL_VARIABLES } from "@libsql-actions/shared/database/resolve";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { note } from "@libsql-actions/shared/report/log";
import { urlProblem } from "./format-url.ts";
import type { ValidateInputs } from "./inputs.ts";
import { type Check, notChecked, type Reason, type Result } from "./result.ts";

export interface Target {
  readonly database: Database;
  /** The secret that the URL comes from. */
  readonly urlName: string;
  /** The secret that the token comes from, or would come from. */
  readonly tokenName: string;
  /** True where the environment has a token, which belongs to another host and is not sent to this one. */
  readonly isTokenWithheld?: boolean;
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
    const words = errorMessage(problem).split("\n").map(withoutValue).join(" ");
    const name = inputs.databaseUrls.length > 0 ? "database-url" : "TURSO_DATABASE_URL";
    const message = `There is no database to talk to: ${words}`;
    const reason = reasonOf(inputs, place);
    return { targets: [], unresolved: checks.map((one) => notChecked(name, one, reason, message)) };
  }
}

/** What is said of a URL, without the URL: of one that cannot be read nobody can tell what in it is secret. */
function withoutValue(words: string): string {
  return words.replace(/^.* is not a database URL: /, "The URL cannot be used: ");
}

/** What the checks `presence` and `format` call it. */
function reasonOf(inputs: ValidateInputs, { environment, directory }: Place): Reason {
  const { urls, environment: own } = origin(inputs, environment);
  const given: [name: string, text: string][] = urls.map((text) => ["database-url", text]);
  const named = URL_VARIABLES.flatMap((name): [string, string][] => (own[name] === undefined ? [] : [[name, own[name].trim()]]));
  const all = given.length > 0 ? given : named;
  const rules = { allowPlaintext: inputs.allowPlaintext, directory };
  const problems = all.flatMap(([name, text]) => (text === "" ? [] : (urlProblem(name, text, rules) ?? [])));
  const [first] = problems.filter(({ verdict }) => verdict === "failed");
  if (first !== undefined) return first.reason;
  // DATABASE_URL may be another product's, and then there is none of ours.
  if (all.every(([, text]) => text === "") || problems.length > 0)
    return all.some(([, text]) => text === "") ? "empty" : "missing";
  return "malformed";
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
    const tokenName = ownToken ? urlName : tokens.length > 0 ? inputToken : "TURSO_AUTH_TOKEN";
    const isTokenWithheld = database.kind === "remote" && database.token === undefined && hasToken(environment, place);
    return { database, urlName, tokenName, ...(isTokenWithheld ? { isTokenWithheld } : {}) };
  });
  return { targets, notices };
}

/** Of the step, or of the lines that take its place. */
function hasToken(environment: Place["environment"], place: Place): boolean {
  return [environment, place.environment].some((one) => (one["TURSO_AUTH_TOKEN"]?.trim() ?? "") !== "");
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
