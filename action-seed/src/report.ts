// What is true of one database: kept up to date while the step works, so that outputs and summary tell it on every path.
import type { Database } from "@libsql-actions/shared/database/resolve";
import type { Finding } from "@libsql-actions/shared/report/finding";

export interface Report {
  /** Its URL, without the token. */
  readonly database: string;
  /** `skipped`: nothing was done, since the step failed before it came to it. */
  status: "skipped" | "failed" | "ok";
  /** In the order of the schema. */
  tables: TableReport[];
  /** By the mode. */
  hadNothingToDo: boolean;
  /** The server's answer was lost for good: nobody knows what was written. */
  isUncertain: boolean;
  /** Of the generated rows; undefined before they are generated. */
  digests: Digests | undefined;
  /** Of what the tables hold after the step, by table; undefined where it was not read. */
  tableDigests: ReadonlyMap<string, string> | undefined;
  /** The database that holds the same rows, and in how many tables; undefined where none was compared with. */
  compared: { readonly with: string; readonly tables: number } | undefined;
  /** The spec that was derived from its schema; undefined where none was asked for. */
  specFile: string | undefined;
  /** What the reader should know: what was not compared, and why. */
  readonly notes: string[];
  readonly findings: Finding[];
  /** From the first read to the end of verification; undefined unless all of it passed. */
  durationMs: number | undefined;
  error: string | undefined;
}

export interface Digests {
  readonly digest: string;
  /** By table; undefined where only the whole is known. */
  readonly tables: ReadonlyMap<string, string> | undefined;
}

export interface TableReport {
  readonly name: string;
  /** Rows that this step wrote. */
  readonly written: number;
  /** Rows that it was to write. */
  readonly planned?: number;
  /** Why it was to write none. */
  readonly reason?: string;
  /** As text, for a dry run. */
  readonly samples?: readonly Readonly<Record<string, string>>[];
}

/** The report of a database that nothing was done on yet. */
export function newReport(database: Database | undefined): Report {
  return {
    database: database?.url ?? "none",
    status: "skipped",
    tables: [],
    hadNothingToDo: false,
    isUncertain: false,
    digests: undefined,
    tableDigests: undefined,
    compared: undefined,
    specFile: undefined,
    notes: [],
    findings: [],
    durationMs: undefined,
    error: undefined,
  };
}
