// Keeps rows on other machines from being replaced, or mixed with test data, unless the user has said so.
import { refuseRemote } from "@libsql-actions/shared/database/allow-remote";
import type { Database } from "@libsql-actions/shared/database/resolve";
import type { SeedInputs } from "./inputs.ts";
import type { Goal } from "./mode.ts";

/** What the mode alone tells. @throws an `Error` that names the hosts and the input */
export function refuseRemoteModes(databases: readonly Database[], { mode, allowRemote, dryRun }: SeedInputs): void {
  if (!dryRun && (mode === "reset" || mode === "upsert")) refuseRemote(databases, `mode: ${mode}`, allowRemote);
}

/**
 * What shows when the tables are known.
 * @param held the tables that hold rows
 * @throws an `Error` that names the host and the input
 */
export function refuseLitter(database: Database, { mode, allowRemote }: SeedInputs, goal: Goal, held: ReadonlySet<string>): void {
  const touches = [...goal.starts.keys()].some((name) => held.has(name));
  if (mode !== "if-empty" && touches) refuseRemote([database], `mode: ${mode}`, allowRemote);
}
