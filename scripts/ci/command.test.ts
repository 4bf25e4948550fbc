import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Command, runCommand } from "./command.ts";
import { processesOf } from "./leftovers.ts";

const node = (code: string, limitMs = 10_000): Command => ({
  line: [process.execPath, "-e", code],
  env: {},
  limitMs,
  shown: false,
});

describe("runCommand", () => {
  it("answers with the exit code and all output", async () => {
    const code = "console.log('out'); console.error('err'); process.exitCode = 3";
    const { code: ended, output } = await runCommand(node(code));
    expect([ended, output.includes("out\n"), output.includes("err\n")]).toEqual([3, true, true]);
  });

  it.runIf(existsSync("/proc/self/environ"))("ends a program that takes too long, with what it started", async () => {
    const folder = join(tmpdir(), `command-test-${process.pid}`);
    const child = "require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })";
    const ended = runCommand({ ...node(child, 1_000), env: { TMPDIR: folder } });
    ended.catch(() => undefined);
    await expect.poll(() => processesOf(folder).length).toBe(2);
    await expect(ended).rejects.toThrow("took longer than 1 s");
    await expect.poll(() => processesOf(folder)).toEqual([]);
  });

  it("throws for a program that does not exist", async () => {
    await expect(runCommand({ ...node(""), line: ["no-such-program"] })).rejects.toThrow("ENOENT");
  });
});
