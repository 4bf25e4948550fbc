// Keeps two servers from sharing one folder: sqld itself has no lock, and two on the same data corrupt it.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { quote } from "@libsql-actions/shared/inputs/quote";
import { isRunning, type ProcessIdentity, processStartTime } from "@libsql-actions/shared/server/process";
import { rememberState, type SetupState } from "./state.ts";

/** Beside each instance's folder: which process uses it. */
function claimFile(folder: string): string {
  return join(dirname(folder), `.${basename(folder)}.server.json`);
}

/**
 * Takes the folder of an instance for this step, until its server has it. The post step removes the note.
 * @throws while a process that was given the folder still runs
 */
export function claimFolder(state: SetupState, folder: string): void {
  const path = claimFile(folder);
  const holder = readClaim(path);
  // A note whose process is gone: its job was cut short.
  if (holder === undefined || !isRunning(holder)) rmSync(path, { force: true });
  try {
    writeFileSync(path, JSON.stringify({ pid: process.pid, startTime: processStartTime(process.pid) }), { flag: "wx" });
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code !== "EEXIST") throw problem;
    const by = holder === undefined ? "another step" : `a server that still runs (pid ${holder.pid})`;
    throw new Error(`The folder ${quote(folder)} is used by ${by}. Name another \`data-directory\` or other \`instances\`.`);
  }
  state.leftovers.push(path);
  rememberState(state);
}

/** Hands a folder that this step has claimed over to the server that was started on it. */
export function handOverFolder(folder: string, { pid, startTime }: ProcessIdentity): void {
  writeFileSync(claimFile(folder), JSON.stringify({ pid, startTime }));
}

function readClaim(path: string): ProcessIdentity | undefined {
  try {
    const claim = JSON.parse(readFileSync(path, "utf8"));
    return Number.isInteger(claim?.pid) && typeof claim?.startTime === "string"
      ? { pid: claim.pid, startTime: claim.startTime }
      : undefined;
  } catch (problem) {
    // No note, or one that was cut short: nobody runs there.
    if (problem instanceof SyntaxError || (problem as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw problem;
  }
}
