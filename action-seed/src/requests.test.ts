// How many requests a step takes on a real server, counted by what stands between.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { type FaultProxy, startFaultProxy } from "@libsql-actions/shared/testing/fault-proxy";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { newReport } from "./report.ts";
import { run } from "./run.ts";
import { inputsWith } from "./testing.ts";

const SPEC = "tables: { a: { columns: { name: name } } }\nversion: 1\n";

let folder: string;
let sqld: Sqld;
let proxy: FaultProxy;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "requests-"));
  await writeFile(join(folder, "spec.yaml"), SPEC);
  await writeFile(join(folder, "output"), "");
  vi.stubEnv("GITHUB_OUTPUT", join(folder, "output"));
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  sqld = await startSqld();
  proxy = await startFaultProxy(sqld.port);
  const db = await openConnection(parseDatabaseUrl(sqld.url, "/"), testSettings());
  await db.transaction([
    { sql: "CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT)" },
    { sql: "CREATE TABLE b (id INTEGER PRIMARY KEY, a_id REFERENCES a)" },
  ]);
  db.close();
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await proxy.stop();
  await sqld.stop();
  await rm(folder, { recursive: true });
});

/** Seeds. @returns how many requests it took */
async function requestsOf(given: Record<string, string>): Promise<number> {
  const before = proxy.requests.length;
  const inputs = inputsWith({ "database-url": proxy.url, rows: "5", verify: "false", ...given });
  const step = { environment: {}, workspace: folder, temporary: tmpdir(), toolCache: "", summaryFile: undefined };
  const reports: ReturnType<typeof newReport>[] = [];
  await run({ inputs, step, reports, clock: () => performance.now() });
  expect(reports).toMatchObject([{ status: "ok" }]);
  return proxy.requests.length - before;
}

it("asks once what is there, whatever is seeded from, and writes few rows in two requests at most", async () => {
  for (const given of [{ mode: "reset", spec: "spec.yaml" }, { mode: "reset" }]) {
    expect(await requestsOf({ ...given, "dry-run": "true" })).toBe(1);
    // The first request with rows may leave before the last row is made.
    expect(await requestsOf(given)).toBeLessThanOrEqual(3);
  }
});

it("asks once more to verify, and only once in all when nothing is to be done", async () => {
  expect(await requestsOf({ verify: "true" })).toBeLessThanOrEqual(4);
  expect(await requestsOf({})).toBe(1);
  expect(await requestsOf({ verify: "true" })).toBe(2);
});
