// Runs what a step stands for: a JavaScript action under node, or a script under its shell, with what the runner prints before it
// (actions/runner src/Runner.Worker/Handlers/NodeScriptActionHandler.cs, ScriptHandler.cs, ScriptHandlerHelpers.cs, Handler.cs).
import { randomUUID } from "node:crypto";
import { accessSync, constants, existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import type { Action, NodeRuns } from "./action-metadata.ts";
import { CommandProcessor } from "./command-processor.ts";
import { stepEnvironment } from "./environment.ts";
import type { CommandFiles } from "./file-commands.ts";
import { nodeIn } from "./folders.ts";
import type { ScriptRuns } from "./job-state.ts";
import { runProcess } from "./process.ts";
import type { JobStatus } from "./step-result.ts";
import { githubOf, type StepRun, textOf } from "./step-run.ts";

const NO_INPUTS: ReadonlyMap<string, string> = new Map();

/** Logs what an action is given, as the runner does before it starts it. Secrets that are already registered are masked. */
export function printAction(run: StepRun, action: Action, inputs: ReadonlyMap<string, string>): void {
  if (run.stage === "post") {
    run.record.write("Post job cleanup.");
    return;
  }
  run.record.write(`##[group]Run ${action.reference}`);
  if (inputs.size > 0) run.record.write("with:");
  for (const [name, value] of inputs) if (value !== "") run.record.write(`  ${name}: ${value}`);
  printEnv(run);
}

function printEnv(run: StepRun): void {
  if (run.env.size > 0) run.record.write("env:");
  for (const [name, value] of run.env) run.record.write(`  ${name}: ${value}`);
  run.record.write("##[endgroup]");
}

/** Runs the main or post of a JavaScript action. */
export async function runNode(
  run: StepRun,
  { action, runs, inputs, files }: { action: Action; runs: NodeRuns; inputs: ReadonlyMap<string, string>; files: CommandFiles },
): Promise<JobStatus> {
  const { job, stage } = run;
  const script = join(action.directory, (stage === "main" ? runs.main : runs.post) ?? "");
  if (!existsSync(script)) throw new Error(`File not found: '${script}'`);
  const env = environmentOf(run, files, inputs, run.instance.state);
  const exitCode = await runLogged(run, { file: nodeIn(job.folders), args: [script], cwd: job.folders.workspace, env });
  if (exitCode === undefined) return "cancelled";
  return exitCode === 0 ? "success" : "failure";
}

// For `{0}` stands the path of the script.
const SHELLS: Readonly<Record<string, { readonly program: string; readonly args: readonly string[] }>> = {
  bash: { program: "bash", args: ["--noprofile", "--norc", "-e", "-o", "pipefail", "{0}"] },
  sh: { program: "sh", args: ["-e", "{0}"] },
};
/** A step of a workflow that names no shell. */
const DEFAULT_SHELL = { program: "bash", args: ["-e", "{0}"] };

/** Runs a script. */
export async function runScript(run: StepRun, runs: ScriptRuns, files: CommandFiles): Promise<JobStatus> {
  const { job, record } = run;
  const script = textOf(run, runs.script);
  const env = environmentOf(run, files, NO_INPUTS, NO_INPUTS);
  const shell = runs.shell === undefined ? DEFAULT_SHELL : SHELLS[runs.shell];
  if (shell === undefined) throw new Error(`The shell \`${runs.shell}\` is not supported: this harness has \`bash\` and \`sh\`.`);
  const program = which(shell.program, env["PATH"] ?? "");
  printScript(run, script, `${program} ${shell.args.join(" ")}`);
  const file = join(job.folders.temporary, `${randomUUID()}.sh`);
  await writeFile(file, script);
  const args = shell.args.map((arg) => (arg === "{0}" ? file : arg));
  const cwd = resolve(job.folders.workspace, textOf(run, runs.workingDirectory));
  const exitCode = await runLogged(run, { file: program, args, cwd, env });
  if (exitCode === undefined) return "cancelled";
  if (exitCode !== 0) record.error(`Process completed with exit code ${exitCode}.`);
  return exitCode === 0 ? "success" : "failure";
}

function printScript(run: StepRun, script: string, shell: string): void {
  const first = /^[ \t\r\n]*([^\r\n]*)/.exec(script)?.[1] ?? "";
  run.record.write(`##[group]Run ${first}`);
  const lines = script.replaceAll("\r\n", "\n").replace(/\n+$/, "").split("\n");
  for (const line of lines) run.record.write(`\u001b[36;1m${line}\u001b[0m`);
  run.record.write(`shell: ${shell}`);
  printEnv(run);
}

function which(program: string, path: string): string {
  for (const directory of path.split(delimiter)) {
    const file = join(directory, program);
    if (directory !== "" && isExecutable(file)) return file;
  }
  throw new Error(`${program}: command not found. The PATH of the step is ${path}.`);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function environmentOf(
  run: StepRun,
  files: CommandFiles,
  inputs: ReadonlyMap<string, string>,
  state: ReadonlyMap<string, string>,
): Record<string, string> {
  const { base, prependPath, runner } = run.job;
  return stepEnvironment({ base, env: run.env, state, inputs, prependPath, github: githubOf(run, files), runner });
}

interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Runs a process with its output in the log. Answers with its exit code, or undefined when it was cancelled. */
async function runLogged(run: StepRun, program: Program): Promise<number | undefined> {
  const { job, record, instance } = run;
  const commands = new CommandProcessor({
    record,
    workspace: job.folders.workspace,
    debug: job.debug,
    saveState: (name, value) => instance.state.set(name, value),
  });
  const onLine = (line: string): void => commands.line(line);
  const end = await runProcess({ ...program, onLine, cancel: run.cancel.signal, grace: job.grace });
  record.sawOutput(end.stdout, end.stderr);
  record.sawExit(end.exitCode, end.pipesHeldMs, end.leakedPipes);
  if (!end.cancelled) return end.exitCode;
  record.error("The operation was canceled.");
  return undefined;
}
