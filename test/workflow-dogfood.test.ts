// The golden digest of the dogfood jobs is what the generator gives today, and the steps of ci.yml that compare can fail.
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startHttp } from "@libsql-actions/shared/testing/http";
import { startJob } from "@libsql-actions/shared/testing/job/job";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HOUSE } from "../scripts/run-tool.ts";
import { runStep, scriptStep } from "./workflow-step.ts";

const SPEC = join(HOUSE, "examples/agent-memory/seed.yaml");
const GOLDEN_FILE = "examples/agent-memory/seed.minimal.digest";
const GOLDEN = readFileSync(join(HOUSE, GOLDEN_FILE), "utf8").trim();
const WRONG = GOLDEN.replace(/.$/, (last) => ((Number.parseInt(last, 16) + 1) % 16).toString(16));

/** Whether a step of ci.yml ends well. */
async function passes(job: string, name: string, given: Readonly<Record<string, string>>): Promise<boolean> {
  return (await runStep(scriptStep("ci.yml", job, name), given)).code === 0;
}

let toolCache: string;
beforeAll(async () => {
  toolCache = await filledToolCache(["addon"]);
});
afterAll(() => rm(toolCache, { recursive: true }));

test("a generator that gives other rows has to change the golden digest", async () => {
  await using job = await startJob({ toolCache, workspace: join(HOUSE, "examples/agent-memory") });
  const given = { spec: SPEC, profile: "minimal", "database-url": "none", schema: "migrations" };
  const output = join(job.temporary, "rows.ndjson");
  const step = await job.uses("action-seed", { with: { ...given, output } });
  expect(step.outcome, step.log.join("\n")).toBe("success");
  expect(step.outputs["digest"], `If that is meant, write it into ${GOLDEN_FILE} and raise GENERATOR_VERSION`).toBe(GOLDEN);
});

test.each(["dogfood", "dogfood-cloud"])("%s fails where a digest is another one", async (job) => {
  const compare = (DIGEST: string, GENERATED: string, IN_THE_DATABASE: string) =>
    passes(job, "The rows are those that everybody gets", { DIGEST, GENERATED, IN_THE_DATABASE });
  expect(await compare(GOLDEN, '{"a":"1"}', '{"a":"1"}')).toBe(true);
  expect(await compare(WRONG, '{"a":"1"}', '{"a":"1"}')).toBe(false);
  expect(await compare("", '{"a":"1"}', '{"a":"1"}')).toBe(false);
  expect(await compare(GOLDEN, '{"a":"1"}', '{"a":"2"}')).toBe(false);
});

test("dogfood fails where an output names another database", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dogfood-outputs-"));
  const server = await startSqld();
  const stranger = await startHttp((_, response) => response.end("It works!"));
  try {
    const script = join(folder, "init.sql");
    await writeFile(script, "");
    const check = (BACKEND: string, url: string, other: Readonly<Record<string, string>> = {}) =>
      passes("dogfood", "What the outputs say is so", {
        ...{ BACKEND, URL: url, FIRST_URL: url, DATABASE_URL: url, TURSO_DATABASE_URL: url, SCRIPT: "" },
        PORT: BACKEND === "turso-local" ? new URL(url).port : "",
        ...other,
      });
    const memory = { SCRIPT: script, DATABASE_INIT_SQL: script };
    expect(await check("turso-local", server.url)).toBe(true);
    expect(await check("file", `file:${script}`)).toBe(true);
    expect(await check("memory", ":memory:", memory)).toBe(true);

    const gone = "http://127.0.0.1:9";
    expect(await check("turso-local", gone), "a port where nobody is").toBe(false);
    expect(await check("turso-local", stranger.url), "a port where somebody else is").toBe(false);
    expect(await check("turso-local", server.url, { PORT: "9" })).toBe(false);
    for (const name of ["FIRST_URL", "DATABASE_URL", "TURSO_DATABASE_URL"])
      expect(await check("turso-local", server.url, { [name]: gone }), name).toBe(false);
    expect(await check("file", `file:${folder}/none.db`)).toBe(false);
    expect(await check("memory", ":memory:", { ...memory, SCRIPT: `${script}.other` })).toBe(false);
  } finally {
    await Promise.all([server.stop(), stranger.stop()]);
    await rm(folder, { recursive: true });
  }
});
