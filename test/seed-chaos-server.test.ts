// The server is killed at random moments of a load: either the old rows are there or the new ones, or a part that says so, and the next load completes it.
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, it } from "vitest";
import { type Chance, roundsOf, runRounds, tell } from "./chaos/rounds.ts";
import { anyCase, completeSeed, type Golden, goldenOf, judge, lookAtSeed, prepare, seed } from "./chaos/seeding.ts";
import { type ChaosServer, startServer } from "./chaos/server.ts";

const KILLS = roundsOf(100);
const ROUND_MS = 15_000;

let server: ChaosServer;
let golden: Golden;
let workMs: number;
beforeAll(async () => {
  server = await startServer();
  golden = await goldenOf(server.url, server.clear);
  await prepare(server.url, { way: "insert", staged: true });
  const begun = performance.now();
  await seed(server.url, { way: "insert", staged: true }, "new");
  workMs = performance.now() - begun;
});
afterAll(() => server.stop());

/** Kills the server and brings it back at once, while the load still tries, or when it has ended. */
async function killRound(chance: Chance): Promise<string> {
  const one = anyCase(chance);
  await server.clear();
  await prepare(server.url, one);
  const loading = seed(server.url, one, "new").catch((fault: unknown) => fault as Error);
  await delay(chance.between(0, workMs));
  await server.kill();
  await chance.oneOf([() => Promise.resolve(), () => delay(chance.between(0, 1_000)), () => loading])();
  await server.restart();
  const ended = await loading;
  const left = judge(await lookAtSeed(server.url), golden, one, ended);
  await completeSeed(server.url, golden, one);
  return `${typeof ended === "string" ? "succeeded" : "failed"} with ${left}`;
}

it(`kills the server ${KILLS} times`, { timeout: KILLS * ROUND_MS }, async () => {
  tell("kill -9 of the server in a load", await runRounds(KILLS, killRound));
});
