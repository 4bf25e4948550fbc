// The outputs of the step, made from what is true of each database.
import { compareVersions } from "./folder/migration.ts";
import type { Report } from "./report.ts";

/** One value for every output of action.yml. */
export function outputsOf(reports: readonly Report[]): Record<string, unknown> {
  const applied = union(reports.map(appliedVersions));
  const pending = reports.map(pendingVersions).filter((versions) => versions !== undefined);
  const versions = reports.filter(({ pending }) => pending !== undefined).map(({ currentVersion }) => currentVersion);
  return {
    applied,
    "applied-count": applied.length,
    // Of a database that was not looked at nothing is known, and an empty list would say that nothing is pending.
    pending: pending.length === 0 ? "" : union(pending),
    "pending-count": pending.length === 0 ? "" : union(pending).length,
    "current-version": versions.sort((a, b) => compareVersions(a || "0", b || "0"))[0] ?? "",
    results: reports.map((report) => ({
      database: report.database,
      status: report.status,
      applied: appliedVersions(report),
      ...(report.pending === undefined ? {} : { pending: pendingVersions(report) }),
      "current-version": report.currentVersion,
      ...(report.error === undefined ? {} : { error: report.error }),
    })),
  };
}

const appliedVersions = ({ applied }: Report) => applied.map(({ migration }) => migration.version);
const pendingVersions = ({ pending }: Report) => pending?.map(({ version }) => version);

/** Every version that is in any of the lists, in order. */
function union(lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())].sort(compareVersions);
}
