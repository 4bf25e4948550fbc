// The one order in which findings are shown: the worst first, then as they stand in the files.
import type { Finding } from "./finding.ts";

/** The worst first. */
export const SEVERITIES = ["error", "warning", "note"] as const satisfies readonly Finding["severity"][];

/** How many findings of each severity there are. */
export type SeverityCounts = Readonly<Record<Finding["severity"], number>>;

/** Sorted by severity, file, line and column; what is in no file stands before what is. The same findings always come in the same order. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return findings.toSorted(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      compareText(a.file, b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0) ||
      compareText(a.database, b.database) ||
      compareText(a.code, b.code) ||
      compareText(a.message, b.message),
  );
}

/** By code units, since what a locale makes of it differs between machines. */
function compareText(a = "", b = ""): number {
  return a < b ? -1 : Number(a > b);
}

/** How many findings of each severity there are. */
export function countBySeverity(findings: readonly Finding[]): SeverityCounts {
  const count = (severity: Finding["severity"]) => findings.filter((finding) => finding.severity === severity).length;
  return { error: count("error"), warning: count("warning"), note: count("note") };
}

/** Counts in words, without those that are zero: `2 errors, 1 note`; `nothing` where there is none. */
export function countsInWords(counts: SeverityCounts): string {
  const words = SEVERITIES.filter((severity) => counts[severity] > 0).map(
    (severity) => `${counts[severity]} ${severity}${counts[severity] === 1 ? "" : "s"}`,
  );
  return words.length === 0 ? "nothing" : words.join(", ");
}

/** Where a finding is: `migrations/1_a.sql:3:5`, as much of it as is known; empty for what is in no file. */
export function placeOf({ file, line, column }: Finding): string {
  if (file === undefined) return "";
  return [file, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(":");
}
