// Launches one sqld as a process of its own that outlives this step.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { isIPv6 } from "node:net";
import type { ProcessIdentity } from "./process.ts";
import { processStartTime } from "./process.ts";

export interface LaunchRequest {
  readonly name: string;
  /** Path of `sqld`. */
  readonly sqld: string;
  /** The folder that the server keeps its data in; it is there. */
  readonly dataDirectory: string;
  readonly logFile: string;
  readonly listenAddress: string;
  readonly port: number;
  /** PEM file with the public key that tokens are verified with. */
  readonly keyFile: string | undefined;
  readonly extraArguments: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface Launched {
  /** Undefined when there was nothing to identify: the process could not be started, or is gone already. */
  readonly identity: ProcessIdentity | undefined;
  /** How the process ended, in words; undefined while it runs. */
  ended(): string | undefined;
}

/** Variables that a server gets. Nothing else: its clients can read files of this machine with SQL, nothing of the job is to be found there, and every `SQLD_*` would change it. */
const PASSED_VARIABLES = ["PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "TZ", "RUNNER_TRACKING_ID"];

/** Seconds that sqld waits for open connections when it is asked to stop (its default is 30). */
const SHUTDOWN_TIMEOUT_S = 1;

/** The flags that the action sets itself. */
export const OWN_FLAGS = ["-d", "--db-path", "--http-listen-addr", "--auth-jwt-key-file", "--no-welcome", "--shutdown-timeout"];

/** Host and port as sqld and URLs write them. */
export function hostAndPort(address: string, port: number): string {
  return `${isIPv6(address) ? `[${address}]` : address}:${port}`;
}

/** Starts the process; returns at once, before the server is ready. */
export function launchServer(request: LaunchRequest): Launched {
  // Its output goes to a file and to no pipe of ours: the runner ends a step only when every pipe of it is closed.
  const log = openSync(request.logFile, "w", 0o600);
  try {
    const child = spawn(request.sqld, serverArguments(request), {
      detached: true,
      stdio: ["ignore", log, log],
      cwd: request.dataDirectory,
      env: serverEnvironment(request.environment),
      windowsHide: true,
    });
    child.unref();
    const startTime = child.pid === undefined ? undefined : processStartTime(child.pid);
    return {
      identity: child.pid === undefined || startTime === undefined ? undefined : { pid: child.pid, startTime },
      ended: watchEnd(child),
    };
  } finally {
    closeSync(log);
  }
}

function watchEnd(child: ChildProcess): () => string | undefined {
  let ended: string | undefined;
  child.once("error", (problem: NodeJS.ErrnoException) => {
    ended = `could not be started (${problem.code ?? problem.message})`;
  });
  child.once("exit", (code, signal) => {
    ended = signal === null ? `exited with ${code}` : `was ended by ${signal}`;
  });
  return () => ended;
}

function serverArguments(request: LaunchRequest): string[] {
  return [
    "--no-welcome",
    "--db-path",
    request.dataDirectory,
    "--http-listen-addr",
    hostAndPort(request.listenAddress, request.port),
    "--shutdown-timeout",
    String(SHUTDOWN_TIMEOUT_S),
    ...(request.keyFile === undefined ? [] : ["--auth-jwt-key-file", request.keyFile]),
    ...request.extraArguments,
  ];
}

function serverEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const passed = PASSED_VARIABLES.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]]));
  // The log must have the line that says the server listens, and one line an error.
  return { ...Object.fromEntries(passed), RUST_LOG: "info", RUST_BACKTRACE: "0", NO_COLOR: "1" };
}
