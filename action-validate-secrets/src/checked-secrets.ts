// Which secrets a step checks: those it names, those that its inputs hold, and without any of them the usual two.
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import type { ValidateInputs } from "./inputs.ts";
import { type Secret, secretOf } from "./secret.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The input that holds a platform token, and the name of its results. */
export const API_TOKEN = "api-token";

/** @param directory what relative `file:` paths are relative to */
export function checkedSecrets(inputs: ValidateInputs, environment: Environment, directory: string): Secret[] {
  const platform = inputs.platform === undefined ? [] : [secretOf(API_TOKEN, inputs.platform.token ?? "", true)];
  return [...databaseSecrets(inputs, environment, directory), ...platform];
}

function databaseSecrets(inputs: ValidateInputs, environment: Environment, directory: string): Secret[] {
  const urls = numbered("database-url", inputs.databaseUrls);
  const tokens = numbered("auth-token", inputs.authTokens);
  if (inputs.secrets.length > 0) return [...inputs.secrets, ...urls, ...tokens];
  const checkedUrls = urls.length > 0 ? urls : [secretOf("TURSO_DATABASE_URL", environment["TURSO_DATABASE_URL"])];
  if (tokens.length > 0) return [...checkedUrls, ...tokens];
  const isOptional = checkedUrls.every(({ value }) => needsNoToken(value, directory));
  return [...checkedUrls, { ...secretOf("TURSO_AUTH_TOKEN", environment["TURSO_AUTH_TOKEN"]), isOptional }];
}

function numbered(name: string, values: readonly string[]): Secret[] {
  return values.map((value, index) => {
    const secret = secretOf(name, value, true);
    return values.length === 1 ? secret : { ...secret, name: `${name} (line ${index + 1})` };
  });
}

/** True for a database on this machine, and for a URL with a token of its own. Whether a server agrees, `connect` tells. */
function needsNoToken(url: string | undefined, directory: string): boolean {
  try {
    const database = parseDatabaseUrl(url?.trim() ?? "", directory);
    return database.kind !== "remote" || database.loopback || database.token !== undefined;
  } catch {
    return false; // A broken URL says nothing of tokens; `format` reports it.
  }
}
