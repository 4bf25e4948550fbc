import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

it("ends with the exit code, behind all that was printed, and waits for nothing that is under way", () => {
  const module = JSON.stringify(new URL("./end-process.ts", import.meta.url).href);
  const script = `import(${module}).then(({ endProcess }) => {
    setInterval(() => undefined, 1e6);
    process.exitCode = 3;
    process.stdout.write("x".repeat(1e6));
    endProcess();
  });`;
  const { status, stdout } = spawnSync(process.execPath, ["--eval", script], { encoding: "utf8", timeout: 10_000 });
  expect([status, stdout.length]).toEqual([3, 1_000_000]);
});
