// What seeding costs, in whole processes, beside drizzle-seed: the same tables and numbers of rows, near and far, on a server and in a file, with and without
// verification. The tools run in turn, so that a machine whose speed drifts slows both; medians are compared. Every run has a server, or a file, of its own.
// `node --conditions=source bench/seed.ts [--runs 3] [--only 100000] [--bundle FILE]`
import { execFileSync, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { readManifests } from "../scripts/manifest.ts";

interface Point {
  readonly on: "server" | "file";
  readonly rows: number;
  readonly roundTripMs: number;
}

const POINTS: readonly Point[] = [
  { on: "server", rows: 10_000, roundTripMs: 0 },
  { on: "server", rows: 100_000, roundTripMs: 0 },
  { on: "server", rows: 1_000_000, roundTripMs: 0 },
  { on: "server", rows: 10_000, roundTripMs: 50 },
  { on: "server", rows: 100_000, roundTripMs: 50 },
  { on: "file", rows: 100_000, roundTripMs: 0 },
];
/** The client is the one that this repository is locked to. */
const PEER = ["drizzle-orm@0.45.4", "drizzle-seed@0.3.1", "@libsql/client@0.18.0"];
/** Printed by the process itself when it ends, on a line of its own. */
const PEAK = "data:text/javascript,process.on('exit',()=>process._rawDebug('peak '+process.resourceUsage().maxRSS))";

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const { values } = parseArgs({
  options: { runs: { type: "string", default: "3" }, only: { type: "string" }, bundle: { type: "string" } },
});
const runs = Number(values.runs);
const bundle = values.bundle ?? beside("../action-seed/dist/main/index.js");
const toolCache = await filledToolCache(["addon"]);
const folder = mkdtempSync(join(tmpdir(), "bench-seed-"));
const bare = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" };

interface Tool {
  readonly name: string;
  readonly command: (
    url: string,
    rows: number,
  ) => { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> };
}

/** The bundle as the runner starts it: every declared input is in the environment. */
function ours(name: string, verify: boolean): Tool {
  const files = Object.fromEntries(["OUTPUT", "STEP_SUMMARY"].map((file) => [`GITHUB_${file}`, join(folder, file)]));
  const { inputs = {} } = readManifests(beside("..")).find(({ folder: action }) => action === "action-seed") ?? {};
  const given = Object.entries(inputs).map(([input, { default: value = "" }]) => [`INPUT_${input.toUpperCase()}`, `${value}`]);
  return {
    name,
    command: (url, rows) => {
      for (const file of Object.values(files)) writeFileSync(file, "");
      const wanted = {
        "INPUT_DATABASE-URL": url,
        INPUT_SPEC: beside("seed.yaml"),
        INPUT_ROWS: `episodes=${rows / 10}\nsteps=${(8 * rows) / 10}\npatterns=${rows / 10}`,
        INPUT_VERIFY: String(verify),
      };
      const runner = { RUNNER_TEMP: folder, RUNNER_TOOL_CACHE: toolCache, GITHUB_WORKSPACE: folder, ...files };
      return { args: [bundle], env: { ...bare, ...runner, ...Object.fromEntries(given), ...wanted } };
    },
  };
}

/** Brings drizzle-seed here, once, into a folder under the temporary one. */
function drizzle(): Tool {
  const home = join(tmpdir(), "libsql-actions-bench", PEER.join("+").replaceAll(/[/@]/g, "-"));
  if (!existsSync(join(home, "node_modules"))) {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, "package.json"), '{ "type": "module" }\n');
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--save-exact", ...PEER], { cwd: home, stdio: "ignore" });
  }
  const script = join(home, "seed.mjs");
  copyFileSync(beside("seed-drizzle.mjs"), script);
  return { name: "drizzle-seed", command: (url, rows) => ({ args: [script, url, String(rows)], env: bare }) };
}

interface Place {
  readonly url: string;
  readonly count: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** A database that holds the tables and no rows. */
async function newPlace({ on, roundTripMs }: Point): Promise<Place> {
  const server = on === "server" ? await startSqld() : undefined;
  const own = mkdtempSync(join(folder, "file-"));
  const direct = server?.url ?? `file:${join(own, "data.db")}`;
  const proxy = server !== undefined && roundTripMs > 0 ? await delayed(server.port, roundTripMs) : undefined;
  const connected = await openConnection(parseDatabaseUrl(direct, "/"), testSettings());
  const statements = readFileSync(beside("seed-schema.sql"), "utf8")
    .split(/;\n/)
    .filter((sql) => /CREATE/.test(sql));
  const made = await connected.transaction(statements.map((sql) => ({ sql })));
  connected.close();
  if (!made.ok) throw new Error(made.message);
  return {
    url: proxy?.url ?? direct,
    count: async () => {
      const counting = await openConnection(parseDatabaseUrl(direct, "/"), testSettings());
      const { rows } = await counting.query(
        "SELECT (SELECT count(*) FROM episodes) + (SELECT count(*) FROM steps) + (SELECT count(*) FROM patterns)",
      );
      counting.close();
      return Number(rows[0]?.[0]);
    },
    stop: async () => {
      proxy?.stop();
      await server?.stop();
      rmSync(own, { recursive: true });
    },
  };
}

async function delayed(port: number, roundTripMs: number) {
  const proxy = fork(beside("migrate-delay.mjs"), [`${port}`, `${roundTripMs}`]);
  const [{ port: own }] = await once(proxy, "message");
  return { url: `http://127.0.0.1:${own}`, stop: () => proxy.disconnect() };
}

interface Figure {
  readonly ms: number;
  readonly megabytes: number;
}

/** @throws with what the process printed when it fails */
async function timed(tool: Tool, url: string, rows: number): Promise<Figure> {
  const { args, env } = tool.command(url, rows);
  const started = performance.now();
  const child = spawn(process.execPath, ["--import", PEAK, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const [code] = await once(child, "close");
  const ms = performance.now() - started;
  if (code !== 0) throw new Error(`${tool.name} ended with ${code}:\n${printed}`);
  return { ms, megabytes: Number(/^peak (\d+)$/m.exec(printed)?.[1]) / 1024 };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

async function measure(point: Point, tools: readonly Tool[]): Promise<void> {
  const figures = new Map(tools.map((tool): [Tool, Figure[]] => [tool, []]));
  for (let run = 0; run < runs; run++)
    for (const [tool, own] of figures) {
      const place = await newPlace(point);
      own.push(await timed(tool, place.url, point.rows));
      const found = await place.count();
      if (found !== point.rows) throw new Error(`${tool.name} left ${found} rows of ${point.rows}`);
      await place.stop();
    }
  const peer = median(figures.get(tools.at(-1) as Tool)?.map(({ ms }) => ms) ?? []);
  for (const [{ name }, own] of figures) {
    const ms = median(own.map((figure) => figure.ms));
    const cells = [
      point.on,
      point.rows,
      point.roundTripMs,
      name,
      Math.round(ms),
      Math.round((point.rows / ms) * 1000),
      (peer / ms).toFixed(2),
      Math.round(Math.max(...own.map(({ megabytes }) => megabytes))),
    ];
    console.log(cells.join(" | "));
  }
}

try {
  const tools = [ours("ours", false), ours("ours, verified", true), drizzle()];
  console.log(
    `Median of ${runs} runs, whole processes. The ratio says how many times faster than drizzle-seed; memory is the peak.`,
  );
  console.log("on | rows | round trip ms | tool | ms | rows/s | ratio | MiB");
  for (const point of POINTS) if (values.only === undefined || Number(values.only) === point.rows) await measure(point, tools);
} finally {
  rmSync(folder, { recursive: true });
  rmSync(toolCache, { recursive: true });
}
