// Keeps what can destroy or litter data away from databases on other machines unless the user has said so.
import { isLoopback } from "../network/loopback.ts";
import type { Database, RemoteDatabase } from "./resolve.ts";

/** @param what the choice that can do harm, as the user gave it, such as `command: down`. @throws an `Error` that names the hosts and the input */
export function refuseRemote(databases: readonly Database[], what: string, allowRemote: boolean): void {
  const hosts = allowRemote ? [] : databases.flatMap((database) => (isElsewhere(database) ? [database.host] : []));
  if (hosts.length === 0) return;
  throw new Error(
    `\`${what}\` can destroy data, or mix it with other data, and ${hosts.join(", ")} is another machine. If that is meant, say \`allow-remote: true\`.`,
  );
}

function isElsewhere(database: Database): database is RemoteDatabase {
  return database.kind === "remote" && !isLoopback(new URL(database.url).hostname);
}
