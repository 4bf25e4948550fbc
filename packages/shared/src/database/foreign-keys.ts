// Holds a transaction that runs with foreign keys off to its duty: it may not leave violations that were not there before it.
// Violations are counted per child and parent table, since the rowids of a rebuilt table change (https://sqlite.org/pragma.html#pragma_foreign_key_check).
import type { ResultSet } from "@libsql/client";
import { quote } from "../inputs/quote.ts";
import { guard, isGuardFailure } from "./guard.ts";
import type { Statement } from "./statement.ts";
import type { TransactionPlan } from "./transaction-plan.ts";

/** What was wrong before: violations as JSON rows of child, parent, count, and the tables whose foreign keys cannot be checked. */
export interface Baseline {
  readonly violations: string;
  readonly unchecked: string;
}

export const NO_VIOLATIONS: Baseline = { violations: "[]", unchecked: "[]" };

const VIOLATED = "foreign keys violated";
const MOVED = "foreign keys changed";

/** Table by table: over the whole schema the check fails when any one foreign key is malformed. */
const COUNTS = `SELECT m.name AS child, f."parent" AS parent, count(*) AS n
FROM sqlite_schema m, pragma_foreign_key_check(m.name) f
WHERE m.type = 'table' AND m.name NOT IN (SELECT u.value FROM json_each(?2) u)
GROUP BY m.name, f."parent" ORDER BY m.name, f."parent"`;
const AS_JSON = `SELECT json_group_array(json_array(child, parent, n)) FROM (${COUNTS})`;
const ADDED = `SELECT c.child, c.parent, c.n FROM (${COUNTS}) c WHERE c.n > coalesce(
(SELECT b.value ->> 2 FROM json_each(?1) b WHERE b.value ->> 0 = c.child AND b.value ->> 1 = c.parent), 0)`;

const argumentsOf = ({ violations, unchecked }: Baseline) => [violations, unchecked];

/** The guards of a transaction that starts from `baseline`. */
export function guards(baseline: Baseline): NonNullable<TransactionPlan["guards"]> {
  const after = guard(VIOLATED, `NOT EXISTS (${ADDED})`, argumentsOf(baseline));
  return baseline === NO_VIOLATIONS ? { after } : { before: guard(MOVED, `(${AS_JSON}) IS ?1`, argumentsOf(baseline)), after };
}

/** Asks for the violations that are more than `baseline`. */
export function diagnosis(baseline: Baseline): Statement {
  return { sql: ADDED, args: argumentsOf(baseline) };
}

/** What a failure has to do with foreign keys. `mismatch` is SQLite's word for a foreign key that refers to no unique column. */
export function verdict(message: string): "violated" | "moved" | "mismatch" | undefined {
  if (isGuardFailure(message, VIOLATED)) return "violated";
  if (isGuardFailure(message, MOVED)) return "moved";
  return message.includes("foreign key mismatch") ? "mismatch" : undefined;
}

/** Reads what is wrong now. */
export async function readBaseline(query: (sql: string, args?: readonly string[]) => Promise<ResultSet>): Promise<Baseline> {
  const tables = await query("SELECT name FROM sqlite_schema WHERE type = 'table'");
  const unchecked: string[] = [];
  for (const row of tables.rows) {
    const name = String(row[0]);
    await query("SELECT 1 FROM pragma_foreign_key_check(?) LIMIT 1", [name]).catch((problem: unknown) => {
      if (!(problem instanceof Error && verdict(problem.message) === "mismatch")) throw problem;
      unchecked.push(name);
    });
  }
  const names = JSON.stringify(unchecked);
  const counts = await query(AS_JSON.replace("?2", "?1"), [names]);
  return { violations: String(counts.rows[0]?.[0]), unchecked: names };
}

/** Says which tables violate a foreign key; rows are child, parent, count. */
export function nameViolations(rows: readonly (readonly unknown[])[]): string {
  return rows
    .map(([child, parent, n]) => `${quote(String(child))} refers to missing rows of ${quote(String(parent))} (rows: ${n})`)
    .join("; ");
}
