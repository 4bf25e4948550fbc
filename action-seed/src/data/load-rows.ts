// Makes the rows of data files ready to be written: every cell with the type of its column. Nothing is loaded while one of them is wrong.

import { quote } from "@libsql-actions/shared/inputs/quote";
import type { Finding } from "@libsql-actions/shared/report/finding";
import type { Column, Schema, Table } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { Value } from "../generate/value.ts";
import type { SeedTable } from "../plan/seed-table.ts";
import { cellValue } from "./cell-value.ts";
import { constantDefault } from "./constant-default.ts";
import type { RawCell, RawRow, RawTable } from "./raw-row.ts";

export interface DataRows {
  /** In the order of the schema; a table that has no rows in any file is not in it. */
  readonly tables: readonly SeedTable[];
  /** Warnings, and at most 50 errors. */
  readonly findings: readonly Finding[];
}

const MAX_ERRORS = 50;
/** A file with a mistake in every row has the same thing wrong with it. */
const MAX_WARNINGS = 50;

/**
 * Types the rows of files.
 * @param columnAt turns a place into a 1-based column in code points
 * @param firstKey the INTEGER PRIMARY KEY that rows without one are numbered from
 */
export function typeRows(
  schema: Schema,
  files: readonly RawTable[],
  columnAt: (file: string, line: number, character: number) => number,
  firstKey: (table: string) => bigint,
): DataRows {
  const findings: Finding[] = [];
  let [errors, warnings] = [0, 0];
  const report: Report = (severity, message, { file }, cell) => {
    if (severity === "error" ? ++errors > MAX_ERRORS : ++warnings > MAX_WARNINGS) return;
    const column = columnAt(file, cell.line, cell.character);
    findings.push({
      code: severity === "error" ? "bad-cell" : "changed-value",
      severity,
      message,
      file,
      line: cell.line,
      column,
    });
  };
  const byName = new Map(schema.tables.map((table) => [foldIdentifier(table.name), table]));
  const rows = new Map<Table, Value[][]>();
  for (const file of files) {
    const table = byName.get(foldIdentifier(file.table));
    const [first] = file.rows.flat();
    if (table === undefined) {
      report("error", `${quote(file.table)} is no table of this database.`, file, first ?? { line: 1, character: 0 });
      continue;
    }
    const own = rows.get(table) ?? [];
    rows.set(table, own);
    const typing = rowTyper(table, file, firstKey(table.name) + BigInt(own.length), report);
    for (const row of file.rows) own.push(typing(row));
  }
  if (errors > MAX_ERRORS)
    findings.push({ code: "bad-cell", severity: "error", message: `${errors - MAX_ERRORS} more cells are wrong.` });
  const tables = schema.tables.filter((table) => (rows.get(table)?.length ?? 0) > 0);
  return { tables: tables.map((table) => seedTable(table, rows.get(table) ?? [])), findings };
}

type Place = Pick<RawCell, "line" | "character">;
type Report = (severity: "error" | "warning", message: string, file: RawTable, place: Place) => void;

function seedTable(table: Table, rows: readonly (readonly Value[])[]): SeedTable {
  return { table, columns: writableColumns(table), count: rows.length, row: (index) => rows[index] ?? [] };
}

function writableColumns(table: Table): Column[] {
  return table.columns.filter(({ generated }) => generated === undefined);
}

/** Turns rows of one file into values, in the order of the table's columns. */
function rowTyper(table: Table, file: RawTable, firstKey: bigint, report: Report): (row: RawRow) => Value[] {
  const columns = writableColumns(table);
  const indexOf = new Map(columns.map(({ name }, index) => [foldIdentifier(name), index]));
  const generated = new Set(
    table.columns.filter((column) => column.generated !== undefined).map(({ name }) => foldIdentifier(name)),
  );
  const missing = columns.map((column) => missingValue(table, column));
  const reported = new Set<string>();
  const once = (key: string, message: string, place: Place) => {
    if (!reported.has(key)) report("error", message, file, place);
    reported.add(key);
  };
  let key = firstKey;
  return (row) => {
    const values: (Value | undefined)[] = columns.map(() => undefined);
    const place = row[0] ?? { line: 1, character: 0 };
    for (const cell of row) {
      const folded = foldIdentifier(cell.name);
      const index = indexOf.get(folded);
      const column = index === undefined ? undefined : columns[index];
      if (index === undefined || column === undefined) {
        const why = generated.has(folded)
          ? "is computed by the database and takes no values: leave it out"
          : `is no column. ${table.name} has ${columns.map(({ name }) => quote(name)).join(", ")}`;
        once(folded, `${table.name}: ${quote(cell.name)} ${why}.`, cell);
        continue;
      }
      if (values[index] !== undefined) {
        once(`twice ${folded}`, `${table.name}: ${quote(cell.name)} is given twice in a row.`, cell);
        continue;
      }
      const typed = cellValue(cell, column, table.strict);
      if ("problem" in typed) report("error", `${table.name}.${column.name} ${typed.problem}.`, file, cell);
      else {
        values[index] = typed.value;
        if (typed.warning !== undefined) report("warning", `${table.name}.${column.name} ${typed.warning}.`, file, cell);
      }
    }
    return values.map((value, index) => {
      if (value !== undefined) return value;
      const column = columns[index];
      // Its cell was there and is wrong.
      if (column === undefined || row.some(({ name }) => foldIdentifier(name) === foldIdentifier(column.name))) return null;
      const filled = missing[index];
      if (filled === "number the rows") return key++;
      if (filled !== undefined && typeof filled === "object" && filled !== null && "problem" in filled) {
        once(column.name, `${table.name}.${column.name} ${filled.problem}`, place);
        return null;
      }
      return filled ?? null;
    });
  };
}

/** What a column gets that a row does not mention. */
function missingValue(table: Table, column: Column): Value | "number the rows" | { readonly problem: string } {
  if (column.name === table.rowidAlias) return "number the rows";
  if (column.default !== undefined) {
    const value = constantDefault(column);
    if (value !== undefined) return value;
    return { problem: `is missing, and its DEFAULT (${quote(column.default)}) is not the same every time: give it a value.` };
  }
  return column.notNull ? { problem: "is missing, and it is NOT NULL." } : null;
}
