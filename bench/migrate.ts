// What applying migrations costs, in whole processes, beside goose and drizzle's migrator on a server and dbmate on a file: many small files at once, near
// and far, and nothing to do. The tools run in turn, so that a machine whose speed drifts slows all; medians are compared. Every run with work to do has a
// server, or a file, of its own. `node --conditions=source bench/migrate.ts [--runs 5] [--bundle FILE] [--only "1000 files, 0 ms"]`
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { COUNT_OBJECTS, objectsOf, writeMigrations } from "./migrate-files.ts";
import { type Command, ours, peers, type Tool } from "./migrate-tools.ts";

interface Point {
  readonly title: string;
  readonly on: Tool["on"];
  readonly files: number;
  readonly roundTripMs: number;
  readonly applied?: true;
  /** Tools that would take minutes a run. */
  readonly without?: readonly string[];
}

const POINTS: readonly Point[] = [
  { title: "200 files, 0 ms", on: "server", files: 200, roundTripMs: 0 },
  { title: "200 files, 20 ms", on: "server", files: 200, roundTripMs: 20 },
  { title: "1000 files, 0 ms", on: "server", files: 1_000, roundTripMs: 0 },
  { title: "1000 files, 20 ms", on: "server", files: 1_000, roundTripMs: 20, without: ["goose"] },
  { title: "nothing pending of 200, 0 ms", on: "server", files: 200, roundTripMs: 0, applied: true },
  { title: "nothing pending of 200, 20 ms", on: "server", files: 200, roundTripMs: 20, applied: true },
  { title: "200 files", on: "file", files: 200, roundTripMs: 0 },
  { title: "1000 files", on: "file", files: 1_000, roundTripMs: 0 },
  { title: "nothing pending of 200", on: "file", files: 200, roundTripMs: 0, applied: true },
];

const { values } = parseArgs({
  options: { runs: { type: "string", default: "5" }, bundle: { type: "string" }, only: { type: "string" } },
});
const runs = Number(values.runs);
const bundle = values.bundle ?? fileURLToPath(new URL("../action-migrate/dist/main/index.js", import.meta.url));
const points = POINTS.filter(({ title }) => title === (values.only ?? title));
if (points.length === 0) throw new Error(`--only takes one of: ${POINTS.map(({ title }) => title).join("; ")}`);
const toolCache = await filledToolCache(["addon"]);
const folder = mkdtempSync(join(tmpdir(), "bench-migrate-"));
const found = peers();

interface Place {
  /** What the tool is given. */
  readonly at: string;
  readonly count: () => Promise<{ requests: number; connections: number }>;
  /** How many tables and views there are. */
  readonly objects: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** A database that holds nothing, behind a proxy where its distance or its requests matter. */
async function newPlace({ on, roundTripMs }: Point, counted: boolean): Promise<Place> {
  if (on === "file") return newFile();
  const server = await startSqld();
  const proxy = roundTripMs > 0 || counted ? await delayed(server.port, roundTripMs) : undefined;
  return {
    at: proxy?.url ?? server.url,
    count: async () => proxy?.count() ?? { requests: 0, connections: 0 },
    objects: async () => {
      const body = JSON.stringify({ requests: [{ type: "execute", stmt: { sql: COUNT_OBJECTS } }, { type: "close" }] });
      const answer = JSON.parse(await (await fetch(`${server.url}/v2/pipeline`, { method: "POST", body })).text());
      return Number(answer.results[0].response.result.rows[0][0].value);
    },
    stop: async () => {
      proxy?.stop();
      await server.stop();
    },
  };
}

function newFile(): Place {
  const own = mkdtempSync(join(folder, "file-"));
  const at = join(own, "data.db");
  return {
    at,
    count: async () => ({ requests: 0, connections: 0 }),
    objects: async () => {
      const database = new DatabaseSync(at, { readOnly: true });
      const [row] = database.prepare(COUNT_OBJECTS).all();
      database.close();
      return Number(Object.values(row ?? {})[0]);
    },
    stop: async () => rmSync(own, { recursive: true }),
  };
}

async function delayed(port: number, roundTripMs: number) {
  const proxy: ChildProcess = fork(fileURLToPath(new URL("migrate-delay.mjs", import.meta.url)), [`${port}`, `${roundTripMs}`]);
  const [{ port: own }] = await once(proxy, "message");
  return {
    url: `http://127.0.0.1:${own}`,
    count: async () => {
      proxy.send("count");
      const [counted] = await once(proxy, "message");
      return counted;
    },
    stop: () => proxy.disconnect(),
  };
}

/** Runs a program. @returns its milliseconds @throws with what it printed when it fails */
async function timed({ program, args, env }: Command): Promise<number> {
  const started = performance.now();
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const [code] = await once(child, "close");
  const ms = performance.now() - started;
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}:\n${printed}`);
  return ms;
}

interface Figures {
  readonly ms: number[];
  requests: number;
  connections: number;
}

async function measure(point: Point): Promise<void> {
  const wanted = [ours(bundle, toolCache, point.on), ...found.tools.filter(({ on }) => on === point.on)];
  const tools = wanted
    .filter(({ name }) => !point.without?.includes(name))
    .map((tool) => ({ tool, path: migrationsOf(point, tool) }));
  const figures = new Map(tools.map(({ tool }): [Tool, Figures] => [tool, { ms: [], requests: 0, connections: 0 }]));
  const once = async (tool: Tool, path: string, place: Place) => {
    const before = await place.count();
    const ms = await timed(tool.command(place.at, path));
    const { requests, connections } = await place.count();
    const objects = await place.objects();
    if (objects !== objectsOf(point.files)) throw new Error(`${tool.name} left ${objects} tables and views in ${point.title}`);
    return { ms, requests: requests - before.requests, connections: connections - before.connections };
  };
  // The first round counts, and is not timed.
  for (let round = 0; round <= runs; round++)
    for (const { tool, path } of tools) {
      const place = await newPlace(point, round === 0);
      if (point.applied) await timed(tool.command(place.at, path));
      const { ms, ...counted } = await once(tool, path, place);
      const own = figures.get(tool) as Figures;
      if (round === 0) Object.assign(own, counted);
      else own.ms.push(ms);
      await place.stop();
    }
  show(point, [...figures]);
}

const written = new Map<string, string>();

function migrationsOf({ files }: Point, { format }: Tool): string {
  const path = join(folder, `${format}-${files}`);
  if (!written.has(path)) writeMigrations(path, files, format);
  written.set(path, path);
  return path;
}

function median(milliseconds: readonly number[]): number {
  return milliseconds.toSorted((a, b) => a - b)[Math.floor(milliseconds.length / 2)] ?? 0;
}

function show(point: Point, figures: readonly (readonly [Tool, Figures])[]): void {
  const own = median(figures[0]?.[1].ms ?? []);
  for (const [{ name }, { ms, requests, connections }] of figures) {
    const sorted = ms.toSorted((a, b) => a - b).map(Math.round);
    const cells = [
      point.on,
      point.title,
      name,
      Math.round(median(ms)),
      `${sorted[0]} to ${sorted.at(-1)}`,
      (median(ms) / own).toFixed(2),
    ];
    console.log([...cells, ...(point.on === "server" ? [requests, connections] : ["", ""])].join(" | "));
  }
}

try {
  for (const line of found.missing) console.log(line);
  console.log(`Median of ${runs} runs in ms. Beside it the lowest and the highest, and how many times the time of ours it is.`);
  console.log("on | work | tool | ms | range | ratio | requests | connections");
  for (const point of points) await measure(point);
  const nodes: number[] = [];
  for (let run = 0; run < runs; run++) nodes.push(await timed({ program: process.execPath, args: ["--eval", ""], env: {} }));
  console.log(`A Node that does nothing: ${Math.round(median(nodes))} ms`);
} finally {
  rmSync(folder, { recursive: true });
  rmSync(toolCache, { recursive: true });
}
