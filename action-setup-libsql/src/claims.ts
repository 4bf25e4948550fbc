// Keeps two servers from sharing one folder: sqld itself has no lock, and two on the same data corrupt it.
import { readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { quote } from "@libsql-actions/shared/inputs/quote";
import { isRunning, type ProcessIdentity } from "@libsql-actions/shared/server/process";
import type { SetupState } from "./state.ts";

/** Beside each instance's folder: which process uses it. */
function claimFile(folder: string): string {
  return join(dirname(folder), `.${basename(folder)}.server.json`);
}

/** Refuses the folder of an instance while a server that was started on it still runs. */
export function refuseClaimedFolder(folder: string): void {
  const holder = readClaim(claimFile(folder));
  if (holder !== undefined && isRunning(holder))
    throw new Error(
      `The folder ${quote(folder)} is used by a server that still runs (pid ${holder.pid}). Name another \`data-directory\` or other \`instances\`.`,
    );
}

/** Notes which process uses the folder of an instance. The post step removes the note. */
export function claimFolder(state: SetupState, folder: string, { pid, startTime }: ProcessIdentity): void {
  const path = claimFile(folder);
  if (!state.leftovers.includes(path)) state.leftovers.push(path);
  writeFileSync(path, JSON.stringify({ pid, startTime }));
}

function readClaim(path: string): ProcessIdentity | undefined {
  try {
    const { pid, startTime } = JSON.parse(readFileSync(path, "utf8"));
    return Number.isInteger(pid) && typeof startTime === "string" ? { pid, startTime } : undefined;
  } catch (problem) {
    // No note, or one that was cut short: nobody runs there.
    if (problem instanceof SyntaxError || (problem as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw problem;
  }
}
