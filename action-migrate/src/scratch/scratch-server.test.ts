import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { sweepOrphans, trackedProcesses } from "@libsql-actions/shared/testing/job/orphans";
import { sqldPath } from "@libsql-actions/shared/testing/sqld";
import { afterEach, beforeEach, expect, test } from "vitest";

const TRACKING_ID = `github_scratch-${process.pid}`;

let temporary: string;
let step: ChildProcess;

beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), "scratch-step-"));
});
afterEach(async () => {
  step.kill("SIGKILL");
  await sweepOrphans(TRACKING_ID);
  await rm(temporary, { recursive: true });
});

/** A process that has a scratch server and then does as it is told; resolves when the server is up. */
async function startStep(then: string): Promise<void> {
  const code = `
    import { startScratchServer } from ${JSON.stringify(new URL("scratch-server.ts", import.meta.url).href)};
    const environment = { PATH: process.env.PATH, RUNNER_TRACKING_ID: ${JSON.stringify(TRACKING_ID)} };
    await startScratchServer({ sqld: ${JSON.stringify(sqldPath())}, version: "0.24.32", temporary: ${JSON.stringify(temporary)}, environment });
    ${then}
    console.log("up");
    setInterval(() => undefined, 1_000);`;
  const flags = ["--conditions=source", "--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", code];
  step = spawn(process.execPath, flags, { stdio: ["ignore", "pipe", "ignore"] });
  await once(step.stdout as NodeJS.ReadableStream, "data");
}

/** Resolves when nothing of the server is left. */
async function gone(): Promise<void> {
  const deadline = performance.now() + 5_000;
  while ((await trackedProcesses(TRACKING_ID)).length > 0 || readdirSync(temporary).length > 0) {
    if (performance.now() > deadline) throw new Error("the server or its folder is still there");
    await delay(5);
  }
}

test.each(["SIGTERM", "SIGINT"] as const)("a step that is cancelled by %s leaves no server", async (signal) => {
  await startStep(`process.once("${signal}", () => process.exit(1));`);
  expect(await trackedProcesses(TRACKING_ID)).toHaveLength(1);
  step.kill(signal);
  await once(step, "exit");
  await gone();
});

test("a step that dies of an error leaves no server", async () => {
  await startStep(`process.once("SIGUSR2", () => { throw new Error("unforeseen"); });`);
  step.kill("SIGUSR2");
  await once(step, "exit");
  await gone();
});

test("the server of a step that is killed can be found by the runner", async () => {
  await startStep("");
  step.kill("SIGKILL");
  await once(step, "exit");
  const { killed } = await sweepOrphans(TRACKING_ID);
  expect(killed.map(({ args }) => args.includes("--idle-shutdown-timeout-s"))).toEqual([true]);
  expect(existsSync(temporary)).toBe(true);
});
