// Has things go wrong on the way between a run and its server, and holds what comes of it against what the run says.
import { type FaultProxy, startFaultProxy } from "@libsql-actions/shared/testing/fault-proxy";
import { type Course, complete, endOf } from "./complete.ts";
import { expectTruth } from "./doubling.ts";
import type { Chance } from "./rounds.ts";
import type { ChaosServer } from "./server.ts";
import { type RunningStep, startStep } from "./step.ts";

/** Starts a step on an empty database, has things go wrong, and has another complete it. @returns what became of the first */
export async function disturbed(
  course: Course,
  server: ChaosServer,
  chance: Chance,
  disturb: (proxy: FaultProxy, step: RunningStep) => Promise<void>,
): Promise<string> {
  await server.clear();
  const proxy = await startFaultProxy(server.port);
  try {
    const step = startStep(course.workspace, { "database-url": proxy.url });
    await disturb(proxy, step);
    const first = await step.ended;
    const left = await server.look();
    expectTruth(first, left, [], course.all);
    await complete(course, server, first, left, chance);
    const end = endOf(first, left, course.all);
    return first.code === 0 && first.log.includes("looking what was applied") ? `${end} after a lost answer` : end;
  } finally {
    await proxy.stop();
  }
}
