// Finds processes that a part of the build started and did not stop. Each part has a folder of its own for temporary files,
// and whatever it starts has that folder in its environment, its arguments, its program or its working directory.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

export interface Leftover {
  pid: number;
  command: string;
}

const GRACE_MS = 2_000;

/**
 * Kills what is left of a part and answers with what it was. A process that is about to end has `graceMs` to do so.
 * Without /proc (macOS, Windows) nothing is found.
 */
export async function sweepLeftovers(folder: string, graceMs = GRACE_MS): Promise<Leftover[]> {
  const deadline = performance.now() + graceMs;
  let left = processesOf(folder);
  while (left.length > 0 && performance.now() < deadline) {
    await delay(50);
    left = processesOf(folder);
  }
  for (const { pid } of left) kill(pid);
  return left;
}

/** The processes, other than this one, that have to do with `folder`. */
export function processesOf(folder: string): Leftover[] {
  const pids = attempt(() => readdirSync("/proc"), []).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.flatMap((pid) => {
    const file = (name: string) => join("/proc", pid, name);
    const command = attempt(() => readFileSync(file("cmdline"), "utf8"), "");
    const environment = attempt(() => readFileSync(file("environ"), "utf8"), "");
    const links = ["exe", "cwd"].map((name) => attempt(() => readlinkSync(file(name)), ""));
    const isOurs = [command, environment, ...links].some((text) => text.includes(folder));
    return isOurs ? [{ pid: Number(pid), command: command.replaceAll("\0", " ").trim() }] : [];
  });
}

/** A process can end, or belong to someone else, while it is looked at. */
function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

function kill(pid: number): boolean {
  return attempt(() => process.kill(pid, "SIGKILL"), false);
}
