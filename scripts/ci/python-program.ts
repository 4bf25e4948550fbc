// Installs programs of Python for parts of the build: once a machine, outside the repository, each file held to its hash.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "@libsql-actions/shared/processes/find-program";
import { runCommand } from "./command.ts";
import { keptFolder } from "./kept-folder.ts";

export interface PythonProgram {
  readonly name: string;
  /** A requirements file that names every package with its version and hashes. */
  readonly requirements: string;
}

const LIMIT_MS = 300_000;

/** The path of the program, which is installed where it is not there yet. @param folder a name that changes with the version */
export async function installPythonProgram({ name, requirements }: PythonProgram, folder: string): Promise<string> {
  const isWindows = process.platform === "win32";
  const environment = keptFolder(folder);
  const programs = join(environment, isWindows ? "Scripts" : "bin");
  const program = join(programs, isWindows ? `${name}.exe` : name);
  if (existsSync(program)) return program;
  const python = await findProgram(isWindows ? "python" : "python3", process.env["PATH"]);
  if (python === undefined) throw new Error(`Python 3 is needed to install ${name}, and there is none on PATH.`);
  console.log(`Installing ${name} into ${environment}`);
  // `--clear`: what an interrupted installation left is nothing to build on.
  await run([python, "-m", "venv", "--clear", environment], name);
  const pip = [join(programs, "python"), "-m", "pip", "install", "--disable-pip-version-check", "--no-deps"] as const;
  await run([...pip, "--only-binary=:all:", "--require-hashes", "--requirement", requirements], name);
  return program;
}

async function run(line: readonly [string, ...string[]], name: string): Promise<void> {
  const { code, output } = await runCommand({ line, env: process.env, limitMs: LIMIT_MS, shown: false });
  if (code !== 0) throw new Error(`${name} cannot be installed: ${line.join(" ")} ended with exit code ${code}:\n${output}`);
}
