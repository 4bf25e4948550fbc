// The suite as one step, in a job: what act cannot show (scripts/ci/suite-run.ts), because it does not evaluate `.*` of an object as GitHub does.
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@libsql/client/http";
import { type Job, startJob } from "@libsql-actions/shared/testing/job/job";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { CONSUMER } from "../scripts/ci/consumer.ts";
import { startGuardedServer } from "../scripts/ci/guarded-server.ts";

let toolCache: string;
beforeAll(async () => {
  toolCache = await filledToolCache();
});
afterAll(() => rm(toolCache, { recursive: true }));

let workspace: string;
let job: Job;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), "suite-"));
  await cp(CONSUMER, workspace, { recursive: true });
  job = await startJob({ toolCache, workspace });
});
afterEach(async () => {
  await job[Symbol.asyncDispose]();
  await rm(workspace, { recursive: true });
});

test("several databases are migrated and seeded alike, and stopped at the end", async () => {
  const given = { instances: "primary, analytics", migrations: "migrations", "seed-spec": "seed.yaml", profile: "double" };
  const suite = await job.uses(".", { with: given });
  expect(suite.outcome, suite.log.join("\n")).toBe("success");
  const urls = JSON.parse(suite.outputs["database-urls"] ?? "");
  expect(Object.keys(urls)).toEqual(["primary", "analytics"]);
  expect(suite.outputs).toEqual({
    backend: "turso-local",
    "database-url": urls.primary,
    "database-urls": JSON.stringify(urls),
    "applied-count": "2",
    "schema-digest": expect.stringMatching(/^[0-9a-f]{64}$/),
    "seed-digest": expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  for (const url of Object.values<string>(urls)) {
    const client = createClient({ url });
    expect((await client.execute("SELECT count(*) AS n FROM episodes")).rows[0]?.["n"]).toBe(24);
    client.close();
  }
  expect(await job.finish()).toMatchObject({ status: "success", orphans: [] });
});

test("one database, of any name", async () => {
  const suite = await job.uses(".", {
    with: { backend: "file", instances: "only", migrations: "migrations", rows: 2, "seed-spec": "seed.yaml" },
  });
  expect(suite.outcome, suite.log.join("\n")).toBe("success");
  expect(Object.keys(JSON.parse(suite.outputs["database-urls"] ?? ""))).toEqual(["only"]);
  expect(suite.log.join("\n")).toContain("episodes: 2 rows");
});

test("what is not asked for is not done, and rows that go nowhere are warned of", async () => {
  const suite = await job.uses(".", { with: { backend: "file", rows: 5 } });
  expect(suite.outcome, suite.log.join("\n")).toBe("success");
  expect(suite.outputs).toMatchObject({ "applied-count": "0", "schema-digest": "", "seed-digest": "" });
  expect(suite.annotations.map(({ title }) => title)).toEqual(["Nothing is seeded"]);
});

test("a migration that fails ends the step with the truth in its outputs, and nothing is seeded", async () => {
  await writeFile(join(workspace, "migrations/0003_broken.sql"), "CREATE TABEL x (a);\n");
  const suite = await job.uses(".", { with: { backend: "file", migrations: "migrations", "seed-spec": "seed.yaml" } });
  expect(suite.outcome).toBe("failure");
  expect(suite.outputs).toMatchObject({ backend: "file", "applied-count": "2", "seed-digest": "" });
});

test("the secrets of a cloud database are checked before it is changed", async () => {
  const server = await startGuardedServer(join(workspace, "cloud"));
  try {
    const given = { "database-url": server.url, "auth-token": server.token };
    await using cloudJob = await startJob({ toolCache, workspace, secrets: { TOKEN: given["auth-token"] } });
    const suite = await cloudJob.uses(".", { with: { backend: "turso-cloud", migrations: "migrations", ...given } });
    expect(suite.outcome, suite.log.join("\n")).toBe("success");
    const log = suite.log.join("\n");
    expect(log.indexOf("All of presence, format, expiry, connect, read, write passed.")).toBeGreaterThan(0);
    expect(log.indexOf("All of presence")).toBeLessThan(log.indexOf("applied migrations/0001"));
    expect(log).not.toContain(given["auth-token"]);
  } finally {
    await server.stop();
  }
});
