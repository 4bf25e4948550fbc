import { expect, it } from "vitest";
import { newReport, type Report } from "../report.ts";
import { migrateSummary } from "./summary.ts";

/** A database with so many applied migrations. */
function reportOf(url: string, count: number, given: Partial<Report> = {}): Report {
  const applied = Array.from({ length: count }, (_, index) => ({
    migration: { version: String(index + 1), name: `m${index + 1}` } as Report["applied"][number]["migration"],
    direction: "up" as const,
    durationMs: undefined,
  }));
  return { ...newReport({ url } as never), status: "ok", applied, pending: [], ...given };
}
const summaryOf = (...reports: readonly Report[]) => migrateSummary("up", reports, "https://example.test/findings.md");

it("shows a short list of migrations, and folds a long one and those of several databases", () => {
  expect(summaryOf(reportOf("a", 20))).toContain("<details open><summary>Migrations of <code>a</code></summary>");
  expect(summaryOf(reportOf("a", 21))).not.toContain("<details open>");
  expect(summaryOf(reportOf("a", 1), reportOf("b", 1))).not.toContain("<details open>");
});

it("tells an error once, and beside it what else was found", () => {
  const finding = { code: "failed", severity: "error", file: "m/2.sql", line: 1, column: 1, message: "no `x`" } as const;
  const note = { ...finding, code: "look", severity: "note" } as const;
  const failed = (findings: Report["findings"]) =>
    summaryOf(reportOf("a", 1, { status: "failed", error: "m/2.sql:1:1: no `x`", findings }));
  expect(failed([finding]).match(/no <code>x<\/code>/g)).toHaveLength(1);
  expect(failed([finding])).not.toContain("| Code |");
  expect(failed([{ ...note, message: "look at it" }])).toContain("| note | [<code>look</code>]");
});
