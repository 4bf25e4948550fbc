import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type KeyedServer, OLD_VALUE, startKeyedServer, startWorld } from "./testing.ts";
import {
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

let server: KeyedServer;
beforeAll(async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  server = await startKeyedServer();
});
afterAll(() => server.stop());

const CALLS: readonly FailingCall[] = [...MINT_CALLS, ...PREFLIGHT_CALLS, ...STORE_CALLS];
const TARGETS = { targets: FEWER_TARGETS };
const TIMES = { tryTimeoutMs: 500, deadlineMs: 600, settleMs: 150, pollMs: 20 };

describe("soft, any call fails for good: the report is true, nothing is worse than before, and a rerun completes", () => {
  test.each(FAULTS)("%s", { timeout: 120_000 }, async (_, fault) => {
    await forEachCall(callsFor(CALLS, fault), async (call) => {
      const world = await startWorld(server);
      failOn(world, call, fault);
      const outcome = await world.rotate({ ...TARGETS, ...call.given }, TIMES);
      await expectTruth(world, outcome);
      expect(outcome.rotation.invalidated).toBe("no");
      for (const label of Object.keys(outcome.statuses)) {
        const value = world.stored(label);
        if (value !== OLD_VALUE && value !== undefined) expect(await world.accessOf(value), label).toBe("full-access");
      }
      world.turso.mend();
      world.github.mend();
      const second = await world.rotate({ ...TARGETS, ...call.given });
      expect(second.error).toBe("");
      expect(second.outputs["rotated"]).toBe("true");
      await expectTruth(world, second);
      await world.stop();
    });
  });
});

describe("soft, any call fails once in passing: the rotation completes", () => {
  test.each(FAULTS.filter(([name]) => /429|500|timeout|cut/.test(name)))("%s", async (_, fault) => {
    await forEachCall(callsFor(CALLS, fault), async (call) => {
      const world = await startWorld(server);
      failOn(world, call, fault, 1);
      const outcome = await world.rotate(
        { ...TARGETS, ...call.given },
        { ...TIMES, tryTimeoutMs: 1_000, deadlineMs: 10_000, settleMs: 10_000 },
      );
      expect(outcome.error).toBe("");
      await expectTruth(world, outcome);
      await world.stop();
    });
  });
});
