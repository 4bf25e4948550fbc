// What is true of one database: kept up to date while the step works, so that outputs and summary tell it on every path.
import type { Database } from "@libsql-actions/shared/database/resolve";
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import type { Finding } from "@libsql-actions/shared/report/finding";

export interface Report {
  /** Its URL, without the token. */
  readonly database: string;
  /** `skipped`: nothing was done, since the step failed before it came to it. */
  status: "skipped" | "failed" | "ok";
  /** What the step has applied, or taken back, in the order in which it was done. */
  readonly applied: Done[];
  /** Versions that were pending when the step began, and that other runs have applied meanwhile. */
  readonly appliedByOthers: string[];
  /** Undefined while it is not known: before anybody has looked, while a migration runs, and when nobody can tell what came of it. */
  pending: readonly Migration[] | undefined;
  /** Empty where nothing is applied; undefined while it is not known. */
  currentVersion: string | undefined;
  /** What was true of it before the step changed anything; undefined until it does. */
  before: Pick<Report, "pending" | "currentVersion"> | undefined;
  /** Of an in-memory database: `yes` once it is written back, and a promise of that while it is being written. */
  kept: "no" | "yes" | Promise<void>;
  /** Of the canonical schema after the step; undefined where it was not read. */
  schemaDigest: string | undefined;
  /** Undefined where it was not checked. */
  drift: boolean | undefined;
  readonly findings: Finding[];
  /** Paths of what the step has written about it, relative to the workspace where they are in it. */
  backupFile: string | undefined;
  planFile: string | undefined;
  error: string | undefined;
}

export interface Done {
  readonly migration: Migration;
  readonly direction: "up" | "down";
  /** Undefined for one of several that were applied together. */
  readonly durationMs: number | undefined;
}

/** The report of a database that nothing was done on yet. */
export function newReport(database: Database): Report {
  return {
    database: database.url,
    status: "skipped",
    applied: [],
    appliedByOthers: [],
    pending: undefined,
    currentVersion: undefined,
    before: undefined,
    kept: "no",
    schemaDigest: undefined,
    drift: undefined,
    findings: [],
    backupFile: undefined,
    planFile: undefined,
    error: undefined,
  };
}

/** What is true of a database when everything that was done to it is lost. */
export function lost({ before, pending, currentVersion }: Report): Pick<Report, "applied" | "pending" | "currentVersion"> {
  return { applied: [], ...(before ?? { pending, currentVersion }) };
}
