// Keeps commands that destroy data from databases on other machines unless the user has said so.
import type { Database } from "@libsql-actions/shared/database/resolve";
import { isLoopback } from "@libsql-actions/shared/network/loopback";
import type { Command, MigrateInputs } from "./inputs.ts";

const DESTRUCTIVE: readonly Command[] = ["down", "restore"];

/** @throws an `Error` that names the hosts and the input */
export function refuseRemote(databases: readonly Database[], { command, allowRemote }: MigrateInputs): void {
  if (allowRemote || !DESTRUCTIVE.includes(command)) return;
  const hosts = databases.flatMap((database) =>
    database.kind === "remote" && !isLoopback(new URL(database.url).hostname) ? [database.host] : [],
  );
  if (hosts.length === 0) return;
  throw new Error(
    `\`command: ${command}\` can destroy data, and ${hosts.join(", ")} is another machine. If that is meant, say \`allow-remote: true\`.`,
  );
}
