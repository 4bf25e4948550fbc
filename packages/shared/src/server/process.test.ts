import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isRunning, processStartTime } from "./process.ts";

test("a process keeps its start time, and two have different ones or different pids", () => {
  expect(processStartTime(process.pid)).toBe(processStartTime(process.pid));
  expect(isRunning({ pid: process.pid, startTime: processStartTime(process.pid) ?? "" })).toBe(true);
  expect(isRunning({ pid: process.pid, startTime: "0" })).toBe(false);
});

test("there is none for a pid that nobody has", () => {
  expect(processStartTime(2 ** 30)).toBeUndefined();
});

test("`ps`, which serves on macOS, tells a start time too", () => {
  expect(processStartTime(process.pid, "darwin")).toMatch(/\d{2}:\d{2}:\d{2} \d{4}$/);
  expect(processStartTime(process.pid, "darwin")).toBe(processStartTime(process.pid, "darwin"));
  expect(processStartTime(2 ** 30, "darwin")).toBeUndefined();
});

test.runIf(process.platform === "linux")("a name with parentheses and spaces does not confuse it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "process-"));
  const program = join(folder, "a) Z 1 (b");
  await copyFile("/bin/sleep", program);
  const child = spawn(program, ["60"]);
  await once(child, "spawn");
  expect(processStartTime(child.pid ?? 0)).toMatch(/^\d+$/);
  child.kill();
  await once(child, "exit");
  expect(processStartTime(child.pid ?? 0)).toBeUndefined();
  await rm(folder, { recursive: true });
});
