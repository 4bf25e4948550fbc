// The build after `npm ci`, started by .ci/run: checks, tests, the demo, and the workflows as a runner would run them. Prints a
// line a part and, as the last line, how many checks, tests and jobs passed and failed.
import { mkdir, mkdtemp, readdir, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { runActionlint } from "./ci/actionlint.ts";
import { runCommand } from "./ci/command.ts";
import { dogfoodRun } from "./ci/dogfood-run.ts";
import { examplesRun } from "./ci/examples-run.ts";
import { sweepLeftovers } from "./ci/leftovers.ts";
import type { Leg } from "./ci/legs.ts";
import { installMigrationTools } from "./ci/migration-tools.ts";
import { installNodeBinaries } from "./ci/node-binaries.ts";
import { promoteRun } from "./ci/promote-run.ts";
import { releaseRun } from "./ci/release-run.ts";
import { rotateRun } from "./ci/rotate-run.ts";
import { splitRun } from "./ci/split-run.ts";
import { suiteRun } from "./ci/suite-run.ts";
import { countTests } from "./ci/test-report.ts";
import { runZizmor } from "./ci/zizmor.ts";
import { gitLine } from "./git.ts";
import { countParts, partLine } from "./part.ts";
import { HOUSE } from "./run-tool.ts";

interface Count {
  passed: number;
  failed: number;
}

interface TestRun {
  args: readonly string[];
  env: NodeJS.ProcessEnv;
}

/** The tests that have more rounds than everybody wants to wait for, with all of them. They wait a lot, so there are more at once than cores. */
const CHAOS: TestRun = {
  args: [
    "test/migrate-chaos",
    "test/migrate-races",
    "test/seed-chaos",
    "test/validate-probe-kill",
    "test/hostile-inputs",
    "test/setup-side-by-side",
    "action-seed/src/fidelity",
    "action-seed/src/schemas",
    "action-validate-secrets/src/readers-property",
    "action-validate-secrets/src/rotate/faults",
    "--maxWorkers=3",
  ],
  env: { CHAOS: "full" },
};
/** What runs under act, each in a folder of its own. */
const ACT_RUNS: Readonly<Record<string, (folder: string) => Promise<Leg[]>>> = {
  dogfood: dogfoodRun,
  rotate: rotateRun,
  promote: promoteRun,
  suite: suiteRun,
  split: splitRun,
  release: releaseRun,
  examples: examplesRun,
};
/** Far above what each takes: a slow machine is no failure. */
const LIMIT_MS = 2_400_000;
/** The demo's promise. */
const DEMO_LIMIT_MS = 15_000;
const ONE_PASSED: Count = { passed: 1, failed: 0 };

process.chdir(HOUSE);
const installSeconds = Number(process.argv[2] ?? 0);
const work = await realpath(await mkdtemp(join(tmpdir(), "libsql-ci-")));
const before = workTree();
const total: Count = { passed: 1, failed: 0 };
console.log(partLine(true, "npm ci", installSeconds * 1000));
await part("check", runChecks);
let migrationTools = "";
await part("migration tools", async () => {
  migrationTools = await installMigrationTools();
  return ONE_PASSED;
});
let nodeBinaries = "";
await part("older versions of Node", async () => {
  nodeBinaries = await installNodeBinaries();
  return ONE_PASSED;
});
await part("test", (folder) =>
  runTests(folder, { args: [], env: { MIGRATION_TOOLS: migrationTools, NODE_BINARIES: nodeBinaries } }),
);
await part("chaos", (folder) => runTests(folder, CHAOS));
await part("demo", runDemo);
await part("lint of workflows", async () => showLegs([...(await runActionlint(HOUSE)), ...(await runZizmor(HOUSE))]));
for (const [name, run] of Object.entries(ACT_RUNS)) await part(`act, ${name}`, async (folder) => showLegs(await run(folder)));
await part("work tree untouched", async () => {
  if (workTree() === before) return ONE_PASSED;
  throw new Error(`git status was:\n${before}\nand is now:\n${workTree()}`);
});
await rm(work, { recursive: true, force: true });
process.exitCode = total.failed > 0 ? 1 : 0;
console.log(`${total.passed} passed, ${total.failed} failed`);

/** Runs one part with a folder of its own for temporary files, adds what it counts, and makes sure that it left nothing running. */
async function part(name: string, run: (folder: string, started: number) => Promise<Count>): Promise<void> {
  const folder = join(work, name.replaceAll(/\W+/g, "-"));
  await mkdir(folder);
  const started = performance.now();
  const problems: string[] = [];
  const counted = await run(folder, started).catch((error: unknown) => {
    problems.push(errorMessage(error));
    return { passed: 0, failed: 1 };
  });
  const left = await sweepLeftovers(folder);
  for (const { pid, command } of left) problems.push(`left a process running: ${pid} ${command}`);
  const failed = counted.failed + (left.length > 0 ? 1 : 0);
  total.passed += counted.passed;
  total.failed += failed;
  console.log(`${partLine(failed === 0, name, performance.now() - started)}: ${counted.passed} passed, ${failed} failed`);
  for (const problem of problems) console.log(`  - ${problem.replaceAll("\n", "\n    ")}`);
}

function inFolder(folder: string): NodeJS.ProcessEnv {
  return { ...process.env, TMPDIR: folder };
}

/** Every check is counted: it prints the line of a part. */
async function runChecks(folder: string): Promise<Count> {
  const line = ["npm", "run", "--silent", "check"] as const;
  const { code, output } = await runCommand({ line, env: inFolder(folder), limitMs: LIMIT_MS, shown: true });
  const counted = countParts(output);
  if ((code === 0) === (counted.failed === 0) && counted.passed + counted.failed > 0) return counted;
  throw new Error(`${line.join(" ")} ended with exit code ${code}`);
}

/** Every test is counted, as vitest reports them. */
async function runTests(folder: string, { args, env }: TestRun): Promise<Count> {
  const report = join(folder, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const line = ["npm", "test", "--silent", "--", ...reporters, ...args] as const;
  const { code } = await runCommand({ line, env: { ...inFolder(folder), ...env }, limitMs: LIMIT_MS, shown: true });
  return countTests(JSON.parse(await readFile(report, "utf8")), code);
}

async function runDemo(folder: string, started: number): Promise<Count> {
  const line = ["npm", "run", "--silent", "demo"] as const;
  // npm itself would keep compiled code among the temporary files.
  const env = { ...inFolder(folder), NODE_DISABLE_COMPILE_CACHE: "1" };
  const { code } = await runCommand({ line, env, limitMs: 4 * DEMO_LIMIT_MS, shown: true });
  if (code !== 0) throw new Error(`${line.join(" ")} ended with exit code ${code}`);
  const files = await readdir(folder);
  if (files.length > 0) throw new Error(`left files: ${files.join(", ")}`);
  const took = performance.now() - started;
  if (took > DEMO_LIMIT_MS) throw new Error(`took ${Math.round(took)} ms, promised are ${DEMO_LIMIT_MS}`);
  return ONE_PASSED;
}

/** Every leg is counted; what one printed is shown when it has failed. */
function showLegs(legs: readonly Leg[]): Count {
  if (legs.length === 0) throw new Error("Nothing ran.");
  for (const { name, passed, milliseconds, log } of legs) {
    console.log(partLine(passed, name, milliseconds));
    if (!passed) console.log(log.map((line) => `  | ${line}`).join("\n"));
  }
  const passed = legs.filter((leg) => leg.passed).length;
  return { passed, failed: legs.length - passed };
}

function workTree(): string {
  return gitLine(HOUSE, ["status", "--porcelain"]);
}
