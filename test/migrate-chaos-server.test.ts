// The server is killed at random moments while the built action works: what the action says is true, and the next run completes it.
import { rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, it } from "vitest";
import { type Course, complete, endOf } from "./chaos/complete.ts";
import { doublingFolder, expectTruth, PLANNED } from "./chaos/doubling.ts";
import { type Chance, roundsOf, runRounds, tell } from "./chaos/rounds.ts";
import { type ChaosServer, startServer } from "./chaos/server.ts";
import { newWorkspace, startStep } from "./chaos/step.ts";

const KILLS = roundsOf(100, 5);
const ROUND_MS = 10_000;

let server: ChaosServer;
let course: Course;
let workMs: number;
beforeAll(async () => {
  server = await startServer();
  const workspace = await newWorkspace(doublingFolder({ format: "goose", loose: false }));
  const { said, ended } = startStep(workspace, { "database-url": server.url });
  const begun = (await said(PLANNED)) ?? 0;
  const step = await ended;
  workMs = step.at - begun;
  course = { workspace, all: step.applied, state: await server.look() };
  expectTruth(step, course.state, [], course.all);
});
afterAll(async () => {
  await server.stop();
  await rm(course.workspace, { recursive: true });
});

/** Kills the server and brings it back, at once, while the step still tries, or when it has ended. @returns what became of the step */
async function killRound(chance: Chance): Promise<string> {
  await server.clear();
  const step = startStep(course.workspace, { "database-url": server.url });
  const begun = await step.said(chance.is(0.2) ? "Database " : PLANNED);
  await delay(chance.between(0, workMs));
  await server.kill();
  const killedAt = performance.now();
  await chance.oneOf([() => Promise.resolve(), () => delay(chance.between(0, 1_500)), () => step.ended])();
  await server.restart();
  const first = await step.ended;
  const left = await server.look();
  expectTruth(first, left, [], course.all);
  await complete(course, server, first, left, chance);
  if (first.at > killedAt) return endOf(first, left, course.all);
  // It is quicker than when it was measured.
  workMs = first.at - (begun ?? first.at);
  return "ended before";
}

it(`kills the server ${KILLS} times`, { timeout: KILLS * ROUND_MS }, async () => {
  tell("kill -9 of the server", await runRounds(KILLS, killRound));
});
