// The outputs of the step, made from what is true of each database.
import { compareVersions } from "./folder/migration.ts";
import type { Report } from "./report.ts";

const MAX_RESULTS_BYTES = 60_000;
const MAX_ERROR_CHARACTERS = 4_000;

/** One value for every output of action.yml. */
export function outputsOf(reports: readonly Report[]): Record<string, unknown> {
  const applied = union(reports.map(appliedVersions));
  const known = reports.map(pendingVersions).filter((versions) => versions !== undefined);
  // Of a database that was not looked at nothing is known, and a list without it would say that nothing of it is pending.
  const pending = known.length === 0 || known.length < reports.length ? undefined : union(known);
  const versions = reports.filter(({ pending }) => pending !== undefined).map(({ currentVersion }) => currentVersion);
  return {
    applied,
    "applied-count": applied.length,
    pending: pending ?? "",
    "pending-count": pending?.length ?? "",
    "current-version": versions.sort((a, b) => compareVersions(a || "0", b || "0"))[0] ?? "",
    results: resultsOf(reports),
  };
}

/** Where all is too much for an output, what became of each database goes before the lists of its versions. */
function resultsOf(reports: readonly Report[]): unknown[] {
  const results = reports.map((report) => {
    const { database, status, pending, currentVersion, error } = report;
    return {
      database,
      status,
      applied: appliedVersions(report),
      ...(pending === undefined ? {} : { pending: pendingVersions(report) }),
      "current-version": currentVersion,
      ...(error === undefined ? {} : { error }),
    };
  });
  if (Buffer.byteLength(JSON.stringify(results)) <= MAX_RESULTS_BYTES) return results;
  return results.map(({ applied, pending, error, ...result }) => ({
    ...result,
    "applied-count": applied.length,
    ...(pending === undefined ? {} : { "pending-count": pending.length }),
    ...(error === undefined ? {} : { error: error.slice(0, MAX_ERROR_CHARACTERS).toWellFormed() }),
  }));
}

const appliedVersions = ({ applied }: Report) => applied.map(({ migration }) => migration.version);
const pendingVersions = ({ pending }: Report) => pending?.map(({ version }) => version);

/** Every version that is in any of the lists, in order. */
function union(lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())].sort(compareVersions);
}
