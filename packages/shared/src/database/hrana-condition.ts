// The conditions under which a step of a Hrana batch runs (https://github.com/tursodatabase/libsql/blob/main/docs/HRANA_3_SPEC.md).
import { type Condition, type Step, toStmt } from "./hrana.ts";
import type { Statement } from "./statement.ts";

/** A transaction is open. */
export const IN_TRANSACTION: Condition = { type: "not", cond: { type: "is_autocommit" } };

/** An empty disjunction. */
const NEVER: Condition = { type: "or", conds: [] };

/** The step ran and passed. */
export const ok = (step: number): Condition => ({ type: "ok", step });
export const and = (...conds: Condition[]): Condition => ({ type: "and", conds });
export const not = (cond: Condition): Condition => ({ type: "not", cond });

/** A step whose statement the server parses and does not run. */
export function parseOnly(statement: Statement): Step {
  return { stmt: toStmt(statement), condition: NEVER };
}
