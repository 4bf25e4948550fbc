// Puts a row into every empty table where the schema tells what such a row may be, so that a migration has something to lose.
import type { Connection, Statement } from "@libsql-actions/shared/database/connection";
import type { Column, Schema, Table } from "@libsql-actions/shared/schema/table";
import { foldIdentifier, quoteIdentifier, quoteText } from "@libsql-actions/shared/sql/identifier";
import { lexemes } from "@libsql-actions/shared/sql/lexemes";
import type { RowCounts } from "./row-loss.ts";

/**
 * Puts rows into tables that have none. A table whose row cannot be told from the schema is left empty.
 * @param counts the rows that are there
 */
export async function plantRows(db: Connection, schema: Schema, counts: RowCounts): Promise<void> {
  const isEmpty = ({ name }: Table) => (counts.get(foldIdentifier(name))?.rows ?? 1n) === 0n;
  for (const table of parentsFirst(schema.tables)) if (isEmpty(table)) await plantRow(db, table);
}

async function plantRow(db: Connection, table: Table): Promise<void> {
  const references = referencesOf(table);
  const filled = table.columns.filter((column) => references.has(foldIdentifier(column.name)) || needsValue(column, table));
  const chosen = filled.filter(({ name }) => !references.has(foldIdentifier(name)));
  const answers = chosen.length === 0 ? [] : await db.reads(chosen.map((column) => firstThatPasses(column, table)));
  const literals = new Map(
    chosen.map(({ name }, index) => {
      const answer = answers[index];
      const first = Array.isArray(answer) ? answer[0]?.[0] : undefined;
      return [name, typeof first === "string" ? first : undefined];
    }),
  );
  // No value was found that its CHECKs let through.
  if (chosen.some(({ name }) => literals.get(name) === undefined)) return;
  const values = filled.map(({ name }) => references.get(foldIdentifier(name)) ?? literals.get(name) ?? "NULL");
  const into = `INSERT OR IGNORE INTO ${quoteIdentifier(table.name)}`;
  const names = filled.map(({ name }) => quoteIdentifier(name)).join(", ");
  // What it refuses nevertheless leaves the table empty: nothing is lost then that could be missed.
  await db.transaction([
    { sql: filled.length === 0 ? `${into} DEFAULT VALUES` : `${into} (${names}) SELECT ${values.join(", ")}` },
  ]);
}

function needsValue({ name, notNull, default: preset, generated }: Column, { rowidAlias }: Table): boolean {
  return notNull && preset === undefined && generated === undefined && name !== rowidAlias;
}

/** Values of the columns of foreign keys, by folded name: what the first row of the other table has; NULL when it has none, or is this table. */
function referencesOf({ name, foreignKeys, columns }: Table): Map<string, string> {
  const generated = new Set(
    columns.filter((column) => column.generated !== undefined).map((column) => foldIdentifier(column.name)),
  );
  const values = new Map<string, string>();
  for (const { table, columns: own, references } of foreignKeys)
    for (const [index, column] of own.entries()) {
      const key = foldIdentifier(column);
      const target = references[index];
      if (values.has(key) || generated.has(key)) continue;
      const isOther = target !== undefined && foldIdentifier(table) !== foldIdentifier(name);
      values.set(key, isOther ? `(SELECT ${quoteIdentifier(target)} FROM ${quoteIdentifier(table)} LIMIT 1)` : "NULL");
    }
  return values;
}

/** Asks for the first of some values, as a literal, that passes the CHECKs of this column alone. */
function firstThatPasses(column: Column, table: Table): Statement {
  const rows = candidates(column, table).map(
    (literal, index) => `SELECT ${index} AS "libsql actions place", ${literal} AS ${quoteIdentifier(column.name)}`,
  );
  const checks = table.checks.filter((check) => mentions(check, table).every((name) => name === foldIdentifier(column.name)));
  const where = checks.length === 0 ? "" : ` WHERE ${checks.map((check) => `coalesce((${check}), 1)`).join(" AND ")}`;
  return {
    sql: `SELECT quote(${quoteIdentifier(column.name)}) FROM (${rows.join(" UNION ALL ")})${where} ORDER BY "libsql actions place" LIMIT 1`,
  };
}

/** The table's columns in an expression, folded. */
function mentions(expression: string, { columns }: Table): string[] {
  const own = new Set(columns.map(({ name }) => foldIdentifier(name)));
  return lexemes(expression).flatMap(({ kind, value }) => {
    const name = foldIdentifier(value);
    return (kind === "word" || kind === "name") && own.has(name) ? name : [];
  });
}

const MAX_LENGTH = 1_000;
const MAX_CANDIDATES = 100;

/** Literals that a column may hold: plain ones first, then those that its CHECKs name. */
function candidates({ name, affinity, vector }: Column, table: Table): string[] {
  if (vector !== undefined)
    return vector.element === "float32" ? [`vector32('[${Array.from({ length: vector.dimensions }, () => 1).join(",")}]')`] : [];
  const own = table.checks.filter((check) => mentions(check, table).includes(foldIdentifier(name))).flatMap(lexemes);
  const texts = own.flatMap(({ kind, value }) => (kind === "text" ? quoteText(value) : []));
  const numbers = own.flatMap(({ kind, value }) =>
    kind === "number" && /^\d+(\.\d+)?$/.test(value) ? [value, `-${value}`] : [],
  );
  const lengths = numbers.map(Number).filter((length) => Number.isInteger(length) && length > 1 && length <= MAX_LENGTH);
  const padded = lengths.map((length) => `'${"a".repeat(length)}'`);
  const dates = ["'2000-01-01T00:00:00Z'", "'2000-01-01'"];
  const plain = {
    INTEGER: ["1", "0"],
    REAL: ["0.5", "1.0", "0.0"],
    NUMERIC: ["1", "0"],
    TEXT: ["'a'", "'{}'", ...dates, "''"],
    BLOB: ["x'00'", "'a'", "1"],
  };
  const named = affinity === "TEXT" ? [...texts, ...padded] : affinity === "BLOB" ? [...texts, ...numbers, ...padded] : numbers;
  return [...plain[affinity], ...named].slice(0, MAX_CANDIDATES);
}

/** Tables after those they refer to; in a circle one of them comes first. */
function parentsFirst(tables: readonly Table[]): Table[] {
  const byName = new Map(tables.map((table) => [foldIdentifier(table.name), table]));
  const ordered = new Set<Table>();
  const begun = new Set<Table>();
  const add = (table: Table): void => {
    if (begun.has(table)) return;
    begun.add(table);
    for (const { table: parent } of table.foreignKeys) {
      const other = byName.get(foldIdentifier(parent));
      if (other !== undefined) add(other);
    }
    ordered.add(table);
  };
  for (const table of tables) add(table);
  return [...ordered];
}
