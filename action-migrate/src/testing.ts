// Runs the migrate action in tests: in a process of its own, as the runner starts it, and reads what it leaves.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { TEST_TOOL_CACHE } from "@libsql-actions/shared/testing/client-settings";
import { parsePairs } from "@libsql-actions/shared/testing/job/file-commands";

const ENTRY = fileURLToPath(new URL("index.ts", import.meta.url));

/** What a step leaves. */
export interface FinishedStep {
  readonly ok: boolean;
  readonly stdout: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** A workspace with files in it. */
export function workspace(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), "migrate-"));
  write(path, files);
  return path;
}

/** Writes files into a workspace, with the folders they stand in. @param files texts by path */
export function write(path: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
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
      HOME: process.env["HOME"],
      RUNNER_TEMP: path,
      RUNNER_TOOL_CACHE: TEST_TOOL_CACHE,
      GITHUB_WORKSPACE: path,
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
