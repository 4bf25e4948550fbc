// Connections are cut while the built action waits for the lock of another writer: what it says is true, and the next run completes it.
import { rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { FaultProxy } from "@libsql-actions/shared/testing/fault-proxy";
import { afterAll, beforeAll, it } from "vitest";
import type { Course } from "./chaos/complete.ts";
import { disturbed } from "./chaos/disturb.ts";
import { doublingFolder, expectTruth, FENCE } from "./chaos/doubling.ts";
import { roundsOf, runRounds, tell } from "./chaos/rounds.ts";
import { type ChaosServer, holdLock, startServer } from "./chaos/server.ts";
import { newWorkspace, runStep } from "./chaos/step.ts";

const CUTS = roundsOf(50);
const ROUND_MS = 15_000;

let server: ChaosServer;
const courses: Course[] = [];
beforeAll(async () => {
  server = await startServer();
  for (const format of ["plain", "goose"] as const) {
    const workspace = await newWorkspace(doublingFolder({ format, loose: false }));
    await server.clear();
    const step = await runStep(workspace, { "database-url": server.url });
    const state = await server.look();
    expectTruth(step, state, [], step.applied);
    courses.push({ workspace, all: step.applied, state });
  }
});
afterAll(async () => {
  await server.stop();
  for (const { workspace } of courses) await rm(workspace, { recursive: true });
});

it(`cuts the connection ${CUTS} times while the action waits for the lock of another writer`, {
  timeout: CUTS * ROUND_MS,
}, async () => {
  const ends = await runRounds(CUTS, (chance, seed) => {
    // What waits is the question whether the database is free, or a request that writes.
    const text = seed % 2 === 0 ? "BEGIN IMMEDIATE" : FENCE;
    const before = text === FENCE ? chance.below(3) : 0;
    return disturbed(courses[Math.floor(seed / 2) % 2] as Course, server, chance, async (proxy, { ended }) => {
      for (let passed = 0; passed < before; passed++) await nextRequest(proxy, text, ended);
      const lock = await nextRequest(proxy, text, ended, () => holdLock(server.url));
      for (let cuts = chance.oneOf([1, 1, 2, 3]); cuts > 0; cuts--) {
        await delay(chance.between(0, 60));
        const next = cuts > 1 ? nextRequest(proxy, text, ended) : undefined;
        proxy.cutAll(chance.oneOf(["rst", "fin"]), chance.is(0.5) ? "client" : "both");
        await next;
      }
      await delay(chance.between(0, 100));
      await lock.release();
    });
  });
  tell("cut while waiting for a lock", ends);
});

/** Waits for the next request in which the text stands, or for the end of the step, and does something before it is let through. */
async function nextRequest(proxy: FaultProxy, text: string, ended: Promise<unknown>): Promise<void>;
async function nextRequest<T>(proxy: FaultProxy, text: string, ended: Promise<unknown>, work: () => Promise<T>): Promise<T>;
async function nextRequest(
  proxy: FaultProxy,
  text: string,
  ended: Promise<unknown>,
  work?: () => Promise<unknown>,
): Promise<unknown> {
  const { held, release } = proxy.holdNext(text);
  await Promise.race([held, ended]);
  const done = await work?.();
  release();
  return done;
}
