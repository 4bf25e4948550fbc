// Looks whether a database is sound in itself: its pages, its constraints, its foreign keys.
import type { Connection } from "@libsql-actions/shared/database/connection";
import { NO_VIOLATIONS, parseBaseline, readBaseline, type Violation } from "@libsql-actions/shared/database/foreign-keys";
import { quote } from "@libsql-actions/shared/inputs/quote";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import type { CodedFinding, FindingCode } from "../finding-rules.ts";

const MAX_COMPLAINTS = 20;

/** As functions, which a read-only token may call. The check ends at its hundredth complaint by itself. */
const INTEGRITY = "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'";

export interface Soundness {
  /** What SQLite's integrity check says. */
  readonly complaints: readonly string[];
  readonly violations: readonly Violation[];
  /** Tables with a foreign key that refers to no key, and so cannot be checked. */
  readonly unchecked: readonly string[];
}

/**
 * Reads it: two queries, and one more a table where a foreign key cannot be checked. A check that stops at damage complains of that, and what it
 * has not got to is left out.
 */
export async function readSoundness(db: Pick<Connection, "query">): Promise<Soundness> {
  const stopped: string[] = [];
  const unlessDamaged = (problem: unknown): undefined => {
    if (!isDamage(problem)) throw problem;
    stopped.push(errorMessage(problem));
  };
  const [checked, baseline] = await Promise.all([
    db.query(INTEGRITY).catch(unlessDamaged),
    readBaseline(db.query).catch(unlessDamaged),
  ]);
  const complaints = checked?.rows.map((row) => String(row[0])) ?? [];
  return { complaints: [...complaints, ...new Set(stopped)], ...parseBaseline(baseline ?? NO_VIOLATIONS) };
}

/** What an error that comes of damage says, where nothing else could be read either; nothing of any other error. */
export function damageFindings(problem: unknown): CodedFinding[] {
  return isDamage(problem) ? unsoundFindings({ ...NOTHING, complaints: [errorMessage(problem)] }) : [];
}

/** A page holds what it cannot, or the file is no database at all (https://sqlite.org/rescode.html#corrupt). */
function isDamage(problem: unknown): boolean {
  if (!(problem instanceof Error)) return false;
  if ("code" in problem && /^SQLITE_(CORRUPT|NOTADB)/.test(String(problem.code))) return true;
  return problem.cause !== undefined && isDamage(problem.cause);
}

const NOTHING: Soundness = { complaints: [], violations: [], unchecked: [] };

/** What is wrong, and was not before. */
export function unsoundFindings(now: Soundness, before: Soundness = NOTHING): CodedFinding[] {
  const violated = new Map(before.violations.map(({ child, parent, rows }) => [JSON.stringify([child, parent]), rows]));
  const complaints = now.complaints.filter((text) => !before.complaints.includes(text));
  const left = complaints.length - MAX_COMPLAINTS;
  return [
    ...complaints.slice(0, MAX_COMPLAINTS).map((text) => finding("integrity-check", `The integrity check says: ${text}.`)),
    ...(left > 0 ? [finding("integrity-check", `The integrity check says ${left} more.`)] : []),
    ...now.violations
      .filter(({ child, parent, rows }) => rows > (violated.get(JSON.stringify([child, parent])) ?? 0))
      .map(({ child, parent, rows }) =>
        finding(
          "foreign-key-violation",
          `The table ${quote(child)} refers to rows of ${quote(parent)} that are not there (rows: ${rows}).`,
        ),
      ),
    ...now.unchecked
      .filter((table) => !before.unchecked.includes(table))
      .map((table) =>
        finding(
          "foreign-key-mismatch",
          `A foreign key of the table ${quote(table)} refers to columns that are no key: rows that it should hold are refused. Make them UNIQUE.`,
        ),
      ),
  ];
}

function finding(code: FindingCode, message: string): CodedFinding {
  return { code, severity: "error", message };
}
