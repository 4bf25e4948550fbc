// What a database that refuses a load means for somebody who wants their tables filled.
import type { TransactionFailure } from "@libsql-actions/shared/database/connection";
import { isGuardFailure } from "@libsql-actions/shared/database/guard";
import { plainLine } from "@libsql-actions/shared/report/log";
import type { Step } from "./step.ts";

export interface LoadErrorPlace {
  /** The step that failed. */
  readonly step?: Step | undefined;
  /** The index of the statement of the data files that was refused. */
  readonly dataStatement?: number | undefined;
}

/** The database refused something; nothing of that transaction is in. */
export class LoadError extends Error {
  override name = "LoadError";
  readonly code: string;
  readonly step: Step | undefined;
  readonly dataStatement: number | undefined;
  constructor(message: string, code: string, { step, dataStatement }: LoadErrorPlace) {
    super(message);
    this.code = code;
    this.step = step;
    this.dataStatement = dataStatement;
  }
}

/**
 * The error for a step that failed.
 * @param tables names, by their index in the plan
 * @param before how many transactions are in
 */
export function refusedError(
  { code, message }: TransactionFailure,
  step: Step | undefined,
  tables: readonly string[],
  before: number,
): LoadError {
  const name = step?.rows === undefined ? undefined : tables[step.rows.table];
  const place = { step, dataStatement: step?.dataStatement };
  const kept = before === 0 ? "Nothing was written" : `${transactionsOf(before)} of rows stay, and the rest was not written`;
  const guard = step?.guard;
  if (guard !== undefined && isGuardFailure(message, guard.name)) return new LoadError(guard.refusal, code, place);
  const table = name === undefined ? undefined : plainLine(name);
  const what =
    step === undefined
      ? "the database refused to commit"
      : table !== undefined
        ? `the database refused ${step.of} of ${table}`
        : `the database refused a statement for ${plainLine(step.of)}`;
  const again = before === 0 ? "" : " Run it again with the same spec to go on, or begin anew with `mode: reset`.";
  return new LoadError(
    `${kept}: ${what} (${code}: ${plainLine(message)}). ${advice(code, message, step, table)}${again}`.trim(),
    code,
    place,
  );
}

const transactionsOf = (count: number) => (count === 1 ? "One transaction" : `${count} transactions`);

function advice(code: string, message: string, step: Step | undefined, table: string | undefined): string {
  const leaveOut = table === undefined ? "." : `, or leave the table out with \`exclude: ${table}\`.`;
  if (step?.dataStatement !== undefined) return "Correct the data file.";
  if (code === "SQLITE_BUSY") return "Another writer holds the database: run it again when that has ended.";
  if (/CHECK constraint/.test(message)) return `Give it values that meet this CHECK, in the spec or in the data file${leaveOut}`;
  if (/FOREIGN KEY/.test(message) && step?.rows === undefined)
    return "Rows refer to others that are not there, or are to go while others refer to them: seed the tables of both, or look at their triggers.";
  if (!code.startsWith("SQLITE_CONSTRAINT")) return "";
  return `A trigger that writes to seeded tables can be behind this, a rule that the schema does not show, or rows that are there already: fill the table in another way${leaveOut}`;
}
