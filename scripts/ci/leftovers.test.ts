import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { processesOf, sweepLeftovers } from "./leftovers.ts";

describe.runIf(existsSync("/proc/self/environ"))("sweepLeftovers", () => {
  it.each([
    ["environment", (folder: string) => ({ env: { TMPDIR: folder } })],
    ["working directory", (folder: string) => ({ env: {}, cwd: folder })],
  ])("finds and ends a process by its %s, and nothing after that", async (_, options) => {
    const folder = await mkdtemp(join(tmpdir(), "leftovers-"));
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
      ...options(folder),
      detached: true,
      stdio: "ignore",
    });
    await once(child, "spawn");
    const ended = once(child, "exit");
    const left = await sweepLeftovers(folder, 0);
    expect(left).toEqual([{ pid: child.pid, command: expect.stringContaining("setInterval") }]);
    expect(await ended).toEqual([null, "SIGKILL"]);
    expect(processesOf(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });
});
