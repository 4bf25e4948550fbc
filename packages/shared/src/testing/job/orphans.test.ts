import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canTrackProcesses, sweepOrphans, trackedProcesses } from "./orphans.ts";

// An id of its own for each run, so that runs side by side do not meet.
let id: string;
beforeEach(() => {
  id = `github_${randomUUID()}`;
});
afterEach(async () => {
  await sweepOrphans(id);
  await sweepOrphans(`${id}_too`);
});

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
    const [mine, other] = await Promise.all([start(id, STAY), start(`${id}_too`, STAY)]);
    expect((await trackedProcesses(id)).map((one) => one.pid)).toEqual([mine.pid]);
    const gone = once(mine, "exit");
    const { killed, supported } = await sweepOrphans(id);
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
      id,
      `const { spawn } = require("node:child_process");
      spawn("sleep", ["60"], { detached: true, stdio: "ignore" }).on("spawn", () => console.log("up")); setInterval(() => {}, 1e6)`,
    );
    const { killed } = await sweepOrphans(id);
    expect(killed.map((one) => one.name)).toContain("sleep");
    expect(killed).toHaveLength(2);
    expect(await trackedProcesses(id)).toEqual([]);
    expect(parent.pid).toBeDefined();
  });

  it("has nothing to kill where nothing was left", async () => {
    expect(await sweepOrphans(id)).toEqual({ killed: [], supported: true });
  });

  it("says that it cannot look on Windows", () => {
    expect(canTrackProcesses("win32")).toBe(false);
    expect(canTrackProcesses("darwin")).toBe(true);
  });
});
