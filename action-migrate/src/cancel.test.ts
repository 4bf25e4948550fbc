// A step that is cancelled tells what it has done, and what nobody knows.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { readStep } from "@libsql-actions/shared/inputs/step";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { cancel } from "./cancel.ts";
import { readMigrateInputs } from "./inputs.ts";
import { newReport } from "./report.ts";
import { runStep, workspace } from "./testing.ts";

let sqld: Sqld;
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(() => sqld.stop());

const count = (to: number) =>
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${to}) SELECT count(*) FROM n;`;

it("tells what was applied, and not what it has left in the middle", async () => {
  const path = workspace({
    // Foreign keys off: a request of its own, so that it is told before the next one is sent.
    "migrations/1_a.sql": "PRAGMA foreign_keys=OFF; CREATE TABLE a(x)",
    "migrations/2_b.sql": count(1_000_000_000),
  });
  const result = await runStep(path, { "database-url": sqld.url }, {}, (text, child) => {
    if (text.includes("applied migrations/1_a.sql")) child.kill("SIGINT");
  });
  expect(result).toMatchObject({
    ok: false,
    outputs: { applied: '["1"]', "applied-count": "1", pending: "", "pending-count": "", "current-version": "1" },
  });
  expect(result.stdout).toContain("::error::The step was cancelled.");
  expect(result.summary).toContain("the step was cancelled");
  expect(JSON.parse(result.outputs["results"] ?? "")).toMatchObject([
    { status: "failed", applied: ["1"], "current-version": "1", error: "the step was cancelled" },
  ]);
  rmSync(path, { recursive: true });
});

it.each(["2 pending", "applied migrations/1_a.sql"])(
  "tells of an in-memory database what its script holds (cancelled at %j)",
  async (moment) => {
    const path = workspace({
      "migrations/1_a.sql": "CREATE TABLE a(x)",
      "migrations/2_b.sql": `CREATE TABLE b(x); ${count(500_000)}`,
      "init.sql": "",
    });
    const result = await runStep(path, { "database-url": ":memory:" }, { DATABASE_INIT_SQL: "init.sql" }, (text, child) => {
      if (text.includes(moment)) child.kill("SIGTERM");
    });
    const isKept = readFileSync(join(path, "init.sql"), "utf8").includes("CREATE TABLE b");
    const { applied, pending, "current-version": version } = result.outputs;
    expect({ ok: result.ok, applied, pending, version }).toEqual(
      isKept
        ? { ok: expect.any(Boolean), applied: '["1","2"]', pending: "[]", version: "2" }
        : { ok: false, applied: "[]", pending: '["1","2"]', version: "" },
    );
    rmSync(path, { recursive: true });
  },
);

it("waits for the script of an in-memory database that is just being written", async () => {
  vi.stubEnv("GITHUB_OUTPUT", "");
  const said: string[] = [];
  const log = vi.spyOn(process.stdout, "write").mockImplementation((text) => said.push(String(text)) > 0);
  const exit = vi.spyOn(process, "exit").mockReturnValue(undefined as never);
  const { promise, resolve } = Promise.withResolvers<void>();
  const report = newReport({ kind: "memory", url: ":memory:" });
  Object.assign(report, {
    status: "failed",
    currentVersion: "2",
    pending: [],
    before: { pending: [], currentVersion: "1" },
    kept: promise,
  });
  void promise.then(() => {
    report.kept = "yes";
  });
  const inputs = readMigrateInputs(new InputReader(() => ""));
  const step = readStep({}, false);
  const ended = cancel({ inputs, step, reports: [report], clock: () => 0, now: () => new Date(0) });
  resolve();
  await ended;
  log.mockRestore();
  expect(exit).toHaveBeenCalledWith(1);
  exit.mockRestore();
  process.exitCode = undefined;
  vi.unstubAllEnvs();
  expect(said.join("")).toContain("::set-output name=current-version::2");
});
