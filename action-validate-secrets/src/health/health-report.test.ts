import { readFileSync } from "node:fs";
import { join } from "node:path";
import { maskSecret } from "@libsql-actions/shared/report/secrets";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import Ajv from "ajv";
import { describe, expect, it } from "vitest";
import type { TargetReport } from "../check-target.ts";
import type { HealthOptions, HealthResult } from "../health-seam.ts";
import { NOTHING_YET, type Report } from "../report.ts";
import { CHECKS, HEALTH_CHECKS, passed, REASONS, type Result } from "../result.ts";
import { healthChecks } from "./health-checks.ts";
import { areasOf, healthReport, recommendationsOf } from "./health-report.ts";
import { fileOf, folder, limitsOf, NOW_MS, OPTIONS, type Opened, opened, run, stopAfterwards } from "./testing.ts";

const schema = JSON.parse(readFileSync(new URL("../../health-report.schema.json", import.meta.url), "utf8"));
const matchesSchema = new Ajv({ allErrors: true, format: "full" }).compile(schema);

function problems(document: unknown): unknown[] {
  matchesSchema(document);
  return matchesSchema.errors ?? [];
}

function reportOf(target: Opened["target"], health: readonly HealthResult[]): Report {
  const identity = { version: "sqld 0.24.32", dateMs: NOW_MS };
  const results: Result[] = [passed("TURSO_DATABASE_URL", "connect", "It answers."), ...health];
  const latencyMs = Object.assign({ connect: 1.5 }, ...health.map((one) => one.latencyMs));
  const base = { target, results: results.slice(0, 1), health, identity, skewMs: 0, access: "full-access", latencyMs };
  // What a later version of the recipe adds is none of the report's.
  const databases = [base as TargetReport];
  return { ...NOTHING_YET, valid: true, results, databases, nowMs: NOW_MS };
}

async function written(one: Opened, options: Partial<HealthOptions> = {}): Promise<Record<string, unknown>> {
  const health = await healthChecks(one.target, one.session, { ...OPTIONS, ...options }, limitsOf());
  return healthReport(reportOf(one.target, health));
}

const VIOLATED = [
  "CREATE TABLE p (id INTEGER PRIMARY KEY)",
  "CREATE TABLE c (p REFERENCES p)",
  "PRAGMA foreign_keys = off",
  "INSERT INTO c VALUES (7)",
];

describe("the published schema", () => {
  it("knows every check and every reason", () => {
    expect(schema.definitions.check.enum).toEqual(CHECKS);
    expect(schema.definitions.reason.enum).toEqual(REASONS);
    expect(schema.definitions.health.properties.check.enum).toEqual(HEALTH_CHECKS);
  });

  it("holds for a server, with a baseline and without", async () => {
    const server = await opened(stopAfterwards(await startSqld()).url);
    await run(server, ["CREATE TABLE t (x)"]);
    const baselineFile = join(folder, "report-baseline.json");
    const maxLatencyMs = new Map([["read", 0.5]]);
    for (const options of [{}, { baselineFile }, { baselineFile, updateBaseline: true, maxLatencyMs }, { baselineFile }]) {
      const document = await written(server, options);
      expect(problems(document)).toEqual([]);
      expect(document).toMatchObject({ version: 1, "created-at": "2026-01-02T03:04:05.000Z", areas: { connectivity: "ok" } });
    }
  });

  it("holds for a file that is not sound, and for one that is not there", async () => {
    const file = await fileOf("report.db", VIOLATED);
    const document = await written(file, { maxLatencyMs: new Map([["batch", 0.5]]) });
    expect(problems(document)).toEqual([]);
    expect(document["areas"]).toEqual({
      connectivity: "ok",
      performance: "failed",
      integrity: "failed",
      capacity: "ok",
      schema: "ok",
      replication: "ok",
    });
    expect(document["recommendations"]).toMatchObject([
      { check: "latency", priority: "high" },
      { check: "integrity", priority: "high", text: expect.stringContaining("Delete those rows") },
    ]);
  });

  it("holds for a step that was skipped", () => {
    expect(problems(healthReport({ ...NOTHING_YET, skipped: { why: "A fork.", origin: "fork" } }))).toEqual([]);
  });

  it("does not hold for what is not of it", async () => {
    const document = await written(await fileOf("other.db", []));
    expect(problems(document)).toEqual([]);
    const [database] = document["databases"] as { health: { check: string; measured: unknown }[] }[];
    for (const one of database?.health ?? []) {
      if (Object.keys(one.measured as object).length === 0) continue;
      const before = one.measured;
      one.measured = { surprise: 1 };
      expect(problems(document)).not.toEqual([]);
      one.measured = before;
    }
    expect(problems({ ...document, version: 2 })).not.toEqual([]);
    expect(problems({ ...document, more: 1 })).not.toEqual([]);
  });
});

it("holds no secret in any text, and stays JSON", async () => {
  const value = 'very"hidden\\value';
  maskSecret(value);
  const { target } = await opened(":memory:");
  const advice = [`The server said: ${value}.`];
  const health = [{ ...passed("A", "integrity", advice[0] ?? ""), fix: advice[0] ?? "", measured: { advice, deep: { advice } } }];
  const text = JSON.stringify(healthReport(reportOf(target, health)));
  expect(text.split("The server said: ***.")).toHaveLength(8);
  expect(text).not.toContain("hidden");
});

describe("recommendations", () => {
  const failed = (secret: string, fix: string): Result => ({
    ...passed(secret, "read", ""),
    verdict: "failed",
    reason: "slow",
    fix,
  });
  it("come in the order of their weight, and once for a secret", () => {
    const warning: Result = { ...failed("A", "Warned."), verdict: "warning" };
    const results = [warning, failed("A", "Do it."), failed("A", "Do it."), failed("B", "Do it."), { ...warning, fix: "Do it." }];
    const list = recommendationsOf({ results, databases: [] }).map(
      ({ secret, priority, text }) => `${priority} ${secret} ${text}`,
    );
    expect(list).toEqual(["high A Do it.", "high B Do it.", "medium A Warned."]);
  });
  it("are none where all is well", () =>
    expect(recommendationsOf({ results: [passed("A", "read", "")], databases: [] })).toEqual([]));
});

it("has the worst verdict of an area, and takes what is not needed for no shortcoming", () => {
  const of = (check: Result["check"], verdict: Result["verdict"], reason: Result["reason"] = "slow"): Result => ({
    ...passed("A", check, ""),
    verdict,
    reason,
  });
  expect(areasOf([of("read", "warning"), of("write", "failed"), of("connect", "ok")])).toEqual({ connectivity: "failed" });
  expect(areasOf([of("replication", "not-checked", "not-needed")])).toEqual({ replication: "ok" });
  expect(areasOf([of("latency", "not-checked", "missing"), of("latency", "warning")])).toEqual({ performance: "not-checked" });
});
