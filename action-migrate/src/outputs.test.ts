import type { Migration } from "@libsql-actions/shared/migrations/migration";
import { expect, it } from "vitest";
import { outputsOf } from "./outputs.ts";
import type { Report } from "./report.ts";

const migration = (version: string): Migration => ({
  version,
  name: "a",
  key: version,
  kind: "versioned",
  up: { file: `${version}_a.sql`, text: "", transaction: true },
  down: undefined,
  checksums: [],
});
const report = (applied: string[], pending: string[] | undefined, currentVersion: string): Report => ({
  database: "file:/a.db",
  status: pending === undefined ? "skipped" : "ok",
  applied: applied.map((version) => ({ migration: migration(version), direction: "up", durationMs: 1 })),
  appliedByOthers: [],
  before: undefined,
  kept: "no",
  pending: pending?.map(migration),
  currentVersion,
  schemaDigest: undefined,
  drift: undefined,
  findings: [],
  backupFile: undefined,
  planFile: undefined,
  error: undefined,
});

it("has a value for every output, whatever happened", () => {
  expect(outputsOf([])).toEqual({
    applied: [],
    "applied-count": 0,
    pending: "",
    "pending-count": "",
    "current-version": "",
    "schema-digest": "",
    drift: "",
    findings: [],
    "findings-count": 0,
    results: [],
    "plan-file": "",
    "report-file": "",
    "sarif-file": "",
    "backup-file": "",
  });
  expect(outputsOf([report([], undefined, "")])).toMatchObject({
    pending: "",
    results: [{ database: "file:/a.db", status: "skipped", applied: [], "current-version": "" }],
  });
});

it("sums several databases up by the one that is furthest behind", () => {
  const outputs = outputsOf([report(["2", "10"], [], "10"), report(["2"], ["10"], "2")]);
  expect(outputs).toMatchObject({
    applied: ["2", "10"],
    "applied-count": 2,
    pending: ["10"],
    "pending-count": 1,
    "current-version": "2",
  });
  expect(outputsOf([report([], ["1"], ""), report([], [], "1")])).toMatchObject({ "current-version": "" });
});

it("does not say what is pending where a database was not looked at", () => {
  expect(outputsOf([report(["2"], [], "2"), report([], undefined, "")])).toMatchObject({
    applied: ["2"],
    pending: "",
    "pending-count": "",
  });
});

it("keeps what became of a database when its lists do not fit", () => {
  const versions = Array.from({ length: 9_000 }, (_, index) => String(index + 1));
  const failed = {
    ...report(versions.slice(0, 1_000), versions.slice(1_000), "1000"),
    error: `no such table${"x".repeat(99_999)}`,
  };
  const { results } = outputsOf([failed]) as { results: object[] };
  expect(results).toEqual([
    {
      database: "file:/a.db",
      status: "ok",
      "applied-count": 1_000,
      "pending-count": 8_000,
      "current-version": "1000",
      "findings-count": 0,
      error: expect.stringMatching(/^no such tablex{3987}$/),
    },
  ]);
});
