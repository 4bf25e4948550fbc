// The outputs of the step, made from what is true of each database.
import type { Finding } from "@libsql-actions/shared/report/finding";
import { compareKeys } from "./plan/compare-keys.ts";
import type { Report } from "./report.ts";

const MAX_RESULTS_BYTES = 60_000;
const MAX_ERROR_CHARACTERS = 4_000;

/** What the step has written that is not of one database. */
export interface WrittenFiles {
  readonly report: string | undefined;
  readonly sarif: string | undefined;
}

/** One value for every output of action.yml. */
export function outputsOf(
  reports: readonly Report[],
  files: WrittenFiles = { report: undefined, sarif: undefined },
): Record<string, unknown> {
  const applied = union(reports.map(appliedVersions));
  const known = reports.map(pendingVersions).filter((versions) => versions !== undefined);
  // Of a database that was not looked at nothing is known, and a list without it would say that nothing of it is pending.
  const pending = known.length === 0 || known.length < reports.length ? undefined : union(known);
  const versions = reports.map(({ currentVersion }) => currentVersion).filter((version) => version !== undefined);
  const findings = findingsOf(reports);
  const drifts = reports.flatMap(({ drift }) => (drift === undefined ? [] : [drift]));
  return {
    applied,
    "applied-count": applied.length,
    pending: pending ?? "",
    "pending-count": pending?.length ?? "",
    "current-version": versions.length < reports.length ? "" : (versions.sort(compareKeys)[0] ?? ""),
    "schema-digest": same(reports.map(({ schemaDigest }) => schemaDigest)),
    drift: drifts.length === 0 ? "" : drifts.some((drift) => drift),
    findings,
    "findings-count": findings.length,
    results: resultsOf(reports),
    "plan-file": first(reports.map(({ planFile }) => planFile)),
    "report-file": files.report ?? "",
    "sarif-file": files.sarif ?? "",
    "backup-file": first(reports.map(({ backupFile }) => backupFile)),
  };
}

/** What was found, with the database that it is about where there are several. */
export function findingsOf(reports: readonly Report[]): Finding[] {
  return reports.flatMap(({ findings, database }) =>
    reports.length > 1 ? findings.map((finding) => ({ ...finding, database })) : findings,
  );
}

/** What all databases have in common; empty where they differ, or one is not known. */
function same(values: readonly (string | undefined)[]): string {
  const [one = ""] = values;
  return values.every((value) => value === one) ? one : "";
}

function first(values: readonly (string | undefined)[]): string {
  return values.find((value) => value !== undefined) ?? "";
}

/** Where all is too much for an output, what became of each database goes before the lists of its versions. */
function resultsOf(reports: readonly Report[]): unknown[] {
  const results = reports.map((report) => {
    const { database, status, pending, currentVersion, schemaDigest, drift, backupFile, planFile, error } = report;
    return {
      database,
      status,
      applied: appliedVersions(report),
      ...(pending === undefined ? {} : { pending: pendingVersions(report) }),
      ...(currentVersion === undefined ? {} : { "current-version": currentVersion }),
      ...(schemaDigest === undefined ? {} : { "schema-digest": schemaDigest }),
      ...(drift === undefined ? {} : { drift }),
      "findings-count": report.findings.length,
      ...(planFile === undefined ? {} : { "plan-file": planFile }),
      ...(backupFile === undefined ? {} : { "backup-file": backupFile }),
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

/** Every version that is in any of the lists: in the order of the only one, else in the order of the versions. */
function union(lists: readonly (readonly string[])[]): string[] {
  const [only = [], ...more] = lists;
  return more.length === 0 ? [...only] : [...new Set(lists.flat())].sort(compareKeys);
}
