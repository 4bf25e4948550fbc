// A throwaway sqld: started for one database, and gone without a trace when it is stopped or when this process ends.
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { plainLine } from "@libsql-actions/shared/report/log";
import { type LaunchedInstance, startInstances } from "@libsql-actions/shared/server/instances";
import { lastLines } from "@libsql-actions/shared/server/log-file";
import { isRunning, signalProcess } from "@libsql-actions/shared/server/process";

export interface ScratchServerRequest {
  /** Path of `sqld`. */
  readonly sqld: string;
  /** What `readServerVersion` says of it. */
  readonly version: string;
  /** Where its folder is made. */
  readonly temporary: string;
  /** The step's environment; the server gets the few variables that it needs. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface ScratchServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** How its log ends when it is no longer running, which nobody wanted; undefined while it runs. */
  lost(): Promise<string | undefined>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

const VERSION_TIMEOUT_MS = 10_000;
const START_TIMEOUT_MS = 10_000;
/**
 * The last resort: a server that outlives this process (it was killed, and no runner looks for what it left) ends by itself. sqld counts from the
 * start of a request, also of one that it still works on, so this is longer than any statement may take.
 */
const IDLE_SHUTDOWN_S = 3_600;
const GONE_POLL_MS = 2;
const GONE_TIMEOUT_MS = 2_000;
const SHOWN_LOG_LINES = 5;

/**
 * The version that a sqld says it has, such as `0.24.32`.
 * @throws when it cannot be run here, or is something else
 */
export async function readServerVersion(
  sqld: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const { stdout } = await promisify(execFile)(sqld, ["--version"], {
    timeout: VERSION_TIMEOUT_MS,
    killSignal: "SIGKILL",
    env: { PATH: environment["PATH"] },
  });
  const version = /\bsqld (\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`it does not say that it is a sqld, but: ${plainLine(stdout.slice(0, 200))}`);
  return version;
}

/**
 * Starts a server on a port of 127.0.0.1 and waits until it answers.
 *
 * It ends with this process: `process.exit` and an uncaught error run the handler that kills it and removes its folder. A signal without a handler
 * ends Node without that, so the entry of the action must turn SIGINT and SIGTERM into `process.exit`. After a SIGKILL the runner finds the server by
 * its inherited RUNNER_TRACKING_ID, and empties the folder of temporary files.
 */
export async function startScratchServer(request: ScratchServerRequest): Promise<ScratchServer> {
  const folder = await mkdtemp(join(request.temporary, "scratch-"));
  const launched: LaunchedInstance[] = [];
  // Killed, not asked: nothing in it is worth keeping, and a TERM in its first milliseconds would be lost.
  const kill = (): void => {
    for (const identity of launched) signalProcess(identity, "SIGKILL");
  };
  const onExit = (): void => {
    kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const stop = async (): Promise<void> => {
    kill();
    const deadline = performance.now() + GONE_TIMEOUT_MS;
    while (launched.some(isRunning) && performance.now() < deadline) await delay(GONE_POLL_MS);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    process.off("exit", onExit);
  };
  process.on("exit", onExit);
  try {
    const [instance] = await startInstances({
      instances: [{ name: "scratch", port: { kind: "auto" } }],
      sqld: request.sqld,
      version: request.version,
      dataDirectory: folder,
      logDirectory: folder,
      listenAddress: "127.0.0.1",
      keyFile: undefined,
      token: undefined,
      firstPort: 0,
      extraArguments: ["--idle-shutdown-timeout-s", String(IDLE_SHUTDOWN_S)],
      environment: request.environment,
      timeoutMs: START_TIMEOUT_MS,
      onLaunch: (started) => launched.push(started),
      onPortTaken: () => undefined, // Only said of default ports.
    });
    if (instance === undefined) throw new Error("an instance was asked for, and none came");
    return { url: instance.url, lost: () => lost(launched.at(-1)), stop };
  } catch (problem) {
    await stop();
    throw problem;
  }
}

async function lost(server: LaunchedInstance | undefined): Promise<string | undefined> {
  if (server === undefined || isRunning(server)) return undefined;
  const log = await lastLines(server.logFile, SHOWN_LOG_LINES);
  return log.map((text) => plainLine(text)).join("\n") || "(nothing)";
}
