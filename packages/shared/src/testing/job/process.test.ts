import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, describe, expect, it } from "vitest";
import { type ProcessEnd, RUNNER_GRACE, runProcess } from "./process.ts";

const left: number[] = [];
afterEach(() => {
  for (const pid of left.splice(0)) process.kill(pid, "SIGKILL");
});

interface Options {
  cancelOn?: (line: string) => boolean;
  interruptMs?: number;
  terminateMs?: number;
}

/** Runs a script under node and answers with its end and the lines it printed. */
async function node(script: string, options: Options = {}): Promise<ProcessEnd & { lines: string[]; ms: number }> {
  const lines: string[] = [];
  const cancel = new AbortController();
  const startedAt = performance.now();
  const end = await runProcess({
    file: process.execPath,
    args: ["-e", script],
    cwd: tmpdir(),
    env: { PATH: "/usr/bin:/bin" },
    onLine: (line) => {
      lines.push(line);
      if (options.cancelOn?.(line)) cancel.abort();
    },
    cancel: cancel.signal,
    grace: { ...RUNNER_GRACE, ...options },
  });
  return { ...end, lines, ms: performance.now() - startedAt };
}

/** Starts a child that outlives its parent and holds the given streams of it. */
const startChild = (stdio: string) => `
  const child = require("node:child_process").spawn("sleep", ["60"], { detached: true, stdio: ${stdio} });
  console.log("child " + child.pid);
  child.unref();`;

function childOf(end: { lines: string[] }): number {
  const pid = Number(end.lines.find((line) => line.startsWith("child "))?.slice(6));
  left.push(pid);
  return pid;
}

describe("runProcess", () => {
  it("hands on exit code, both streams and their lines", async () => {
    const end = await node('process.stdout.write("a\\nb"); process.stderr.write("c\\r\\n"); process.exitCode = 3');
    expect(end).toMatchObject({ exitCode: 3, cancelled: false, stdout: "a\nb", stderr: "c\r\n", leakedPipes: false });
    expect(end.lines.toSorted()).toEqual(["a", "b", "c"]);
  });

  it("gets every byte of a large output", async () => {
    const end = await node('process.stdout.write("x".repeat(3_000_000))');
    expect(end.stdout).toHaveLength(3_000_000);
    expect(end.leakedPipes).toBe(false);
  });

  it("closes stdin", async () => {
    expect((await node('process.stdin.on("end", () => console.log("ended")).resume()')).lines).toEqual(["ended"]);
  });

  it("says when a child holds a pipe, well before the runner would", async () => {
    const end = await node(startChild('["ignore", "inherit", "ignore"]'));
    const pid = childOf(end);
    expect(end).toMatchObject({ exitCode: 0, leakedPipes: true });
    expect(end.pipesHeldMs).toBeGreaterThan(200);
    expect(end.ms).toBeLessThan(2_000);
    expect(process.kill(pid, 0)).toBe(true);
  });

  it("has nothing against a child that does not hold the pipes", async () => {
    const end = await node(startChild('"ignore"'));
    childOf(end);
    expect(end).toMatchObject({ exitCode: 0, leakedPipes: false });
  });

  it("waits while a child still has something to say", async () => {
    const script = `const { spawn } = require("node:child_process");
      spawn(process.execPath, ["-e", 'let n = 0; const t = setInterval(() => { console.log("late " + ++n); if (n === 4) clearInterval(t); }, 100)'],
        { detached: true, stdio: ["ignore", "inherit", "inherit"] }).unref();`;
    const end = await node(script);
    expect(end.lines).toEqual(["late 1", "late 2", "late 3", "late 4"]);
    expect(end.leakedPipes).toBe(false);
  });

  it("fails when there is no such program, or the environment is too large", async () => {
    const request = {
      args: [],
      cwd: tmpdir(),
      onLine: () => undefined,
      cancel: new AbortController().signal,
      grace: RUNNER_GRACE,
    };
    await expect(runProcess({ ...request, file: "/nowhere/node", env: {} })).rejects.toThrow("ENOENT");
    await expect(runProcess({ ...request, file: "/bin/true", env: { BIG: "x".repeat(140_000) } })).rejects.toThrow("E2BIG");
  });
});

describe("cancelling", () => {
  const onReady = (line: string): boolean => line === "ready";

  it("sends SIGINT and takes the end of the process", async () => {
    const end = await node(
      'process.on("SIGINT", () => { console.log("got SIGINT"); process.exit(0); }); setInterval(() => {}, 1e6); console.log("ready")',
      {
        cancelOn: onReady,
      },
    );
    expect(end).toMatchObject({ cancelled: true, exitCode: 0, lines: ["ready", "got SIGINT"] });
  });

  it("sends SIGTERM when SIGINT is ignored, and SIGKILL when that is ignored too", async () => {
    const ignore = (signals: string) =>
      `for (const s of ${signals}) process.on(s, () => console.log("got " + s)); setInterval(() => {}, 1e6); console.log("ready")`;
    const terminated = await node(ignore('["SIGINT"]'), { cancelOn: onReady, interruptMs: 50 });
    expect(terminated).toMatchObject({ cancelled: true, exitCode: 143, lines: ["ready", "got SIGINT"] });
    const killed = await node(ignore('["SIGINT", "SIGTERM"]'), { cancelOn: onReady, interruptMs: 50, terminateMs: 50 });
    expect(killed).toMatchObject({ cancelled: true, exitCode: 137, lines: ["ready", "got SIGINT", "got SIGTERM"] });
  });

  it("gives the step the runner's own times", () => {
    expect(RUNNER_GRACE).toEqual({ interruptMs: 7_500, terminateMs: 2_500 });
  });

  it("leaves the children of the process alone", async () => {
    const end = await node(`${startChild('"ignore"')} setInterval(() => {}, 1e6); console.log("ready")`, { cancelOn: onReady });
    const pid = childOf(end);
    expect(end.exitCode).toBe(130);
    expect(readFileSync(`/proc/${pid}/stat`, "utf8")).not.toMatch(/\) Z /);
  });
});
