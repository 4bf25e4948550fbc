// Runs a workflow under `act` (https://github.com/nektos/act), a program that runs GitHub workflows on this machine, in host
// mode: steps are processes here, in a copy of the work tree below a fresh home folder.
import { existsSync } from "node:fs";
import { mkdir, realpath, symlink, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { findProgram } from "@libsql-actions/shared/processes/find-program";
import { runCommand } from "./command.ts";
import { installGoProgram } from "./go-program.ts";
import { type Leg, readLegs } from "./legs.ts";

const ACT_VERSION = "v0.2.87";
const RUN_LIMIT_MS = 600_000;
const SYSTEM_FOLDERS = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
/** What of this machine the steps need to reach registries. Everything else a step sees is made for it. */
const NETWORK_VARIABLES = /^(https?_proxy|no_proxy|npm_config_registry|node_extra_ca_certs|ssl_cert_(file|dir))$/i;

/** A workflow to run, and what it is told about the event that starts it. */
export interface WorkflowRun {
  /** The file, relative to the checkout. */
  readonly workflow: string;
  /** For what act keeps, and below it the home of the steps. It is made where it is not there, and else has to be empty. */
  readonly folder: string;
  /** A git work tree. */
  readonly checkout: string;
  /** Default: `push`. */
  readonly event?: string;
  readonly payload?: object;
  /** Values of `inputs.*` for `workflow_dispatch`. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** Values of `vars.*`. */
  readonly variables?: Readonly<Record<string, string>>;
  /** What the steps find in their environment besides what is made for them. */
  readonly env?: Readonly<Record<string, string>>;
  /** `owner/name@ref` and the folder of a local git repository that stands for it. */
  readonly localRepositories?: Readonly<Record<string, string>>;
  /** Which legs of matrices run: those with these values. act takes `runs-on: ${{ matrix.os }}` of one leg for that of all, so the legs of other systems must be left out. */
  readonly matrix?: Readonly<Record<string, string>>;
}

/** Runs every leg of the workflow at once. @throws when act fails for another reason than a leg's */
export async function runWorkflow(run: WorkflowRun): Promise<Leg[]> {
  const act = await installAct();
  await mkdir(run.folder, { recursive: true });
  const line = [act, ...(await actArguments(run))] as const;
  const env = { ...(await stepEnvironment(run.folder)), ...run.env };
  const { code, output } = await runCommand({ line, env, limitMs: RUN_LIMIT_MS, shown: false });
  const legs = readLegs(output);
  if (legs.length === 0 || (code !== 0 && legs.every(({ passed }) => passed)))
    throw new Error(`act ended with exit code ${code} after ${legs.length} jobs:\n${output}`);
  return legs;
}

async function actArguments(run: WorkflowRun): Promise<string[]> {
  const { workflow, folder, checkout, event = "push", payload, inputs, secrets, variables, localRepositories, matrix } = run;
  const args = [event, "--json", "--directory", checkout, "-W", workflow, "-P", "ubuntu-24.04=-self-hosted"];
  // act's own server would listen on the address of the machine's network.
  args.push("--cache-server-addr", "127.0.0.1");
  if (payload !== undefined) args.push("--eventpath", await written(folder, "event.json", JSON.stringify(payload)));
  // A dotenv file, so that no secret stands among a process's arguments.
  if (secrets !== undefined) args.push("--secret-file", await written(folder, "secrets.env", dotenv(secrets)));
  if (variables !== undefined) args.push("--var-file", await written(folder, "variables.env", dotenv(variables)));
  for (const [name, value] of Object.entries(matrix ?? {})) args.push("--matrix", `${name}:${value}`);
  for (const [name, value] of Object.entries(inputs ?? {})) args.push("--input", `${name}=${value}`);
  for (const [name, path] of Object.entries(localRepositories ?? {})) args.push("--local-repository", `${name}=${path}`);
  return args;
}

async function written(folder: string, name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text, { mode: 0o600 });
  return file;
}

/** In double quotes only the escape of a line break is undone, which JSON writes the same way. */
function dotenv(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}\n`)
    .join("");
}

/** The path of act (about 45 s where it has to be built). */
function installAct(): Promise<string> {
  return installGoProgram({ name: "act", module: `github.com/nektos/act@${ACT_VERSION}` }, `act-${ACT_VERSION}`);
}

/** A fresh home, and a PATH with this Node, npm and the system's programs: no sqld, so that the setup action has to bring it. */
async function stepEnvironment(folder: string): Promise<Record<string, string>> {
  const programs = join(folder, "programs");
  const home = join(folder, "home");
  for (const made of [programs, home]) await mkdir(made);
  await symlink(await realpath(process.execPath), join(programs, "node"));
  const npm = await findProgram("npm", process.env["PATH"]);
  if (npm === undefined) throw new Error("npm is not on PATH");
  await symlink(await realpath(npm), join(programs, "npm"));
  const path = [programs, ...SYSTEM_FOLDERS];
  const server = path.map((one) => join(one, "sqld")).find((file) => existsSync(file));
  if (server !== undefined) throw new Error(`${server} would hide whether the setup action brings its own: remove it`);
  const network = Object.entries(process.env).filter(([name, value]) => NETWORK_VARIABLES.test(name) && value !== undefined);
  return {
    ...(Object.fromEntries(network) as Record<string, string>),
    HOME: home,
    TMPDIR: folder,
    PATH: path.join(delimiter),
    CI: "true",
  };
}
