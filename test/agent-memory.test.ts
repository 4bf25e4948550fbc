// The example is true: set up, migrated and seeded by the actions, its database passes the application's own test on every backend.
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { startJob } from "@libsql-actions/shared/testing/job/job";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { afterAll, beforeAll, expect, test } from "vitest";

const EXAMPLE = fileURLToPath(new URL("../examples/agent-memory/", import.meta.url));

let toolCache: string;
beforeAll(async () => {
  toolCache = await filledToolCache();
});
afterAll(() => rm(toolCache, { recursive: true }));

// Without a spec, and with that of the example.
const SEEDS: [string, Record<string, string>][] = [
  ["from its schema", {}],
  ["from its seed.yaml", { spec: "seed.yaml", profile: "minimal" }],
];
const LEGS = ["file", "turso-local", "memory"].flatMap((backend) => SEEDS.map(([how, seed]) => [backend, how, seed] as const));

test.each(LEGS)("on the backend %s, seeded %s", async (backend, _, seed) => {
  await using job = await startJob({ toolCache, workspace: EXAMPLE });
  const steps = [
    await job.uses("action-setup-libsql", { with: { backend, ports: "auto" } }),
    await job.uses("action-migrate"),
    await job.uses("action-seed", { with: seed }),
    // The application knows nothing but the environment that the job has now.
    await job.run("node --test --test-reporter=tap test/memory.test.js"),
  ];
  for (const { outcome, log } of steps) expect(outcome, log.join("\n")).toBe("success");
  expect(steps[3]?.log).toEqual(expect.arrayContaining(["# pass 13", "# fail 0"]));
  expect((await job.finish()).orphans).toEqual([]);
});
