// Runs the migrate action in tests: in a process of its own, as the runner starts it, or in this one, which is quicker; and reads what it leaves.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { readStep } from "@libsql-actions/shared/inputs/step";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { TEST_TOOL_CACHE } from "@libsql-actions/shared/testing/client-settings";
import { parsePairs } from "@libsql-actions/shared/testing/job/file-commands";
import { write } from "@libsql-actions/shared/testing/write-files";
import { readMigrateInputs } from "./inputs.ts";
import type { Report } from "./report.ts";
import { run } from "./run.ts";

const ENTRY = fileURLToPath(new URL("index.ts", import.meta.url));
const ADDONS = fileURLToPath(new URL("../../node_modules/@libsql", import.meta.url));

/** What a step leaves. */
export interface FinishedStep {
  readonly ok: boolean;
  readonly stdout: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** A workspace with files in it. The native addon is there too: it is looked for in the workspace before it is downloaded. */
export function workspace(files: Readonly<Record<string, string | Uint8Array>>): string {
  const path = mkdtempSync(join(tmpdir(), "migrate-"));
  mkdirSync(join(path, "node_modules"));
  symlinkSync(ADDONS, join(path, "node_modules/@libsql"));
  write(path, files);
  return path;
}

let steps = 0;

/** Runs a step in a process of its own, with inputs and environment as the runner gives them. */
export async function runStep(
  path: string,
  inputs: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
  onOutput: (text: string, child: ChildProcess) => unknown = () => undefined,
): Promise<FinishedStep> {
  const files = { output: join(path, `.output-${++steps}`), summary: join(path, `.summary-${steps}`) };
  for (const file of Object.values(files)) writeFileSync(file, "");
  const child = spawn(process.execPath, ["--conditions=source", "--disable-warning=ExperimentalWarning", ENTRY], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      PATH: process.env["PATH"],
      ...environmentOf(path),
      GITHUB_OUTPUT: files.output,
      GITHUB_STEP_SUMMARY: files.summary,
      ...environment,
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    },
  });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    onOutput(text, child);
  });
  const [code] = await once(child, "close");
  return {
    ok: code === 0,
    stdout,
    outputs: Object.fromEntries(parsePairs(readFileSync(files.output, "utf8"), process.platform)),
    summary: readFileSync(files.summary, "utf8"),
  };
}

function environmentOf(path: string): Record<string, string> {
  return { HOME: homedir(), RUNNER_TEMP: path, RUNNER_TOOL_CACHE: TEST_TOOL_CACHE, GITHUB_WORKSPACE: path };
}

/** What a step in this process leaves. */
export interface StepHere {
  /** What the step ends with; undefined when all went well. */
  readonly error: string | undefined;
  readonly reports: readonly Report[];
  /** With the workflow commands, outputs among them. */
  readonly stdout: string;
}

/** Runs a step in this process: one at a time, since what it prints is caught. */
export async function runHere(
  path: string,
  inputs: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<StepHere> {
  const reader = new InputReader((name) => inputs[name] ?? "");
  const step = readStep({ ...environmentOf(path), ...environment }, false);
  const parsed = readMigrateInputs(reader);
  reader.finish();
  const reports: Report[] = [];
  let error: string | undefined;
  const stdout = await catchStdout(async () => {
    await run({ inputs: parsed, step, reports, clock: () => performance.now(), now: () => new Date() }).catch((problem) => {
      error = errorMessage(problem);
    });
  });
  return { error, reports, stdout };
}

/** Without GITHUB_OUTPUT, which a job that runs these tests has, outputs are printed too. */
async function catchStdout(work: () => Promise<void>): Promise<string> {
  let text = "";
  const [write, output] = [process.stdout.write, process.env["GITHUB_OUTPUT"]];
  process.stdout.write = (chunk: string | Uint8Array) => {
    text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    return true;
  };
  delete process.env["GITHUB_OUTPUT"];
  try {
    await work();
  } finally {
    process.stdout.write = write;
    if (output !== undefined) process.env["GITHUB_OUTPUT"] = output;
  }
  return text;
}
