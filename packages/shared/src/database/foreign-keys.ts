// Holds a transaction that runs with foreign keys off to its duty: it may not leave violations that were not there before it.
// Violations are counted per child and parent table, since the rowids of a rebuilt table change (https://sqlite.org/pragma.html#pragma_foreign_key_check).
import { quote } from "../inputs/quote.ts";
import { guard, isGuardFailure } from "./guard.ts";
import type { Read } from "./read.ts";
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

/**
 * Table by table: over the whole schema the check fails when any one foreign key is malformed. With a scope, only its tables and those that refer to
 * them, since a check of 3 million rows holds the write lock for seconds; all where one of them has a trigger, which may have written anywhere.
 */
const COUNTS = `SELECT m.name AS child, f."parent" AS parent, count(*) AS n
FROM sqlite_schema m, pragma_foreign_key_check(m.name) f
WHERE m.type = 'table' AND m.name NOT IN (SELECT u.value FROM json_each(?2) u)
AND (?3 IS NULL OR lower(m.name) IN (SELECT value FROM json_each(?3))
  OR EXISTS (SELECT 1 FROM sqlite_schema t WHERE t.type = 'trigger' AND lower(t.tbl_name) IN (SELECT value FROM json_each(?3)))
  OR EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name) k WHERE lower(k."table") IN (SELECT value FROM json_each(?3))))
GROUP BY m.name, f."parent" ORDER BY m.name, f."parent"`;
const AS_JSON = `SELECT json_group_array(json_array(child, parent, n)) FROM (${COUNTS})`;
const ADDED = `SELECT c.child AS child, c.parent AS parent, c.n AS n FROM (${COUNTS}) c WHERE c.n > coalesce(
(SELECT b.value ->> 2 FROM json_each(?1) b WHERE b.value ->> 0 = c.child AND b.value ->> 1 = c.parent), 0)`;

/** With a few of the rows, by their rowid: those that were violated before may be among them. */
const ADDED_ROWS = `SELECT a.child, a.parent, a.n, (SELECT json_group_array(r) FROM (
  SELECT f.rowid AS r FROM pragma_foreign_key_check(a.child) f WHERE f."parent" = a.parent AND f.rowid IS NOT NULL LIMIT 5))
FROM (${ADDED}) a LIMIT 20`;

/** The names, folded, of the tables to look at, besides those that refer to them. Without one, all are. */
export type Scope = readonly string[];

const argumentsOf = ({ violations, unchecked }: Baseline, scope: Scope | undefined) => [
  violations,
  unchecked,
  scope === undefined ? null : JSON.stringify(scope),
];

/** The guards of a transaction that starts from `baseline`. */
export function guards(baseline: Baseline, scope?: Scope): NonNullable<TransactionPlan["guards"]> {
  const args = argumentsOf(baseline, scope);
  const after = guard(VIOLATED, `NOT EXISTS (${ADDED})`, args);
  return baseline === NO_VIOLATIONS ? { after } : { before: guard(MOVED, `(${AS_JSON}) IS ?1`, args), after };
}

/** Asks for the violations that are more than `baseline`. */
export function diagnosis(baseline: Baseline, scope?: Scope): Statement {
  return { sql: ADDED_ROWS, args: argumentsOf(baseline, scope) };
}

/** What a failure has to do with foreign keys. `mismatch` is SQLite's word for a foreign key that refers to no unique column. */
export function verdict(message: string): "violated" | "moved" | "mismatch" | undefined {
  if (isGuardFailure(message, VIOLATED)) return "violated";
  if (isGuardFailure(message, MOVED)) return "moved";
  return message.includes("foreign key mismatch") ? "mismatch" : undefined;
}

/** Rows of one table that refer to rows of another which are not there. */
export interface Violation {
  readonly child: string;
  readonly parent: string;
  readonly rows: number;
}

/** Reads what is wrong now: one query, and where there is a scope or a foreign key that cannot be checked one more for each table that has some. */
export async function readBaseline(read: Read, scope?: Scope): Promise<Baseline> {
  const counts = async (names: readonly string[]): Promise<Baseline> => {
    const unchecked = JSON.stringify(names);
    const { rows } = await read(`${AS_JSON} WHERE ?1 IS NOT NULL`, argumentsOf({ violations: "[]", unchecked }, scope));
    return { violations: String(rows[0]?.[0]), unchecked };
  };
  // A transaction may widen its scope by a trigger, so with one all tables are looked at.
  const all = scope === undefined ? await counts([]).catch(unlessMismatch) : undefined;
  if (all !== undefined) return all;
  const unchecked: string[] = [];
  for (const name of await referringTables(read)) if ((await violationsOf(read, name)) === undefined) unchecked.push(name);
  return counts(unchecked);
}

/** What a baseline says, as data. */
export function parseBaseline({ violations, unchecked }: Baseline): { violations: Violation[]; unchecked: string[] } {
  const counted = JSON.parse(violations) as [string, string, number][];
  return {
    violations: counted.map(([child, parent, rows]) => ({ child, parent, rows })),
    unchecked: JSON.parse(unchecked) as string[],
  };
}

/** The tables that have foreign keys, by name. */
export async function referringTables(read: Read): Promise<string[]> {
  const { rows } = await read(
    "SELECT m.name FROM sqlite_schema m WHERE m.type = 'table' AND EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name)) ORDER BY m.name",
  );
  return rows.map((row) => String(row[0]));
}

/** What is wrong with the foreign keys of one table; undefined when one of them refers to no key, and so they cannot be checked. */
export async function violationsOf(read: Read, child: string): Promise<Violation[] | undefined> {
  const counts = `SELECT "parent", count(*) FROM pragma_foreign_key_check(?) GROUP BY 1 ORDER BY 1`;
  const answer = await read(counts, [child]).catch(unlessMismatch);
  return answer?.rows.map((row) => ({ child, parent: String(row[0]), rows: Number(row[1]) }));
}

function unlessMismatch(problem: unknown): undefined {
  if (!(problem instanceof Error && verdict(problem.message) === "mismatch")) throw problem;
}

/** Says which rows of which tables violate a foreign key; rows are child, parent, count, rowids as JSON. */
export function nameViolations(rows: readonly (readonly unknown[])[]): string {
  return rows
    .map(([child, parent, n, rowids]) => {
      // Numbers: SQLite has rowids of 64 bits, and a table WITHOUT ROWID gives none.
      const some = String(rowids)
        .replace(/^\[|\]$/g, "")
        .replaceAll(",", ", ");
      const which = some === "" ? "" : `, rowid ${some}`;
      return `${quote(String(child))} refers to missing rows of ${quote(String(parent))} (rows: ${n}${which})`;
    })
    .join("; ");
}
