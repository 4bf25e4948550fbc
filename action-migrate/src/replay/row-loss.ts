// The tripwire for rows that a migration removes without a word: a rebuilt table takes the rows that refer to it along (ON DELETE CASCADE), or
// empties their references (ON DELETE SET NULL), and no foreign key is violated afterwards. Only counts before and after tell.
import type { Connection } from "@libsql-actions/shared/database/connection";
import { quote } from "@libsql-actions/shared/inputs/quote";
import type { Script } from "@libsql-actions/shared/migrations/migration";
import { isInternalTable } from "@libsql-actions/shared/schema/introspect";
import { foldIdentifier, quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import { type Lexeme, lexemes } from "@libsql-actions/shared/sql/lexemes";
import { splitScript } from "@libsql-actions/shared/sql/split";
import type { CodedFinding } from "../finding-rules.ts";

export interface TableCounts {
  /** As the database writes it. */
  readonly name: string;
  readonly rows: bigint;
  /** How many rows refer to another table, by the column (as folded) of the foreign key: those that are not NULL. */
  readonly references: ReadonlyMap<string, { readonly column: string; readonly rows: bigint }>;
}

/** By the folded name of the table. */
export type RowCounts = ReadonlyMap<string, TableCounts>;

/** SQLite takes 500 parts of a compound SELECT, and 127 arguments of a function (https://sqlite.org/limits.html). */
const MAX_PARTS = 400;
const MAX_COLUMNS = 100;
/** Names may be long, and a statement has 1 MB at most. */
const MAX_SQL_CHARACTERS = 500_000;

/**
 * Every table with rows of its own and the columns of its foreign keys: no virtual tables, and no shadow tables, not even those of vector indexes,
 * which are said to be ordinary ones.
 */
const TABLES = `
  SELECT t.name, (SELECT json_group_array(DISTINCT k."from") FROM pragma_foreign_key_list(t.name) AS k) AS "columns"
  FROM pragma_table_list AS t
  WHERE t.schema = 'main' AND t.type = 'table' AND NOT (t.name GLOB '*_shadow' AND EXISTS (
    SELECT 1 FROM sqlite_schema AS i WHERE i.type = 'index' AND t.name = i.name || '_shadow' AND i.sql LIKE '%libsql_vector_idx%'))
  ORDER BY t.name`;

/**
 * Counts the rows of all tables: one request for the names, and one for every 400 tables.
 * @param leaveOut says of a table's name whether it is left out, such as the table of the history
 */
export async function countRows(db: Connection, leaveOut: (table: string) => boolean = isInternalTable): Promise<RowCounts> {
  const { rows } = await db.query(TABLES);
  const tables = rows
    .map((row) => ({ name: String(row[0]), columns: JSON.parse(String(row[1])) as string[] }))
    .filter(({ name }) => !leaveOut(name));
  const parts = tables.flatMap(({ name, columns }) =>
    inChunks(columns, MAX_COLUMNS).map((some) => ({ name, columns: some, sql: countOf(name, some) })),
  );
  const counts = new Map<string, TableCounts & { references: Map<string, { column: string; rows: bigint }> }>();
  for (const some of inRequests(parts)) {
    const answer = await db.query(some.map(({ sql }) => sql).join(" UNION ALL "));
    for (const [index, { name, columns }] of some.entries()) {
      const [all, ...values] = (JSON.parse(String(answer.rows[index]?.[0])) as number[]).map(BigInt);
      const table = counts.get(foldIdentifier(name)) ?? { name, rows: all ?? 0n, references: new Map() };
      counts.set(foldIdentifier(name), table);
      for (const [at, column] of columns.entries())
        table.references.set(foldIdentifier(column), { column, rows: values[at] ?? 0n });
    }
  }
  return counts;
}

function countOf(table: string, columns: readonly string[]): string {
  const counts = ["*", ...columns.map(quoteIdentifier)].map((counted) => `count(${counted})`);
  return `SELECT json_array(${counts.join(",")}) FROM main.${quoteIdentifier(table)}`;
}

/** At least one chunk, an empty one. */
function inChunks<T>(items: readonly T[], size: number): T[][] {
  const count = Math.max(1, Math.ceil(items.length / size));
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

function inRequests<T extends { readonly sql: string }>(parts: readonly T[]): T[][] {
  const requests: T[][] = [];
  let characters = 0;
  for (const part of parts) {
    const last = requests.at(-1);
    characters += part.sql.length;
    if (last !== undefined && last.length < MAX_PARTS && characters < MAX_SQL_CHARACTERS) last.push(part);
    else {
      requests.push([part]);
      characters = part.sql.length;
    }
  }
  return requests;
}

/**
 * What a script made less although it does not say so: `row-loss`, rows of a table that it neither deletes from, replaces in, drops nor renames;
 * `reference-loss`, references of a table that it does not write to either.
 */
export function rowLossFindings(before: RowCounts, after: RowCounts, { file, text }: Script): CodedFinding[] {
  const { rows: fewerRows, references: fewerReferences } = namedIn(text);
  return [...before].flatMap(([key, table]) => {
    const now = after.get(key);
    const left = now?.rows ?? 0n;
    return [
      ...(left < table.rows && !fewerRows.has(key) ? [rowLoss(table, left, file)] : []),
      ...(now === undefined || fewerReferences.has(key) ? [] : referenceLoss(table, now, file)),
    ];
  });
}

const ADVICE =
  "Put `PRAGMA foreign_keys=off` into the migration, which is carried out before its transaction (`defer_foreign_keys` does not help)";

function rowLoss({ name, rows }: TableCounts, left: bigint, file: string): CodedFinding {
  return {
    code: "row-loss",
    severity: "error",
    file,
    message:
      `The table ${quote(name)} has ${left} rows after this migration and had ${rows} before, though the migration removes none from it. ` +
      "So it goes when a table that it refers to with ON DELETE CASCADE is dropped or rebuilt while foreign keys are enforced. " +
      `${ADVICE}, or delete the rows by name if they are to go.`,
  };
}

function referenceLoss({ name, rows, references }: TableCounts, now: TableCounts, file: string): CodedFinding[] {
  return [...references].flatMap(([key, { column, rows: set }]): CodedFinding[] => {
    const left = now.references.get(key)?.rows;
    // Rows that went took their references along; what counts is that more of those that stay are empty.
    if (left === undefined || left >= set || now.rows - left <= rows - set) return [];
    return [
      {
        code: "reference-loss",
        severity: "error",
        file,
        message:
          `The column ${quote(column)} of the table ${quote(name)} refers to other rows in ${left} rows after this migration ` +
          `and did in ${set} before, though the migration does not write to it. ` +
          "So it goes when a table that it refers to with ON DELETE SET NULL is dropped or rebuilt while foreign keys are enforced. " +
          `${ADVICE}, or set the column to NULL by name if that is meant.`,
      },
    ];
  });
}

/** The folded names of tables from which a script may remove rows, and references: it says so itself. */
interface Named {
  readonly rows: Set<string>;
  readonly references: Set<string>;
}

/** On one line: a comment may end in `on`, with a statement below it. */
const REMOVING = /(?<!\bon[ \t]+)\b(delete|drop|replace|update|alter)\b/i;

/**
 * Whether a script or a statement may take anything away, told quickly: without any of these words it does not. What a foreign key does ON DELETE is
 * only said in the one that makes it.
 */
export function mayRemove(sql: string): boolean {
  return REMOVING.test(sql);
}

function namedIn(script: string): Named {
  const named: Named = { rows: new Set(), references: new Set() };
  for (const { sql } of splitScript(script).statements) if (mayRemove(sql)) addNamed(lexemes(sql), named);
  return named;
}

/** Looks at every place, so that the statements of a trigger and those behind WITH are seen too. */
function addNamed(all: readonly Lexeme[], named: Named): void {
  const word = (index: number) => (all[index]?.kind === "word" ? foldIdentifier(all[index].value) : "");
  for (let at = 0; at < all.length; at++) {
    const [first, second] = [word(at), word(at + 1)];
    // INSERT INTO may be an upsert, which can empty a reference.
    let table = at + 2;
    let removesRows = true;
    if (first === "drop" && second === "table") table += word(table) === "if" ? 2 : 0;
    else if (first === "update" && second === "or") {
      removesRows = word(at + 2) === "replace";
      table = at + 3;
    } else if (first === "update") {
      removesRows = false;
      table = at + 1;
    } else if (first === "into") {
      removesRows = word(at - 1) === "replace";
      table = at + 1;
    } else if (first === "alter" && second === "table") removesRows = word(behindName(all, table)) === "rename";
    else if (first !== "delete" || second !== "from") continue;
    const name = all[behindName(all, table) - 1]?.value;
    if (name === undefined) continue;
    named.references.add(foldIdentifier(name));
    if (removesRows) named.rows.add(foldIdentifier(name));
  }
}

/** The index behind a name, which may have that of a schema before it. */
function behindName(all: readonly Lexeme[], start: number): number {
  return all[start + 1]?.value === "." && all[start + 1]?.kind === "operator" ? start + 3 : start + 1;
}
