import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Baseline } from "./baseline.ts";
import { BaselineError, readBaselines, writeBaseline } from "./baseline-file.ts";

const folder = mkdtempSync(join(tmpdir(), "baseline-"));
afterAll(() => rmSync(folder, { recursive: true }));

const baseline: Baseline = {
  measuredAt: "2026-01-01T00:00:00.000Z",
  roundTrip: { median: 1, deviation: 0 },
  probes: { read: { median: 2, deviation: 0.5 } },
};

it("is undefined where there is none, and what was written afterwards", async () => {
  const path = join(folder, "one.json");
  expect(await readBaselines(path)).toBeUndefined();
  await writeBaseline(path, "A", baseline);
  await writeBaseline(path, "B", { ...baseline, probes: {} });
  await writeBaseline(path, "A", { ...baseline, measuredAt: "2026-02-02T00:00:00.000Z" });
  expect(await readBaselines(path)).toEqual(
    new Map([
      ["A", { ...baseline, measuredAt: "2026-02-02T00:00:00.000Z" }],
      ["B", { ...baseline, probes: {} }],
    ]),
  );
  expect(readdirSync(folder)).toEqual(["one.json"]);
});

it("does not write over what is no baseline", async () => {
  const path = join(folder, "other.json");
  writeFileSync(path, "[1]");
  await expect(writeBaseline(path, "A", baseline)).rejects.toThrow(BaselineError);
  expect(readFileSync(path, "utf8")).toBe("[1]");
});

it("goes on after one that failed", async () => {
  const path = join(folder, "turn.json");
  writeFileSync(path, "{");
  const failing = writeBaseline(path, "A", baseline);
  await expect(failing).rejects.toThrow(
    `The file of \`baseline-file\`, ${JSON.stringify(path)}, is no baseline: it is not JSON.`,
  );
  rmSync(path);
  await writeBaseline(path, "A", baseline);
  expect((await readBaselines(path))?.size).toBe(1);
});

it("names a folder that cannot be made, and a path that cannot be read", async () => {
  writeFileSync(join(folder, "file"), "");
  await expect(writeBaseline(join(folder, "file", "below.json"), "A", baseline)).rejects.toThrow(
    /cannot be (read|written) \(E\w+\)/,
  );
  mkdirSync(join(folder, "in the way"));
  await expect(readBaselines(join(folder, "in the way"))).rejects.toThrow("cannot be read (EISDIR)");
});
