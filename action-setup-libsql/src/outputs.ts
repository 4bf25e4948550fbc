// Every output of the action, from what was provided.
import type { Backend } from "./inputs.ts";
import type { Provision } from "./provision.ts";

/** The outputs in the form `setOutputs` takes; `backend` is empty where the inputs could not be read. */
export function outputsOf(backend: Backend | "", provision: Provision): Record<string, unknown> {
  const { databases } = provision;
  return {
    backend,
    "database-url": databases[0]?.url ?? "",
    "database-urls": Object.fromEntries(databases.map(({ name, url }) => [name, url])),
    ports: Object.fromEntries(databases.flatMap(({ name, port }) => (port === undefined ? [] : [[name, port]]))),
    "auth-token": provision.authToken,
    "read-only-auth-token": provision.readOnlyAuthToken,
    "libsql-version": provision.libsqlVersion,
    "libsql-path": provision.libsqlPath,
    "cache-hit": provision.cacheHit,
    "init-sql": provision.initSql,
    "data-directory": provision.dataDirectory,
    "log-directory": provision.logDirectory,
  };
}
