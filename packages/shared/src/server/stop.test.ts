import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { isRunning, processStartTime } from "./process.ts";
import { stopProcesses } from "./stop.ts";

const children: ReturnType<typeof spawn>[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** A process that prints `ready` and then does what the shell text says. */
async function shell(text: string) {
  const child = spawn("/bin/sh", ["-c", text], { stdio: ["ignore", "pipe", "ignore"] });
  children.push(child);
  await once(child.stdout, "data");
  const startTime = processStartTime(child.pid ?? 0);
  if (child.pid === undefined || startTime === undefined) throw new Error("the process did not start");
  return { pid: child.pid, startTime };
}

const STUBBORN = "trap '' TERM; echo ready; while :; do sleep 0.05; done";

test("obedient, stubborn, stopped and vanished processes are all gone within 3 s", async () => {
  const [obedient, stubborn, frozen, vanished] = await Promise.all([
    shell("echo ready; exec sleep 60"),
    shell(STUBBORN),
    shell("echo ready; exec sleep 60"),
    shell("echo ready; exec sleep 60"),
  ]);
  process.kill(frozen.pid, "SIGSTOP");
  process.kill(vanished.pid, "SIGKILL");
  await expect.poll(() => isRunning(vanished)).toBe(false);
  const started = performance.now();
  const outcomes = await stopProcesses([obedient, stubborn, frozen, vanished]);
  expect(performance.now() - started).toBeLessThan(3_000);
  expect(outcomes).toEqual(["stopped", "killed", "stopped", "already gone"]);
  expect([obedient, stubborn, frozen].map(isRunning)).toEqual([false, false, false]);
});

test("a process that has the pid but another start time is left alone", async () => {
  const other = await shell("echo ready; exec sleep 60");
  expect(await stopProcesses([{ pid: other.pid, startTime: "1" }])).toEqual(["already gone"]);
  expect(isRunning(other)).toBe(true);
});
