// What is asked of a database besides digests once it is loaded: how many rows its tables hold, whether their foreign keys hold, whether they are whole.
import type { Statement } from "@libsql-actions/shared/database/statement";
import { plainLine } from "@libsql-actions/shared/report/log";
import type { Schema, Table } from "@libsql-actions/shared/schema/table";
import { foldIdentifier, quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { Answer } from "../digest/table-digests.ts";
import { showName } from "./show-cell.ts";

/** One thing that is asked of one table. */
export interface Check {
  readonly kind: "count" | "references" | "integrity";
  readonly table: string;
  readonly statement: Statement;
}

const MAX_SHOWN = 5;

/**
 * What is asked of a table. `quick_check` reads every page, and holds every row against NOT NULL, types and CHECKs, in at most a third of the time of
 * `integrity_check`; what that does besides, comparing indexes with their tables, says nothing of what was loaded.
 */
export function checksOf({ name, foreignKeys }: Table): Check[] {
  const counts = { sql: `SELECT count(*) FROM ${quoteIdentifier(name)}` };
  const quick = { sql: "SELECT * FROM pragma_quick_check(?)", args: [name] };
  return [
    { kind: "count", table: name, statement: counts },
    { kind: "integrity", table: name, statement: quick },
    ...(foreignKeys.length > 0 ? [referencesCheck(name)] : []),
  ];
}

function referencesCheck(table: string): Check {
  const sql = `SELECT "parent", rowid FROM pragma_foreign_key_check(?) LIMIT ${MAX_SHOWN + 1}`;
  return { kind: "references", table, statement: { sql, args: [table] } };
}

/** What is asked of the tables that were not loaded themselves, and refer to some that were. */
export function checksOfReferring(schema: Schema, loaded: ReadonlySet<string>): Check[] {
  const folded = new Set([...loaded].map(foldIdentifier));
  const refers = ({ name, foreignKeys }: Table) =>
    !loaded.has(name) && foreignKeys.some(({ table }) => folded.has(foldIdentifier(table)));
  return schema.tables.filter(refers).map(({ name }) => referencesCheck(name));
}

/** What a check of references or of integrity found; undefined when all is well. */
export function findingOf({ kind, table }: Check, answer: Answer): string | undefined {
  const name = showName(table);
  if (!Array.isArray(answer))
    return kind === "references"
      ? `the foreign keys of ${name} cannot be checked: ${plainLine(answer.message)}`
      : `${name} cannot be read: ${plainLine(answer.message)}`;
  if (kind === "integrity") {
    const said = answer.map((row) => String(row[0])).filter((text) => text !== "ok");
    return said.length === 0 ? undefined : `${name} is damaged: ${listed(said.map(plainLine))}`;
  }
  if (answer.length === 0) return undefined;
  const rows = answer.map(([parent, rowid]) => `${rowid === null ? "a row" : `the row ${rowid}`} to ${showName(String(parent))}`);
  return `${name} refers to rows that are not there: ${listed(rows)}`;
}

function listed(all: readonly string[]): string {
  return `${all.slice(0, MAX_SHOWN).join(", ")}${all.length > MAX_SHOWN ? ", …" : ""}`;
}
