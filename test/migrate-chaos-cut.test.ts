// Connections are cut while the built action works, at any byte either way: what it says is true, and the next run completes it.
import { rm } from "node:fs/promises";
import { type Cut, type FaultProxy, startFaultProxy, type Way } from "@libsql-actions/shared/testing/fault-proxy";
import { afterAll, beforeAll, it } from "vitest";
import type { Course } from "./chaos/complete.ts";
import { disturbed } from "./chaos/disturb.ts";
import { doublingFolder, expectTruth } from "./chaos/doubling.ts";
import { type Chance, roundsOf, runRounds, tell } from "./chaos/rounds.ts";
import { type ChaosServer, startServer } from "./chaos/server.ts";
import { newWorkspace, runStep } from "./chaos/step.ts";

const CUTS = roundsOf(200, 8);
const ROUND_MS = 15_000;
const MAX_SILENT_MS = 30;
const FOLDERS = [
  { format: "plain", loose: false },
  { format: "goose", loose: false },
  { format: "plain", loose: true },
] as const;

interface MeasuredCourse extends Course {
  readonly bytes: Readonly<Record<Way, number>>;
  readonly requests: FaultProxy["requests"];
}

let server: ChaosServer;
const courses: MeasuredCourse[] = [];
beforeAll(async () => {
  server = await startServer();
  for (const folder of FOLDERS) {
    const workspace = await newWorkspace(doublingFolder(folder));
    await server.clear();
    const proxy = await startFaultProxy(server.port);
    const step = await runStep(workspace, { "database-url": proxy.url });
    const state = await server.look();
    expectTruth(step, state, [], step.applied);
    courses.push({ workspace, all: step.applied, state, bytes: { ...proxy.bytes }, requests: proxy.requests });
    await proxy.stop();
  }
});
afterAll(async () => {
  await server.stop();
  for (const { workspace } of courses) await rm(workspace, { recursive: true });
});

/** Where a connection is cut: at any byte, or where a request is whole and the server works for it. */
function anyCut(chance: Chance, { bytes, requests }: MeasuredCourse): Cut {
  const how = { by: chance.oneOf(["rst", "fin"]), sides: chance.is(0.2) ? "client" : "both" } as const;
  const silentMs = chance.is(0.5) ? 0 : chance.between(0, MAX_SILENT_MS);
  if (chance.is(0.6)) {
    const way = chance.oneOf(["up", "down"]);
    return { ...how, way, after: chance.below(bytes[way]), silentMs };
  }
  const ends = [...requests.slice(1).map(({ up }) => up), bytes.up];
  return { ...how, way: "up", after: chance.oneOf(ends as [number, ...number[]]), silentMs: chance.between(0, MAX_SILENT_MS) };
}

it(`cuts the connection at a random byte ${CUTS} times`, { timeout: CUTS * ROUND_MS }, async () => {
  const ends = await runRounds(CUTS, (chance, seed) => {
    const course = courses[seed % 10 === 9 ? 2 : seed % 2] as MeasuredCourse;
    const cuts = Array.from({ length: chance.oneOf([1, 1, 1, 2, 3]) }, () => anyCut(chance, course));
    const forGood = chance.is(0.15);
    return disturbed(course, server, chance, async (proxy, { ended }) => {
      const cut = Promise.all(cuts.map((one) => proxy.cutAt(one)));
      await Promise.race([cut, ended]);
      if (forGood) {
        proxy.refuse();
        proxy.cutAll("rst");
      }
    });
  });
  tell("cut at a random byte", ends);
});
