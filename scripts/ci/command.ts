// Runs a program of a build part to its end, with a limit, showing and keeping what it prints.
import { spawn } from "node:child_process";

export interface Command {
  /** The program and its arguments. */
  line: readonly [string, ...string[]];
  env: NodeJS.ProcessEnv;
  limitMs: number;
  /** Whether its output is shown while it runs. */
  shown: boolean;
}

export interface Ended {
  code: number;
  output: string;
}

const nothing = () => false;
/** Ends the running program and whatever it started in its group. */
let stopRunning: () => boolean = nothing;
process.once("exit", () => stopRunning());
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

/** Answers with the exit code; throws when the program cannot be started, is killed, or takes longer than the limit. */
export async function runCommand({ line, env, limitMs, shown }: Command): Promise<Ended> {
  const [program, ...args] = line;
  const child = spawn(program, args, { env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  stopRunning = () => child.pid !== undefined && killGroup(child.pid);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (shown) process.stdout.write(text);
    });
  }
  let code: number | null;
  try {
    code = await new Promise<number | null>((resolve, reject) => {
      const overdue = () =>
        reject(new Error(`${line.join(" ")} took longer than ${limitMs / 1000} s${shown ? "" : `:\n${output}`}`));
      const limit = setTimeout(overdue, limitMs);
      child
        .once("error", reject)
        .once("close", resolve)
        .once("close", () => clearTimeout(limit));
    });
  } finally {
    stopRunning();
    stopRunning = nothing;
  }
  if (code === null) throw new Error(`${line.join(" ")} was killed by ${child.signalCode}${shown ? "" : `:\n${output}`}`);
  return { code, output };
}

function killGroup(pid: number): boolean {
  try {
    return process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing of the group is left.
    return false;
  }
}
