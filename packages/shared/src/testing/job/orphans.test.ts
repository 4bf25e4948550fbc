import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { canTrackProcesses, sweepOrphans, trackedProcesses } from "./orphans.ts";

/** A process with a tracking id of its own; its output is a line when it is up. */
async function start(trackingId: string, script: string) {
  const child = spawn(process.execPath, ["-e", script, "--", "an argument"], {
    env: { RUNNER_TRACKING_ID: trackingId },
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(child.stdout, "data");
  return child;
}

const STAY = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1e6); console.log("up")';

describe("sweepOrphans", () => {
  it("kills the processes of this job and no other, and says which they were", async () => {
    const [mine, other] = await Promise.all([start("github_mine", STAY), start("github_mine_too", STAY)]);
    expect((await trackedProcesses("github_mine")).map((one) => one.pid)).toEqual([mine.pid]);
    const gone = once(mine, "exit");
    const { killed, supported } = await sweepOrphans("github_mine");
    expect(supported).toBe(true);
    expect(killed).toEqual([
      { pid: mine.pid, name: expect.stringMatching(/node|Main/), args: expect.arrayContaining([STAY, "an argument"]) },
    ]);
    expect((await gone)[1]).toBe("SIGKILL");
    expect(other.exitCode ?? other.signalCode).toBeNull();
    other.kill("SIGKILL");
    await once(other, "exit");
  });

  it("kills the children of an orphan, too: they have inherited the id", async () => {
    const parent = await start(
      "github_family",
      `const { spawn } = require("node:child_process");
      spawn("sleep", ["60"], { detached: true, stdio: "ignore" }).on("spawn", () => console.log("up")); setInterval(() => {}, 1e6)`,
    );
    const { killed } = await sweepOrphans("github_family");
    expect(killed.map((one) => one.name)).toContain("sleep");
    expect(killed).toHaveLength(2);
    expect(await trackedProcesses("github_family")).toEqual([]);
    expect(parent.pid).toBeDefined();
  });

  it("has nothing to kill where nothing was left", async () => {
    expect(await sweepOrphans("github_nobody")).toEqual({ killed: [], supported: true });
  });

  it("says that it cannot look on Windows", () => {
    expect(canTrackProcesses("win32")).toBe(false);
    expect(canTrackProcesses("darwin")).toBe(true);
  });
});
