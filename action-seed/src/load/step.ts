// A statement of a load, with what it is of and what its failure means.
import type { Statement } from "@libsql-actions/shared/database/connection";
import { guard } from "@libsql-actions/shared/database/guard";

export interface Step {
  readonly statement: Statement;
  /** The table or the data file that it is of, in words. */
  readonly of: string;
  /** For a statement that fails where the database is not as it has to be. */
  readonly guard?: Pick<Guard, "name" | "refusal">;
  /** For the rows of a table. */
  readonly rows?: { readonly table: number; readonly count: number };
  /** For a statement of the data files: its index among them. */
  readonly dataStatement?: number;
}

export interface Guard {
  /** Plain words without quotes, by which it is known. */
  readonly name: string;
  /** SQL that has to hold, with the parameters of `args`. */
  readonly condition: string;
  readonly args?: NonNullable<Statement["args"]>;
  /** What to say when it does not hold; the whole message. */
  readonly refusal: string;
}

export function guardStep(of: string, { name, condition, args, refusal }: Guard): Step {
  return { statement: guard(name, condition, args), of, guard: { name, refusal } };
}
