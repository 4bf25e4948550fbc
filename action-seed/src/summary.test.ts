import { expect, it } from "vitest";
import type { SeedInputs } from "./inputs.ts";
import { newReport, type Report } from "./report.ts";
import { seedSummary } from "./summary.ts";

const inputs = { seed: "42", mode: "if-empty", dryRun: false } as SeedInputs;
const reportOf = (given: Partial<Report>): Report => ({ ...newReport({ url: "file:x" } as never), status: "ok", ...given });
const DIGEST = "0123456789abcdef0123456789abcdef";

it("says how much it is in all, and has a column of remarks only where there is one", () => {
  const tables = [
    { name: "a", written: 100, planned: 100 },
    { name: "b", written: 1, planned: 1 },
  ];
  const report = reportOf({ tables, durationMs: 285, digests: { digest: DIGEST, tables: new Map([["a", DIGEST]]) } });
  const summary = seedSummary(inputs, [report]);
  expect(summary).toContain("ok in 285 ms, 101 rows in 2 tables, digest <code>0123456789abcdef</code>…");
  expect(summary).toContain("| Table | Rows written | Digest of the generated rows |\n| --- | --: | --- |\n");
  const partly = seedSummary(inputs, [reportOf({ tables: [{ name: "a", written: 1, planned: 3 }] })]);
  expect(partly).toContain(", 1 row in 1 table\n");
  expect(partly).toContain("| <code>a</code> | 1 |  | of 3 planned |");
});
