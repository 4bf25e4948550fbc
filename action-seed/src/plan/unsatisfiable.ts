// The one refusal of planning: a schema, or the rows wanted of it, that nothing generated can satisfy. Every other error is a fault of ours.
import { plainLine } from "@libsql-actions/shared/report/log";

export interface Problem {
  /** A sentence that begins with the table and the column. */
  readonly message: string;
  /** Where in a spec it is about, with the names of the schema, such as `tables, users, columns, email, unique`. A spec need not have it. */
  readonly path?: readonly (string | number)[];
}

/** Is told of a problem; planning goes on, to find the others. */
export type Reject = (problem: Problem) => void;

export class Unsatisfiable extends Error {
  override name = "Unsatisfiable";
  readonly problems: readonly Problem[];

  /** @param problems one sentence, or all there are: the message lists them one a line */
  constructor(problems: string | readonly Problem[]) {
    super(typeof problems === "string" ? problems : listed(problems));
    this.problems = typeof problems === "string" ? [{ message: problems }] : problems;
  }
}

function listed(problems: readonly Problem[]): string {
  const lines = problems.map(({ message }) => `- ${plainLine(message)}`);
  return `Nothing was written: rows that satisfy the schema cannot be generated.\n${lines.join("\n")}`;
}

/** Hands on what `work` finds unsatisfiable; undefined then. */
export function attempt<T>(work: () => T, reject: Reject, path: Problem["path"] = []): T | undefined {
  try {
    return work();
  } catch (problem) {
    if (!(problem instanceof Unsatisfiable)) throw problem;
    for (const one of problem.problems) reject(one.path === undefined && path.length > 0 ? { ...one, path } : one);
    return undefined;
  }
}

/** @param rest what it is about within the column's spec */
export function columnProblem(table: string, column: string, what: string, ...rest: readonly (string | number)[]): Problem {
  return { message: `${table}.${column}: ${what}`, path: ["tables", table, "columns", column, ...rest] };
}
