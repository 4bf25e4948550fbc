// The suite at work on this machine, without a workflow: the built actions run as a runner would run them, on real databases.
// Three servers, the example's migrations and seed data in each, a check of the secrets of a fourth, a query; then nothing is left.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type Client, createClient } from "@libsql/client";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { type Job, startJob } from "@libsql-actions/shared/testing/job/job";
import type { StepResult } from "@libsql-actions/shared/testing/job/step-result";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { HOUSE } from "./run-tool.ts";

const started = performance.now();
const seconds = () => `${((performance.now() - started) / 1_000).toFixed(1)} s`;
const hasServer = process.platform !== "win32";

/** Prints what a step did, and stops the demo when it failed. */
function narrate(title: string, step: StepResult): StepResult {
  console.log(`\n${title}  [${Math.round(step.durationMs)} ms]`);
  const own = step.log.slice(step.log.indexOf("##[endgroup]") + 1);
  for (const line of own) if (!line.startsWith("##[")) console.log(`  ${line}`);
  for (const { level, message } of step.annotations) console.log(`  ${level}: ${message}`);
  if (step.outcome !== "success") throw new Error(`${title}: ${step.outcome}`);
  return step;
}

async function demo(job: Job): Promise<void> {
  const directory = join(HOUSE, "examples", "agent-memory", "migrations");
  const backend = hasServer ? "turso-local" : "file";
  if (!hasServer) console.log("There is no libsql-server for Windows: the demo uses files.");
  const setup = narrate(
    "Set up three databases",
    await job.uses("action-setup-libsql", { with: { backend, instances: "primary, analytics, archive" } }),
  );
  const urls: string[] = Object.values(JSON.parse(setup.outputs["database-urls"] ?? "{}"));
  narrate(
    "Migrate the example into each",
    await job.uses("action-migrate", { with: { directory, "database-url": urls.join("\n") } }),
  );
  for (const url of urls)
    narrate(`Seed ${url}`, await job.uses("action-seed", { with: { rows: 200, seed: 42, "database-url": url } }));
  if (hasServer) {
    narrate(
      "Set up a database that asks for a token",
      await job.uses("action-setup-libsql", { with: { instances: "guarded", ports: "auto", auth: "jwt" } }),
    );
    narrate("Validate its secrets", await job.uses("action-validate-secrets"));
  }
  console.log("\nAsk the databases, through @libsql/client");
  for (const url of urls) await ask(createClient({ url }));
}

async function ask(client: Client): Promise<void> {
  const counts = await client.execute(
    "SELECT (SELECT count(*) FROM episodes) AS episodes, (SELECT count(*) FROM steps) AS steps",
  );
  const nearest = await client.execute(`
    WITH probe AS (SELECT vector FROM embeddings LIMIT 1)
    SELECT near.id, round(vector_distance_cos(near.vector, (SELECT vector FROM probe)), 4) AS distance
    FROM vector_top_k('embeddings_by_vector', (SELECT vector FROM probe), 3) AS top JOIN embeddings AS near ON near.id = top.id`);
  console.log(`  ${JSON.stringify(counts.rows[0])}; the three nearest to the first embedding: ${JSON.stringify(nearest.rows)}`);
  client.close();
}

const toolCache = await filledToolCache(hasServer ? ["sqld", "addon"] : ["addon"]);
const job = await startJob({ toolCache, workspace: HOUSE });
try {
  await demo(job);
} catch (problem) {
  console.log(`\nThe demo failed: ${errorMessage(problem)}`);
  process.exitCode = 1;
} finally {
  const end = await job.finish();
  console.log("");
  for (const post of end.posts)
    for (const line of post.log.filter((text) => text.startsWith("Stopped"))) console.log(`${post.name}: ${line}`);
  for (const orphan of end.orphans) console.log(`A process was left behind: ${orphan.name} (pid ${orphan.pid})`);
  if (end.orphans.length > 0) process.exitCode = 1;
  await rm(toolCache, { recursive: true });
  console.log(
    process.exitCode ? `Failed after ${seconds()}.` : `Done in ${seconds()}; nothing is left running, nothing is left on disk.`,
  );
}
