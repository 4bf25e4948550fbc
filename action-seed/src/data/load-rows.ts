// Makes the rows of data files ready to be written: every cell with the type of its column. Nothing is loaded while one of them is wrong.
import { quote } from "@libsql-actions/shared/inputs/quote";
import type { Finding } from "@libsql-actions/shared/report/finding";
import { plainLine } from "@libsql-actions/shared/report/log";
import type { Column, Schema, Table } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { Value } from "../generate/value.ts";
import { type SeedTable, writableColumns } from "../plan/seed-table.ts";
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

/** Turns rows of one file into values, in the order of the table's columns. */
function rowTyper(table: Table, file: RawTable, firstKey: bigint, report: Report): (row: RawRow) => Value[] {
  const columns = writableColumns(table);
  const indexOf = new Map(columns.map(({ name }, index) => [foldIdentifier(name), index]));
  const missing = columns.map((column) => missingValue(table, column));
  const reported = new Set<string>();
  const once = (key: string, message: string, place: Place) => {
    if (!reported.has(key)) report("error", message, file, place);
    reported.add(key);
  };
  let key = firstKey;
  const given = (row: RawRow): (Value | undefined)[] => {
    const values: (Value | undefined)[] = columns.map(() => undefined);
    const seen = new Set<number>();
    for (const cell of row) {
      const index = indexOf.get(foldIdentifier(cell.name)) ?? -1;
      const column = columns[index];
      if (column === undefined) once(`unknown ${foldIdentifier(cell.name)}`, unknownColumn(table, cell.name), cell);
      else if (seen.has(index))
        once(`twice ${column.name}`, `${plainLine(table.name)}: ${quote(cell.name)} is given twice in a row.`, cell);
      else {
        const typed = cellValue(cell, column, table);
        const place = placeOf(table, column);
        // What is wrong is no value that is missing.
        values[index] = "problem" in typed ? null : typed.value;
        if ("problem" in typed) report("error", `${place} ${typed.problem}.`, file, cell);
        else if (typed.warning !== undefined) report("warning", `${place} ${typed.warning}.`, file, cell);
      }
      seen.add(index);
    }
    return values;
  };
  const filled = (row: RawRow, index: number): Value => {
    const value = missing[index];
    if (value === "number the rows") return key++;
    if (!isProblem(value)) return value ?? null;
    once(`missing ${index}`, value.problem, row[0] ?? { line: 1, character: 0 });
    return null;
  };
  return (row) => given(row).map((value, index) => (value === undefined ? filled(row, index) : value));
}

function unknownColumn(table: Table, name: string): string {
  const isComputed = table.columns.some((column) => foldIdentifier(column.name) === foldIdentifier(name));
  const why = isComputed
    ? "is computed by the database and takes no values: leave it out"
    : `is no column. ${plainLine(table.name)} has ${writableColumns(table)
        .map((column) => quote(column.name))
        .join(", ")}`;
  return `${plainLine(table.name)}: ${quote(name)} ${why}.`;
}

function placeOf(table: Table, column: Column): string {
  return plainLine(`${table.name}.${column.name}`);
}

type Missing = Value | "number the rows" | { readonly problem: string };

/** What a column gets that a row does not mention. */
function missingValue(table: Table, column: Column): Missing {
  if (column.name === table.rowidAlias) return "number the rows";
  const place = placeOf(table, column);
  if (column.default !== undefined) {
    const value = constantDefault(column);
    if (value !== undefined) return value;
    return {
      problem: `${place} is missing, and its DEFAULT (${quote(column.default)}) is not the same every time: give it a value.`,
    };
  }
  return column.notNull ? { problem: `${place} is missing, and it is NOT NULL.` } : null;
}

function isProblem(value: Missing | undefined): value is { readonly problem: string } {
  return typeof value === "object" && value !== null && "problem" in value;
}
