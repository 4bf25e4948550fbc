// Runs the workflow under `act` (https://github.com/nektos/act), a program that runs GitHub workflows on this machine, in host
// mode: steps are processes here, in a copy of the work tree below a fresh home folder.
import { existsSync } from "node:fs";
import { mkdir, realpath, symlink } from "node:fs/promises";
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

/** Runs every leg of the workflow at once. `folder` is for what act keeps, and becomes the home of the steps. */
export async function runWorkflow(workflow: string, folder: string): Promise<Leg[]> {
  const act = await installAct();
  const env = await stepEnvironment(folder);
  // The servers that act itself starts would listen on the address of the machine's network.
  const addresses = ["--cache-server-addr", "127.0.0.1", "--artifact-server-addr", "127.0.0.1"];
  const line = [act, "push", "--json", "-W", workflow, "-P", "ubuntu-24.04=-self-hosted", ...addresses] as const;
  const { code, output } = await runCommand({ line, env, limitMs: RUN_LIMIT_MS, shown: false });
  const legs = readLegs(output);
  if (legs.length === 0 || (code !== 0 && legs.every(({ passed }) => passed)))
    throw new Error(`act ended with exit code ${code} after ${legs.length} jobs:\n${output}`);
  return legs;
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
