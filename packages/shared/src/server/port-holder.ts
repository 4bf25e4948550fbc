// Finds out who listens on a port, as far as the operating system tells: for an error message, so every failure is just "not known".
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";
import { getExecOutput } from "@actions/exec";
import { plainLine } from "../report/log.ts";

const LISTEN_STATE = "0A";

/** Names the process that listens on a TCP port, such as `sqld (pid 4711)`; undefined when that cannot be told. */
export async function portHolder(port: number, platform: NodeJS.Platform = process.platform): Promise<string | undefined> {
  try {
    return platform === "linux" ? fromProc(port) : await fromLsof(port);
  } catch {
    // Other users' processes cannot be looked into; the message then does without.
    return undefined;
  }
}

/** Looks for the listening socket's inode among the open files of every process (proc_net_tcp(5), proc_pid_fd(5)). */
function fromProc(port: number): string | undefined {
  const rows = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => readFileSync(table, "utf8").split("\n").slice(1));
  const inodes = rows
    .map((row) => row.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTEN_STATE && Number.parseInt(fields[1]?.split(":")[1] ?? "", 16) === port)
    .map((fields) => `socket:[${fields[9]}]`);
  const pid = readdirSync("/proc").find((entry) => /^\d+$/.test(entry) && openFiles(entry).some((file) => inodes.includes(file)));
  return pid === undefined ? undefined : plainLine(`${programOf(pid)} (pid ${pid})`);
}

/** The program's name, and nothing of its arguments, which may be secret. What the kernel calls a process is `MainThread` for all of Node's. */
function programOf(pid: string): string {
  const [program = ""] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  return basename(program) || readFileSync(`/proc/${pid}/comm`, "utf8").trim();
}

function openFiles(pid: string): string[] {
  return unlessGone(() => readdirSync(`/proc/${pid}/fd`)).flatMap((fd) =>
    unlessGone(() => [readlinkSync(`/proc/${pid}/fd/${fd}`)]),
  );
}

/** Processes and their files come and go while we look, and those of other users are not ours to look into. */
function unlessGone(look: () => string[]): string[] {
  try {
    return look();
  } catch (problem) {
    if (["ENOENT", "EACCES", "EPERM", "ESRCH"].includes((problem as NodeJS.ErrnoException).code ?? "")) return [];
    throw problem;
  }
}

async function fromLsof(port: number): Promise<string | undefined> {
  const { stdout } = await getExecOutput("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fcp"], {
    silent: true,
    ignoreReturnCode: true,
  });
  const pid = /^p(\d+)$/m.exec(stdout)?.[1];
  const name = /^c(.+)$/m.exec(stdout)?.[1];
  return pid === undefined ? undefined : plainLine(`${name ?? "a process"} (pid ${pid})`);
}
