// The table in which a migration tool records what is applied: its shape, and the statements that keep it as the tool itself would.
import type { Statement } from "../database/connection.ts";
import type { Migration } from "./migration.ts";

export interface Tracking {
  /** The name that the tool gives it. */
  readonly table: string;
  /** Whether a table with these columns (lower case) is one of this tool's. */
  readonly matches: (columns: readonly string[]) => boolean;
  /**
   * Makes the table where it is missing, or brings an older shape up to date. `table` is a quoted name here and below.
   * @param columns those of the table as it is, lower case; undefined where there is none, and an empty list where `create` has run already
   */
  readonly create: (table: string, columns: readonly string[] | undefined) => readonly Statement[];
  /** How many rows `create` puts into a new table. */
  readonly initialRows?: number;
  /** Selects every row, in the order in which they were recorded. */
  readonly select: (table: string, columns: readonly string[]) => string;
  /** Reads a row of that. */
  readonly toRecord: (row: readonly unknown[]) => HistoryRecord;
  /** SQL over the columns that gives, as text, the `key` of the migration that a row is about. */
  readonly key: string;
  /** SQL over the columns whose maximum tells, beside the number of rows, whether the table is as it was read. */
  readonly mark: string;
  /** One row stands for all that is applied, and is replaced. */
  readonly single?: true;
  /** Records a migration as applied, before its own statements run in the same transaction. */
  readonly apply: (table: string, migration: Migration) => readonly Statement[];
  /** What is recorded once they have run, such as a duration. */
  readonly finish?: (table: string, migration: Migration) => readonly Statement[];
  /** The same at the end of a transaction that has applied several, in one statement: a statement for each takes a server as long as the record does. */
  readonly finishAll?: (table: string, migrations: readonly Migration[]) => Statement;
  /** Takes the record away, unless `revertAdds`. `previous` is the migration that is then the newest. */
  readonly revert: (table: string, migration: Migration, previous: Migration | undefined) => readonly Statement[];
  /** A revert is a record of its own. */
  readonly revertAdds?: true;
  /**
   * For a migration without a transaction, where the table can tell one that is under way or failed half-way: recorded before it runs, and when it
   * failed.
   */
  readonly begin?: (table: string, migration: Migration) => readonly Statement[];
  readonly fail?: (table: string, migration: Migration, failed: FailedStatement) => readonly Statement[];
  /** Turns the record of a migration that began, failed, or was edited into that of one that is applied as it is; for `repair`. */
  readonly accept?: (table: string, migration: Migration) => readonly Statement[];
}

/** What one row says. */
export interface HistoryRecord {
  readonly key: string;
  /** Undefined where the table has none. */
  readonly name: string | undefined;
  readonly checksum: string | undefined;
  /**
   * `applied`; `applied-up-to`: it and everything before it; `failed`: begun, and not brought to its end; `void`: says nothing about what is applied,
   * such as a rolled back attempt.
   */
  readonly state: "applied" | "applied-up-to" | "failed" | "void";
  /** Of a failed one: everything before it is applied, as in a history of one row. */
  readonly upTo?: true;
  /** Of a failed one: which of its statements failed, 1-based, where that is known. */
  readonly failedAt?: number;
}

/** Where a migration without a transaction stopped. */
export interface FailedStatement {
  /** 1-based. */
  readonly statement: number;
  readonly total: number;
  /** One line, without secrets. */
  readonly message: string;
  readonly sql: string;
}
