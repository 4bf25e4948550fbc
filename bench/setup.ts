// What the setup step costs over the bare minimum: the built bundle against bench/bare-start.mjs, which spawns the same servers and polls them.
// The two run in turn, so that a machine whose speed drifts slows both; medians are compared. `npm run bench`.
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { processStartTime } from "@libsql-actions/shared/server/process";
import { stopProcesses } from "@libsql-actions/shared/server/stop";
import { sqldPath } from "@libsql-actions/shared/testing/sqld";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";

const RUNS = 11;
const FIRST_PORT = 18_080;
const root = fileURLToPath(new URL("..", import.meta.url));
const bundle = join(root, "action-setup-libsql", "dist", "main", "index.js");
const post = join(root, "action-setup-libsql", "dist", "post", "index.js");

const toolCache = await filledToolCache(["sqld"]);
const folder = await mkdtemp(join(tmpdir(), "bench-"));

/** Runs a program and answers with its milliseconds and what it printed. */
function timed(args: readonly string[], env: NodeJS.ProcessEnv): { ms: number; stdout: string } {
  const started = performance.now();
  const stdout = execFileSync(process.execPath, args, { env, encoding: "utf8" });
  return { ms: performance.now() - started, stdout };
}

async function stopAll(pids: readonly number[]): Promise<void> {
  await stopProcesses(pids.map((pid) => ({ pid, startTime: processStartTime(pid) ?? "" })));
}

async function bare(count: number): Promise<number> {
  const data = await mkdtemp(join(folder, "bare-"));
  const { ms, stdout } = timed([join(root, "bench", "bare-start.mjs"), sqldPath(), data, String(FIRST_PORT), String(count)], {
    PATH: "/usr/bin:/bin",
  });
  await stopAll(JSON.parse(stdout));
  await rm(data, { recursive: true });
  return ms;
}

async function step(count: number): Promise<number> {
  const files = Object.fromEntries(
    ["OUTPUT", "ENV", "STATE", "PATH", "STEP_SUMMARY"].map((name) => [`GITHUB_${name}`, join(folder, name)]),
  );
  for (const file of Object.values(files)) await writeFile(file, "");
  const env = { PATH: "/usr/bin:/bin", RUNNER_TEMP: folder, RUNNER_TOOL_CACHE: toolCache, GITHUB_WORKSPACE: folder, ...files };
  const ports = Array.from({ length: count }, (_, index) => FIRST_PORT + 100 + index).join(",");
  const { ms } = timed([bundle], { ...env, INPUT_INSTANCES: String(count), INPUT_PORTS: ports });
  const state = /setup<<(\S+)\n(.*)\n\1\n$/.exec(await readFile(files["GITHUB_STATE"] ?? "", "utf8"))?.[2] ?? "";
  const { servers } = JSON.parse(state);
  await stopAll(servers.map(({ pid }: { pid: number }) => pid));
  return ms;
}

/** Middle, lowest and highest, in whole milliseconds. */
function spread(values: readonly number[]): { median: number; text: string } {
  const sorted = values.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return { median, text: `${Math.round(median)} (${Math.round(sorted[0] ?? 0)} to ${Math.round(sorted.at(-1) ?? 0)})` };
}

console.log(`Median (lowest to highest) of ${RUNS} runs, in ms; the two columns are run in turn.`);
console.log("instances | setup step | bare script | ratio");
for (const count of [1, 8, 32]) {
  const [steps, bares]: [number[], number[]] = [[], []];
  for (let run = 0; run < RUNS; run++) {
    bares.push(await bare(count));
    steps.push(await step(count));
  }
  const [ours, theirs] = [spread(steps), spread(bares)];
  console.log(`${count} | ${ours.text} | ${theirs.text} | ${(ours.median / theirs.median).toFixed(2)}`);
}
const boots = Array.from({ length: RUNS }, () => timed([post], { PATH: "/usr/bin:/bin" }).ms);
const nodes = Array.from({ length: RUNS }, () => timed(["--eval", ""], { PATH: "/usr/bin:/bin" }).ms);
const firstLines = Array.from({ length: RUNS }, () => firstLineMs());
console.log(
  `whole post step without servers: ${spread(boots).text}; main step until its first line: ${spread(firstLines).text}; bare Node: ${spread(nodes).text}`,
);

/** An input that is refused is the shortest way from the start of the bundle to its first line. */
function firstLineMs(): number {
  const started = performance.now();
  try {
    execFileSync(process.execPath, [bundle], { env: { PATH: "/usr/bin:/bin", INPUT_BACKEND: "none" }, stdio: "ignore" });
  } catch {
    // It ends with 1, as it should.
  }
  return performance.now() - started;
}

await rm(folder, { recursive: true });
await rm(toolCache, { recursive: true });
