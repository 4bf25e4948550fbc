// The environment that later steps find the databases by.

import { note } from "@libsql-actions/shared/report/log";
import { exportEnvironment } from "@libsql-actions/shared/report/outputs";
import type { Provision } from "./provision.ts";

/** The variable that holds the URL of an instance. */
export function variableOf(instance: string): string {
  return `DATABASE_URL_${instance.toUpperCase().replaceAll("-", "_")}`;
}

/** The variables that later steps get. A variable of an earlier setup step that would contradict this one is emptied. */
export function laterEnvironment(
  provision: Provision,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const { databases, authToken, initSql } = provision;
  const first = databases[0];
  if (first === undefined) return {};
  const emptied = Object.fromEntries(
    // A token that stays behind would be sent to a server that it is not for; a script would be loaded into a database that is not its own.
    ["TURSO_AUTH_TOKEN", "DATABASE_INIT_SQL"].filter((name) => environment[name]).map((name) => [name, ""]),
  );
  return {
    ...emptied,
    DATABASE_URL: first.url,
    TURSO_DATABASE_URL: first.url,
    ...(authToken === "" ? {} : { TURSO_AUTH_TOKEN: authToken }),
    ...(initSql === "" ? {} : { DATABASE_INIT_SQL: initSql }),
    ...Object.fromEntries(databases.map(({ name, url }) => [variableOf(name), url])),
  };
}

/** Exports the variables, with a notice that names those which had another value. */
export function tellLaterSteps(provision: Provision, environment: Readonly<Record<string, string | undefined>>): void {
  const replaced = exportEnvironment(laterEnvironment(provision, environment), environment);
  if (replaced.length > 0) note(`${replaced.join(", ")} had another value; from here on it is what this setup step provides.`);
}
