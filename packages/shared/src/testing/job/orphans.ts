// Finds and ends the processes that a job has left behind, as the runner does when it completes a job: by the tracking id in their
// environment (FinalizeJob in actions/runner src/Runner.Worker/JobExtension.cs, ProcessExtensions.cs).
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

export interface TrackedProcess {
  readonly pid: number;
  /** The name of the program, cut by the system to 15 characters on Linux. */
  readonly name: string;
  /** The whole command line. */
  readonly args: readonly string[];
}

export interface OrphanSweep {
  readonly killed: readonly TrackedProcess[];
  /** False on Windows, where the environment of another process cannot be read from here: nothing was looked for. */
  readonly supported: boolean;
}

const VARIABLE = "RUNNER_TRACKING_ID";
const SWEEP_MS = 2_000;
const POLL_MS = 5;

/** Whether `trackedProcesses` can tell anything on this system. */
export function canTrackProcesses(platform: NodeJS.Platform = process.platform): boolean {
  return platform !== "win32";
}

/** The living processes that have this tracking id. */
export async function trackedProcesses(trackingId: string): Promise<TrackedProcess[]> {
  if (process.platform === "win32") return [];
  return process.platform === "linux" ? trackedByProc(trackingId) : trackedByPs(trackingId);
}

/**
 * Kills every process with this tracking id and answers when none is left. The runner takes one look and kills what it sees; this
 * sweep looks again until there is nothing, so that a process born meanwhile is found, too.
 */
export async function sweepOrphans(trackingId: string): Promise<OrphanSweep> {
  const killed = new Map<number, TrackedProcess>();
  const deadline = performance.now() + SWEEP_MS;
  for (let found = await trackedProcesses(trackingId); found.length > 0; found = await trackedProcesses(trackingId)) {
    // As it was first seen: one that is ending tells no more of its arguments.
    for (const one of found) if (kill(one.pid) && !killed.has(one.pid)) killed.set(one.pid, one);
    if (performance.now() > deadline)
      throw new Error(`Processes of the job are still alive after SIGKILL: ${found.map((one) => one.pid).join(", ")}.`);
    await delay(POLL_MS);
  }
  return { killed: [...killed.values()], supported: canTrackProcesses() };
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch (error) {
    // Gone between the look and the signal.
    if (codeOf(error) === "ESRCH") return false;
    throw error;
  }
}

async function trackedByProc(trackingId: string): Promise<TrackedProcess[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map((pid) => readProc(pid, `${VARIABLE}=${trackingId}`)));
  return found.filter((one) => one !== undefined);
}

async function readProc(pid: number, entry: string): Promise<TrackedProcess | undefined> {
  try {
    const environment = await readFile(`/proc/${pid}/environ`, "utf8");
    if (!environment.split("\0").includes(entry)) return undefined;
    const name = (await readFile(`/proc/${pid}/comm`, "utf8")).trimEnd();
    const args = (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0").slice(0, -1);
    return { pid, name, args };
  } catch (error) {
    // Another user's process, or one that has just ended.
    if (["EACCES", "EPERM", "ENOENT", "ESRCH"].includes(codeOf(error))) return undefined;
    throw error;
  }
}

async function trackedByPs(trackingId: string): Promise<TrackedProcess[]> {
  const { stdout } = await promisify(execFile)("ps", ["axeww", "-o", "pid=,command="], { maxBuffer: 64 * 1024 * 1024 });
  const lines = stdout.split("\n").filter((line) => line.split(" ").includes(`${VARIABLE}=${trackingId}`));
  return lines.map((line) => {
    const [pid = "0", ...words] = line.trim().split(/\s+/);
    // ps puts the environment behind the arguments.
    const end = words.findIndex((word) => /^[A-Za-z_][A-Za-z0-9_]*=/.test(word));
    const args = words.slice(0, end < 0 ? words.length : end);
    return { pid: Number(pid), name: basename(args[0] ?? ""), args };
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
