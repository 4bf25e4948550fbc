import { beforeAll, describe, expect, test, vi } from "vitest";
import { startKeyedServer, startWorld } from "./testing.ts";
import {
  ALL,
  callsFor,
  expectTruth,
  FAULTS,
  type FailingCall,
  FEWER_TARGETS,
  failOn,
  forEachCall,
  MINT_CALLS,
  PREFLIGHT_CALLS,
  STORE_CALLS,
} from "./testing-faults.ts";

beforeAll(() => void vi.spyOn(process.stdout, "write").mockReturnValue(true));

const CALLS: readonly FailingCall[] = [
  ...MINT_CALLS,
  { api: "turso", call: "databases", after: 0 },
  // The one before was the trial token.
  { api: "turso", call: "mint", after: 1 },
  { api: "turso", call: "invalidate", after: 0 },
  ...STORE_CALLS,
  // The same as in `soft`, and all of it comes before the first call that changes anything.
  ...(ALL ? PREFLIGHT_CALLS : []),
];
const LEAKED = { mode: "leaked", confirm: "podcasts", targets: FEWER_TARGETS };
/** A server that is started again beside ten others takes its time. */
const TIMES = { tryTimeoutMs: 1_500, deadlineMs: 1_600, settleMs: 200, pollMs: 20 };

describe("leaked, any call fails for good: the report is true, says how to finish by hand, and a rerun completes", () => {
  test.each(FAULTS)("%s", { timeout: 120_000 }, async (_, fault) => {
    await forEachCall(callsFor(CALLS, fault), async (call) => {
      const server = await startKeyedServer();
      const world = await startWorld(server);
      try {
        failOn(world, call, fault);
        const outcome = await world.rotate({ ...LEAKED, ...call.given }, TIMES);
        await expectTruth(world, outcome);
        const isLeft = outcome.rotation.invalidated !== "no" && outcome.outputs["rotated"] === "false";
        expect(/turso (db tokens create podcasts|group tokens create default)/.test(outcome.error)).toBe(isLeft);
        world.turso.mend();
        world.github.mend();
        const second = await world.rotate({ ...LEAKED, ...call.given });
        expect(second.error).toBe("");
        expect(second.outputs["rotated"]).toBe("true");
        await expectTruth(world, second);
        expect(await world.accessOf(world.oldToken)).toBe("401");
        expect(world.turso.writes.filter((one) => one === "invalidate")).toHaveLength(1);
      } finally {
        await world.stop();
        await server.stop();
      }
    });
  });
});
