// Jobs on one machine do not get in each other's way: no shared port, no talk to a server of somebody else.
import { rm } from "node:fs/promises";
import { executeBody } from "@libsql-actions/shared/database/hrana";
import { startJob } from "@libsql-actions/shared/testing/job/job";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { afterAll, beforeAll, expect, test } from "vitest";

/** `CHAOS=full` runs them 20 times. */
const RUNS = process.env["CHAOS"] === "full" ? 20 : 3;

let toolCache: string;
beforeAll(async () => {
  toolCache = await filledToolCache();
});
afterAll(() => rm(toolCache, { recursive: true }));

async function execute(url: string, sql: string): Promise<string> {
  const body = executeBody(sql);
  return (await fetch(`${url}/v2/pipeline`, { method: "POST", body })).text();
}

/** Runs a job with servers and marks each of them as its own; whoever talks to another's server finds a mark already there. */
async function jobWith(given: Record<string, string | number>, meet: () => Promise<void>): Promise<number[]> {
  const job = await startJob({ toolCache });
  const setup = await job.uses("action-setup-libsql", { with: given });
  expect(setup.outcome, setup.log.join("\n")).toBe("success");
  const urls = Object.values<string>(JSON.parse(setup.outputs["database-urls"] ?? "{}"));
  for (const url of urls) expect(await execute(url, "CREATE TABLE mark (a)")).toContain('"type":"ok"');
  await meet();
  expect((await job.finish()).orphans).toEqual([]);
  return Object.values(JSON.parse(setup.outputs["ports"] ?? "{}"));
}

/** Resolves for everybody when `parties` have arrived. */
function meetingOf(parties: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let arrived = 0;
  return () => {
    if (++arrived === parties) resolve();
    return promise;
  };
}

test(`${RUNS} times: four jobs side by side, two with 8 instances on any ports and two with 3 on the default ones`, {
  timeout: 120_000,
}, async () => {
  for (let run = 0; run < RUNS; run++) {
    const meet = meetingOf(4);
    const ports = await Promise.all(
      [{ instances: 8, ports: "auto" }, { instances: 3 }, { instances: 8, ports: "auto" }, { instances: 3 }].map((given) =>
        jobWith(given, meet),
      ),
    );
    expect(new Set(ports.flat()).size).toBe(22);
  }
});
