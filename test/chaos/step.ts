// Runs the built migrate action in a process of its own, as the runner does, and lets a test kill it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { TEST_TOOL_CACHE } from "@libsql-actions/shared/testing/client-settings";
import { parsePairs } from "@libsql-actions/shared/testing/job/file-commands";

const ENTRY = process.env["CHAOS_ENTRY"] ?? fileURLToPath(new URL("../../action-migrate/dist/main/index.js", import.meta.url));
const ADDON = fileURLToPath(new URL("../../node_modules/@libsql", import.meta.url));

export interface RunningStep {
  readonly child: ChildProcess;
  /** When it had printed the text, by the clock of `performance`; undefined when it ended without. */
  said(text: string): Promise<number | undefined>;
  readonly ended: Promise<EndedStep>;
}

export interface EndedStep {
  /** Undefined when it was killed. */
  readonly code: number | undefined;
  readonly log: string;
  /** By the same clock. */
  readonly at: number;
  readonly applied: readonly string[];
  /** Undefined where the step does not know. */
  readonly pending: readonly string[] | undefined;
  readonly currentVersion: string;
}

/** Makes a workspace with files in it. @param files texts by path */
export async function newWorkspace(files: Readonly<Record<string, string>>): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "chaos-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  // Where the step finds the native addon without a download.
  mkdirSync(join(path, "node_modules"));
  symlinkSync(ADDON, join(path, "node_modules/@libsql"));
  return path;
}

let steps = 0;

/** Starts a step. */
export function startStep(workspace: string, inputs: Readonly<Record<string, string>>): RunningStep {
  const output = join(workspace, `.output-${++steps}`);
  writeFileSync(output, "");
  const given = Object.entries({ summary: "false", lint: "off", ...inputs });
  const child = spawn(process.execPath, [ENTRY], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      RUNNER_TEMP: workspace,
      RUNNER_TOOL_CACHE: TEST_TOOL_CACHE,
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: output,
      NODE_COMPILE_CACHE: join(workspace, ".compile-cache"),
      ...Object.fromEntries(given.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    },
  });
  let log = "";
  const waiting = new Map<string, PromiseWithResolvers<number | undefined>>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
      for (const [wanted, { resolve }] of waiting) if (log.includes(wanted)) resolve(performance.now());
    });
  const ended = once(child, "close").then(([code]: unknown[]): EndedStep => {
    for (const { resolve } of waiting.values()) resolve(undefined);
    const at = performance.now();
    // What a step wrote that was killed may end in the middle.
    const outputs = typeof code === "number" ? new Map(parsePairs(readFileSync(output, "utf8"), process.platform)) : new Map();
    return {
      code: typeof code === "number" ? code : undefined,
      log,
      at,
      applied: JSON.parse(outputs.get("applied") ?? "[]"),
      pending: outputs.get("pending") ? JSON.parse(outputs.get("pending")) : undefined,
      currentVersion: outputs.get("current-version") ?? "",
    };
  });
  const said = (text: string) => {
    const wait = Promise.withResolvers<number | undefined>();
    if (log.includes(text)) wait.resolve(performance.now());
    else waiting.set(text, wait);
    return wait.promise;
  };
  return { child, said, ended };
}

/** Runs a step to its end. */
export function runStep(workspace: string, inputs: Readonly<Record<string, string>>): Promise<EndedStep> {
  return startStep(workspace, inputs).ended;
}
