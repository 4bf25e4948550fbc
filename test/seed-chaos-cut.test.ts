// Connections are cut while a load works, at any byte either way: it goes on by itself or says the truth, and the next load completes it.
import { startFaultProxy, type Way } from "@libsql-actions/shared/testing/fault-proxy";
import { afterAll, beforeAll, it } from "vitest";
import { type Chance, roundsOf, runRounds, tell } from "./chaos/rounds.ts";
import { CASES, completeSeed, type Golden, goldenOf, judge, lookAtSeed, prepare, seed } from "./chaos/seeding.ts";
import { type ChaosServer, startServer } from "./chaos/server.ts";

const CUTS = roundsOf(100);
const ROUND_MS = 30_000;
const MAX_SILENT_MS = 30;

let server: ChaosServer;
let golden: Golden;
/** What each case sends and gets. */
const traffic: Record<Way, number>[] = [];
beforeAll(async () => {
  server = await startServer();
  golden = await goldenOf(server.url, server.clear);
  for (const one of CASES) {
    await server.clear();
    await prepare(server.url, one);
    const proxy = await startFaultProxy(server.port);
    await seed(proxy.url, one, "new");
    traffic.push({ ...proxy.bytes });
    await proxy.stop();
  }
});
afterAll(() => server.stop());

async function cutRound(chance: Chance): Promise<string> {
  const index = chance.below(CASES.length);
  const one = CASES[index] ?? CASES[0];
  await server.clear();
  await prepare(server.url, one);
  const proxy = await startFaultProxy(server.port);
  try {
    const forGood = chance.is(0.15);
    for (let cuts = chance.oneOf([1, 1, 2, 3]); cuts > 0; cuts--) {
      const way = chance.oneOf(["up", "down"]);
      const cut = proxy.cutAt({
        way,
        after: chance.below(traffic[index]?.[way] ?? 1),
        silentMs: chance.is(0.5) ? 0 : chance.between(0, MAX_SILENT_MS),
        by: chance.oneOf(["rst", "fin"]),
        sides: chance.is(0.15) ? "client" : "both",
      });
      if (forGood)
        void cut.then(() => {
          proxy.refuse();
          proxy.cutAll("rst");
        });
    }
    const ended = await seed(proxy.url, one, "new").catch((fault: unknown) => fault as Error);
    const left = judge(await lookAtSeed(server.url), golden, one, ended);
    await completeSeed(server.url, golden, one);
    return `${typeof ended === "string" ? "succeeded" : "failed"} with ${left}`;
  } finally {
    await proxy.stop();
  }
}

it(`cuts the connection at a random byte ${CUTS} times`, { timeout: CUTS * ROUND_MS }, async () => {
  tell("cut at a random byte of a load", await runRounds(CUTS, cutRound));
});
