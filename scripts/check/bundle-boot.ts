// Every bundle must start where users start it: alone in a folder, under Node 24. A bundle can be fresh and still die on its
// first line, for example of a `require` in an ES module.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bundle, bundlesOf } from "../bundle/list.ts";
import { readManifests } from "../manifest.ts";

const BOOT_LIMIT_MS = 20_000;
/** What makes every action end early: each has this input, and this is no boolean. */
const BAD_INPUT = { name: "summary", value: "neither true nor false" };
const FILE_COMMANDS = ["GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STATE", "GITHUB_STEP_SUMMARY"];

export async function checkBundleBoot(root: string): Promise<string[]> {
  const problems: string[] = [];
  for (const bundle of bundlesOf(readManifests(root))) {
    const alone = await realpath(await mkdtemp(join(tmpdir(), "bundle-boot-")));
    try {
      const folder = join(alone, "bundle");
      await cp(join(root, bundle.folder), folder, { recursive: true });
      problems.push(...(await bootProblems(bundle, folder, alone)));
    } finally {
      await rm(alone, { recursive: true });
    }
  }
  return problems;
}

async function bootProblems({ name, kind }: Bundle, folder: string, alone: string): Promise<string[]> {
  const environment = await jobEnvironment(alone);
  const booted = await startNode([join(folder, "index.js")], alone, environment);
  const problems = [bootProblem(kind, booted)];
  // The lazy chunks do not run here, but they have to be modules that Node can read.
  const chunks = (await readdir(folder)).filter((file) => /^\d+\.index\.js$/.test(file));
  const imports = chunks.map((file) => `await import(${JSON.stringify(`./bundle/${file}`)});`).join("\n");
  await writeFile(join(alone, "chunks.mjs"), imports);
  const read = await startNode([join(alone, "chunks.mjs")], alone, environment);
  if (read.code !== 0) problems.push(`a chunk cannot be read:\n${read.stderr}`);
  return problems.filter((problem) => problem !== undefined).map((problem) => `${name}: ${problem}`);
}

/**
 * What is wrong with how a bundle started. The main part has to get as far as refusing the bad input: exit code 1 and an error
 * annotation that names it. A post part finds no state and has to end well. Neither may end by an exception that nothing caught.
 */
export function bootProblem(kind: Bundle["kind"], { code, stdout, stderr }: Started): string | undefined {
  const printed = `\n${stdout}${stderr}`.trimEnd();
  if (/^Node\.js v\d+/m.test(stderr)) return `died of an exception that nothing caught:${printed}`;
  if (kind !== "main") return code === 0 ? undefined : `ended with exit code ${code} instead of 0:${printed}`;
  if (code !== 1) return `ended with exit code ${code} instead of 1:${printed}`;
  const refused = stdout.split("\n").some((line) => line.startsWith("::error") && line.includes(`\`${BAD_INPUT.name}\``));
  return refused ? undefined : `did not refuse the input ${BAD_INPUT.name}:${printed}`;
}

export interface Started {
  code: number | string;
  stdout: string;
  stderr: string;
}

function startNode(args: readonly string[], folder: string, env: Record<string, string>): Promise<Started> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, env, timeout: BOOT_LIMIT_MS }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : (error.code ?? error.signal ?? "unknown"), stdout, stderr }),
    );
  });
}

/** The little of a job's environment that an action needs to start; nothing of this process's own, which may hold tokens. */
async function jobEnvironment(folder: string): Promise<Record<string, string>> {
  const environment: Record<string, string> = { [`INPUT_${BAD_INPUT.name.toUpperCase()}`]: BAD_INPUT.value };
  for (const name of ["RUNNER_TEMP", "RUNNER_TOOL_CACHE", "GITHUB_WORKSPACE"]) {
    environment[name] = join(folder, name);
    await mkdir(environment[name]);
  }
  for (const name of FILE_COMMANDS) {
    environment[name] = join(folder, name);
    await writeFile(environment[name], "");
  }
  // Windows programs do not start without it.
  if (process.env["SystemRoot"] !== undefined) environment["SystemRoot"] = process.env["SystemRoot"];
  return environment;
}
