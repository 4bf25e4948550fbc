// What a step does not use it does not load: Node's own coverage says which files of the bundle ran.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startJob } from "@libsql-actions/shared/testing/job/job";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { afterAll, beforeAll, expect, test } from "vitest";

let toolCache: string;
beforeAll(async () => {
  toolCache = await filledToolCache();
});
afterAll(() => rm(toolCache, { recursive: true }));

/** The files of the bundle that the main step loaded. */
async function loadedBy(given: Record<string, string>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "coverage-"));
  const job = await startJob({ toolCache });
  const setup = await job.uses("action-setup-libsql", { with: given, env: { NODE_V8_COVERAGE: folder } });
  expect(setup.outcome, setup.log.join("\n")).toBe("success");
  await job.finish();
  const reports = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")));
  await rm(folder, { recursive: true });
  const urls: string[] = reports.flatMap((report) => JSON.parse(report).result.map(({ url }: { url: string }) => url));
  return [...new Set(urls.filter((url) => url.includes("/dist/main/")).map((url) => url.slice(url.lastIndexOf("/") + 1)))].sort();
}

test("starting servers from the tool cache loads one file: no client, no HTTP stack, no wait-on", async () => {
  expect(await loadedBy({ instances: "2", ports: "auto" })).toEqual(["index.js"]);
});

test("a wait-on resource loads wait-on", async () => {
  expect((await loadedBy({ ports: "auto", "wait-on": "file:/" })).length).toBeGreaterThan(1);
});
