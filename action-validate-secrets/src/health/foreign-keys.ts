// Looks whether foreign keys refer to rows that are there. Names are asked for as bytes: a damaged database holds what is no text.
import { quote } from "@libsql-actions/shared/inputs/quote";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import type { Ask } from "./ask.ts";
import { databaseText, LETTER } from "./database-text.ts";
import type { Complaint } from "./finding.ts";

/** Rows of a table that refer to rows of another which are not there. */
export interface Violation {
  readonly child: string;
  readonly parent: string;
  readonly rows: number;
}

export interface ForeignKeyState {
  readonly violations: readonly Violation[];
  /** Tables with a foreign key that refers to no key, so that SQLite cannot check it. */
  readonly unchecked: readonly string[];
}

const MAX_VIOLATIONS = 100;
const MAX_SHOWN = 3;

/** Of all tables in one statement, which fails as a whole where one foreign key cannot be checked. */
const ALL = `SELECT CAST(m.name AS BLOB), CAST(f."parent" AS BLOB), count(*), ${LETTER}
  FROM sqlite_schema AS m, pragma_foreign_key_check(m.name) AS f WHERE m.type = 'table'
  GROUP BY m.name, f."parent" ORDER BY m.name, f."parent" LIMIT ${MAX_VIOLATIONS}`;
const ONE = `SELECT CAST(m.name AS BLOB), CAST(f."parent" AS BLOB), count(*), ${LETTER}
  FROM sqlite_schema AS m, pragma_foreign_key_check(m.name) AS f WHERE m.rowid = ?
  GROUP BY f."parent" ORDER BY f."parent" LIMIT ${MAX_VIOLATIONS}`;
const REFERRING = `SELECT m.rowid, CAST(m.name AS BLOB), ${LETTER} FROM sqlite_schema AS m
  WHERE m.type = 'table' AND EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name)) ORDER BY m.name`;

/** One query, and one more a table that has foreign keys where one of them cannot be checked. @throws what asking throws */
export async function readForeignKeys(ask: Ask): Promise<ForeignKeyState> {
  const all = await readViolations(ask, ALL);
  if (all !== undefined) return { violations: all, unchecked: [] };
  const violations: Violation[] = [];
  const unchecked: string[] = [];
  const { rows } = await ask.query(REFERRING);
  for (const row of rows) {
    const own = await readViolations(ask, ONE, Number(row[0]));
    if (own === undefined) unchecked.push(databaseText(row[1], row[2]));
    else violations.push(...own);
  }
  return { violations: violations.slice(0, MAX_VIOLATIONS), unchecked };
}

/** Undefined where a foreign key refers to no key ("foreign key mismatch", https://sqlite.org/foreignkeys.html#fk_indexes). */
async function readViolations(ask: Ask, sql: string, table?: number): Promise<Violation[] | undefined> {
  try {
    const { rows } = await ask.query(sql, table === undefined ? [] : [table]);
    return rows.map((row) => ({
      child: databaseText(row[0], row[3]),
      parent: databaseText(row[1], row[3]),
      rows: Number(row[2]),
    }));
  } catch (fault) {
    if (errorMessage(fault).includes("foreign key mismatch")) return undefined;
    throw fault;
  }
}

/** What is wrong; undefined where nothing is. */
export function showForeignKeys({ violations, unchecked }: ForeignKeyState): Complaint | undefined {
  if (violations.length > 0) {
    const list = violations.map(
      ({ child, parent, rows }) => `${quote(child)} refers to missing rows of ${quote(parent)} (rows: ${rows})`,
    );
    return {
      verdict: "failed",
      reason: "corrupt",
      message: `Foreign keys are violated: ${listed(list)}.`,
      fix: "Delete those rows, or add what they refer to (`PRAGMA foreign_key_check` lists them), and write with foreign keys on.",
    };
  }
  if (unchecked.length === 0) return undefined;
  return {
    verdict: "warning",
    reason: "corrupt",
    message: `A foreign key refers to columns that are no key, so that it cannot be checked, in ${listed(unchecked.map(quote))}.`,
    fix: "Make those columns UNIQUE: rows that refer to them are refused as it is.",
  };
}

function listed(all: readonly string[]): string {
  return `${all.slice(0, MAX_SHOWN).join(", ")}${all.length > MAX_SHOWN ? `, and ${all.length - MAX_SHOWN} more` : ""}`;
}
