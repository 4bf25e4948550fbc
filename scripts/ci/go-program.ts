// Builds programs of Go for parts of the build: once a machine, outside the repository.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command.ts";
import { keptFolder } from "./kept-folder.ts";

export interface GoProgram {
  readonly name: string;
  /** `path@version` */
  readonly module: string;
  /** Build tags. */
  readonly tags?: readonly string[];
}

const LIMIT_MS = 600_000;

/** The path of the program, which is built where it is not there yet. @param folder a name that changes with the version */
export async function installGoProgram({ name, module, tags = [] }: GoProgram, folder: string): Promise<string> {
  const path = keptFolder(folder);
  const program = join(path, process.platform === "win32" ? `${name}.exe` : name);
  if (existsSync(program)) return program;
  console.log(`Building ${module}`);
  const env = { ...process.env, GOBIN: path };
  const line = ["go", "install", `-tags=${tags.join(",")}`, module] as const;
  const { code, output } = await runCommand({ line, env, limitMs: LIMIT_MS, shown: false }).catch((cause: Error) => {
    throw new Error(`Go is needed to build ${name}, and cannot be started: ${cause.message}`, { cause });
  });
  if (code !== 0) throw new Error(`${line.join(" ")} ended with exit code ${code}:\n${output}`);
  return program;
}
