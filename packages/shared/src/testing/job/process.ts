// Runs the process of a step and decides when it has ended: on the runner that is when it has exited and both its pipes are closed
// (actions/runner src/Runner.Sdk/ProcessInvoker.cs). A child that holds a pipe open is told from output that is still on its way.
// One difference to the runner is left: Node hands a child sockets where .NET hands it pipes, so `/dev/stdout` cannot be opened by name.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Readable } from "node:stream";
import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import { lineSplitter } from "./lines.ts";

/** How long a cancelled step has after each signal before the next one comes. */
export interface CancelGrace {
  readonly interruptMs: number;
  readonly terminateMs: number;
}

export const RUNNER_GRACE: CancelGrace = { interruptMs: 7_500, terminateMs: 2_500 };

/** The runner waits this long for the pipes of a process that has exited. */
const RUNNER_PIPE_WAIT_MS = 5_000;
/** Here a pipe counts as leaked when it stays open and silent for this long. */
const SILENT_PIPE_MS = 250;

export interface ProcessRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Each line of stdout and of stderr, as it comes. */
  readonly onLine: (line: string) => void;
  /** Cancels the step: SIGINT, then SIGTERM, then SIGKILL, to this process only. */
  readonly cancel: AbortSignal;
  readonly grace: CancelGrace;
}

export interface ProcessEnd {
  /** 128 and the number of the signal when the process was ended by one. */
  readonly exitCode: number;
  readonly cancelled: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** From the exit to the end of both pipes, or to the moment when waiting was given up. */
  readonly pipesHeldMs: number;
  /** The pipes were still open then: on the runner the step would have taken 5 s longer, and lost its later output. */
  readonly leakedPipes: boolean;
}

type StepProcess = ChildProcessByStdio<null, Readable, Readable>;

/** Runs a process to its end. Throws when it cannot be started. */
export async function runProcess(request: ProcessRequest): Promise<ProcessEnd> {
  const child = await start(request);
  const output = [capture(child.stdout, request.onLine), capture(child.stderr, request.onLine)] as const;
  const ended = new AbortController();
  const cancelled = cancelWhenAsked(child, request, ended.signal);
  const exitCode = await exitOf(child);
  const exitedAt = performance.now();
  const leakedPipes = !(await pipesClose(output, exitedAt));
  const pipesHeldMs = performance.now() - exitedAt;
  ended.abort();
  for (const stream of output) stream.stop();
  await Promise.all([cancelled, ...output.map((stream) => stream.closed)]);
  const [stdout, stderr] = output;
  const end = { exitCode, cancelled: request.cancel.aborted, pipesHeldMs, leakedPipes };
  return { ...end, stdout: stdout.text(), stderr: stderr.text() };
}

function start(request: ProcessRequest): Promise<StepProcess> {
  return new Promise((resolve, reject) => {
    const failed = (error: unknown): void => {
      const why = error instanceof Error ? error.message : String(error);
      const place = `'${request.file}' with working directory '${request.cwd}'`;
      reject(new Error(`An error occurred trying to start process ${place}. ${why}`, { cause: error }));
    };
    try {
      const child = spawn(request.file, request.args, {
        cwd: request.cwd,
        env: request.env,
        stdio: ["ignore", "pipe", "pipe"],
        windowsHide: true,
      });
      child.once("error", failed);
      child.once("spawn", () => resolve(child));
    } catch (error) {
      failed(error);
    }
  });
}

interface Capture {
  text(): string;
  /** Settles when the pipe is closed. */
  readonly closed: Promise<void>;
  /** When the last byte came. */
  lastAt(): number;
  /** Gives up what is still to come. */
  stop(): void;
}

function capture(stream: Readable, onLine: (line: string) => void): Capture {
  const chunks: Buffer[] = [];
  const splitter = lineSplitter(onLine);
  let lastAt = 0;
  const take = (chunk: Buffer): void => {
    chunks.push(chunk);
    lastAt = performance.now();
    splitter.push(chunk);
  };
  stream.on("data", take);
  const closed = new Promise<void>((resolve) => {
    stream.once("close", () => {
      splitter.end();
      resolve();
    });
  });
  return {
    text: () => Buffer.concat(chunks).toString("utf8"),
    closed,
    lastAt: () => lastAt,
    stop: () => {
      stream.off("data", take);
      stream.destroy();
    },
  };
}

function exitOf(child: StepProcess): Promise<number> {
  const numberOf = (): number | undefined => {
    if (child.signalCode !== null) return 128 + constants.signals[child.signalCode];
    return child.exitCode ?? undefined;
  };
  return new Promise((resolve) => {
    const already = numberOf();
    if (already !== undefined) resolve(already);
    else child.once("exit", () => resolve(numberOf() ?? 0));
  });
}

/** True once both pipes are closed; false when one stays open without a byte for a while, or for as long as the runner waits. */
async function pipesClose(streams: readonly Capture[], exitedAt: number): Promise<boolean> {
  let closed = false;
  const allClosed = Promise.all(streams.map((stream) => stream.closed)).then(() => {
    closed = true;
  });
  const lastAt = (): number => Math.max(exitedAt, ...streams.map((stream) => stream.lastAt()));
  const giveUpAt = exitedAt + RUNNER_PIPE_WAIT_MS;
  for (;;) {
    const seenAt = lastAt();
    const timer = new AbortController();
    const waitMs = Math.max(0, Math.min(seenAt + SILENT_PIPE_MS, giveUpAt) - performance.now());
    // A timer that is aborted rejects: the streams were first.
    await Promise.race([allClosed, delay(waitMs, undefined, { signal: timer.signal }).catch(() => undefined)]);
    timer.abort();
    // On a busy machine the timer may come before events that are long due: let those through before judging.
    for (let turn = 0; turn < 5 && !closed; turn += 1) await nextTurn();
    if (closed) return true;
    if (lastAt() === seenAt || performance.now() >= giveUpAt) return false;
  }
}

/** Sends the runner's signals after a cancel, until the process has ended. */
async function cancelWhenAsked(child: StepProcess, request: ProcessRequest, ended: AbortSignal): Promise<void> {
  if (!(await aborted(request.cancel, ended))) return;
  const steps = [
    ["SIGINT", request.grace.interruptMs],
    ["SIGTERM", request.grace.terminateMs],
  ] as const;
  for (const [signal, graceMs] of steps) {
    child.kill(signal);
    if (await passed(ended, graceMs)) return;
  }
  child.kill("SIGKILL");
}

/** True when `wanted` was aborted, false when `ended` was aborted first. */
function aborted(wanted: AbortSignal, ended: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (wanted.aborted || ended.aborted) return resolve(wanted.aborted);
    wanted.addEventListener("abort", () => resolve(true), { once: true });
    ended.addEventListener("abort", () => resolve(false), { once: true });
  });
}

/** True when `ended` was aborted within the time. */
async function passed(ended: AbortSignal, ms: number): Promise<boolean> {
  // An aborted timer rejects, which is what `aborted` then says.
  await delay(ms, undefined, { signal: ended }).catch(() => undefined);
  return ended.aborted;
}
