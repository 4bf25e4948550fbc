// Tells whether a process is still the one that was started: a pid alone may have gone to another process since.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the words of the operating system: comparable, not readable. */
  readonly startTime: string;
}

/**
 * The start time of a running process; undefined when there is none, or only what is left of one that has exited (a zombie).
 * Linux: field 22 of /proc/<pid>/stat (proc_pid_stat(5)); macOS: `ps`.
 */
export function processStartTime(pid: number, platform: NodeJS.Platform = process.platform): string | undefined {
  if (platform === "darwin") return fromPs(pid);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the name in parentheses and may hold anything, parentheses included.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch (problem) {
    if (["ENOENT", "ESRCH"].includes((problem as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw problem;
  }
}

function fromPs(pid: number): string | undefined {
  try {
    const text = execFileSync("ps", ["-o", "state=,lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: { LC_ALL: "C", PATH: "/bin:/usr/bin" },
    }).trim();
    return text === "" || text.startsWith("Z") ? undefined : text.replace(/^\S+\s+/, "");
  } catch {
    // ps ends with 1 when there is no such process.
    return undefined;
  }
}

/** True while the very process that was identified runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return processStartTime(identity.pid) === identity.startTime;
}

/** Sends a signal to the process if it is still the one that was identified. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isRunning(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (problem) {
    // It exited between the look and the signal.
    if ((problem as NodeJS.ErrnoException).code !== "ESRCH") throw problem;
  }
}
