// The outputs of the step, made from what is true of each database.
import type { Report } from "./report.ts";

/** What the step has written that is not of one database: absolute paths. */
export interface WrittenFiles {
  readonly outputs: readonly string[];
  readonly report: string | undefined;
}

/** One value for every output of action.yml. */
export function outputsOf(
  reports: readonly Report[],
  files: WrittenFiles = { outputs: [], report: undefined },
): Record<string, unknown> {
  const isUncertain = reports.some((report) => report.isUncertain);
  const digests = reports.find((report) => report.digests !== undefined)?.digests;
  const verified = reports.filter(({ tableDigests }) => tableDigests !== undefined);
  return {
    rows: isUncertain ? "" : perDatabase(reports, rowsOf, 0),
    tables: isUncertain ? "" : perDatabase(reports, tablesOf, {}),
    digest: digests?.digest ?? "",
    digests: digests?.tables === undefined ? "" : Object.fromEntries(digests.tables),
    "table-digests": verified.length === 0 ? "" : perDatabase(reports, tableDigestsOf, {}),
    skipped: reports.length > 0 && reports.every(({ hadNothingToDo }) => hadNothingToDo),
    "output-file": files.outputs.join("\n"),
    "report-file": files.report ?? "",
  };
}

/** The value of the only database, or an object with the value of each. */
function perDatabase<T>(reports: readonly Report[], of: (report: Report) => T, none: T): T | Record<string, T> {
  const [only, ...others] = reports;
  if (only === undefined) return none;
  return others.length === 0 ? of(only) : Object.fromEntries(reports.map((report) => [report.database, of(report)]));
}

function tableDigestsOf({ tableDigests }: Report): Record<string, string> {
  return Object.fromEntries(tableDigests ?? []);
}

function rowsOf({ tables }: Report): number {
  return tables.reduce((sum, { written }) => sum + written, 0);
}

function tablesOf({ tables }: Report): Record<string, number> {
  return Object.fromEntries(tables.map(({ name, written }) => [name, written]));
}
