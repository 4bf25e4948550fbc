// One database of a step at work: opened, with the folder as its format reads it, and the table of its history.
import type { StepDatabase } from "@libsql-actions/shared/database/memory";
import type { Format } from "@libsql-actions/shared/migrations/format";
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import type { Tracking } from "@libsql-actions/shared/migrations/tracking";
import type { Finding } from "@libsql-actions/shared/report/finding";
import type { Schema } from "@libsql-actions/shared/schema/table";
import type { Context } from "./context.ts";
import type { HistoryTable } from "./history/history.ts";
import type { Report } from "./report.ts";

export interface Session {
  readonly context: Context;
  readonly db: StepDatabase;
  readonly report: Report;
  readonly folder: ReadFolder;
  readonly table: HistoryTable;
  /** The columns of the history as they were read to choose the format; none where there is no table. */
  readonly columns: readonly string[];
  /** The schema as it is now, without tracking tables; asked for again only when something was written. */
  readonly schema: () => Promise<Schema>;
  /** Writes a line to the log that says which database it is about where there are several. */
  readonly say: (message: string) => void;
}

/** The folder of migrations, read. */
export interface ReadFolder {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  readonly format: Format;
  /** In the order in which they are applied. */
  readonly migrations: readonly Migration[];
  /** How the history is kept. */
  readonly tracking: Tracking;
  /** What is wrong with the folder by itself. */
  readonly findings: readonly Finding[];
}
