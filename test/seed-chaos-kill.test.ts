// A process that loads is killed at random moments, on a server and on files: what it leaves says what it is, and the next load completes it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, it } from "vitest";
import { type Chance, roundsOf, runRounds, tell } from "./chaos/rounds.ts";
import { anyCase, completeSeed, type Golden, goldenOf, judge, lookAtSeed, prepare, type SeedCase } from "./chaos/seeding.ts";
import { type ChaosServer, startServer } from "./chaos/server.ts";

const KILLS = roundsOf(100, 6);
const ROUND_MS = 20_000;
const CHILD = fileURLToPath(new URL("chaos/seed-child.ts", import.meta.url));

let server: ChaosServer;
let golden: Golden;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chaos-seed-"));
  server = await startServer();
  golden = await goldenOf(server.url, server.clear);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** By backend and case, how long the child works when it is left alone. */
const workMs = new Map<string, number>();

interface Child {
  /** When it said that it is loading; undefined when it ended without. */
  readonly begun: Promise<number | undefined>;
  readonly ended: Promise<{ readonly code: number | null; readonly at: number; readonly log: string }>;
  kill(): void;
}

function startChild(url: string, one: SeedCase): Child {
  const child = spawn(process.execPath, ["--conditions=source", CHILD, url, JSON.stringify(one)], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], NODE_COMPILE_CACHE: join(folder, "compiled") },
  });
  let log = "";
  const begun = Promise.withResolvers<number | undefined>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
      if (log.includes("loading")) begun.resolve(performance.now());
    });
  const ended = once(child, "close").then(([code]: unknown[]) => {
    begun.resolve(undefined);
    return { code: code as number | null, at: performance.now(), log };
  });
  return { begun: begun.promise, ended, kill: () => void child.kill("SIGKILL") };
}

/** Makes an empty database. */
async function newPlace(isServer: boolean, seed: number): Promise<string> {
  if (!isServer) return `file:${join(folder, `${seed}.db`)}`;
  await server.clear();
  return server.url;
}

async function killRound(chance: Chance, seed: number): Promise<string> {
  const isServer = seed % 3 !== 0;
  const one = anyCase(chance);
  const url = await newPlace(isServer, seed);
  await prepare(url, one);
  const kind = `${isServer} ${JSON.stringify(one)}`;
  const child = startChild(url, one);
  const begun = await child.begun;
  await Promise.race([child.ended, delay(chance.between(0, workMs.get(kind) ?? 60))]);
  child.kill();
  const { code, at, log } = await child.ended;
  if (code !== null && code !== 0) throw new Error(`the load failed by itself:\n${log}`);
  if (code === 0) workMs.set(kind, at - (begun ?? at));
  const left = judge(await lookAtSeed(url), golden, one, code === 0 ? "succeeded" : undefined);
  await completeSeed(url, golden, one);
  return `${code === 0 ? "ended before" : "killed"} on a ${isServer ? "server" : "file"} with ${left}`;
}

it(`kills a load ${KILLS} times`, { timeout: KILLS * ROUND_MS }, async () => {
  tell("kill -9 of a load", await runRounds(KILLS, killRound));
});
