// Holds the names in a spec against the schema: tables and columns that do not exist, and those that nobody can fill.
import { quote } from "@libsql-actions/shared/inputs/quote";
import { plainLine } from "@libsql-actions/shared/report/log";
import type { Schema, Table } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { describeTables } from "./choose-tables.ts";
import { SpecError, type SpecProblem } from "./spec/problem.ts";
import { pathText } from "./spec/raw.ts";
import type { SpecFile } from "./spec/read-spec.ts";
import type { RowsSpec, TableSpec } from "./spec/spec.ts";

type Path = readonly (string | number)[];
/** @param path where it stands @param about what the message begins with */
type Reject = (path: Path, about: Path, message: string) => void;

/** @throws SpecError with every name that does not fit */
export function checkSpec(schema: Schema, file: SpecFile): void {
  const problems = nameProblems(schema, file);
  if (problems.length > 0) throw new SpecError(problems);
}

/** What is wrong with the names in a spec, or in what could be read of one whose form is wrong. */
export function nameProblems(schema: Schema, { spec, placeOf }: SpecFile): SpecProblem[] {
  const problems: SpecProblem[] = [];
  const reject: Reject = (path, about, message) =>
    problems.push({ ...placeOf(path), message: `${pathText(about, null)}: ${message}` });
  const tables = new Map(schema.tables.map((table) => [foldIdentifier(table.name), table]));
  const unknown = (name: string) => `${quote(name)} is no table of the database. ${describeTables(schema)}`;
  for (const [name, tableSpec] of spec.tables) {
    const table = tables.get(foldIdentifier(name));
    if (table === undefined) reject(["tables", name], ["tables"], unknown(name));
    else checkTable(table, name, tableSpec, reject);
    checkRows(tableSpec.rows, ["tables", name, "rows"], tables, reject);
  }
  for (const [profile, rows] of spec.profiles)
    for (const [name, one] of rows) {
      const isKnown = name === "*" || tables.has(foldIdentifier(name));
      if (!isKnown) reject(["profiles", profile, name], ["profiles", profile], unknown(name));
      checkRows(one, ["profiles", profile, name], tables, reject);
    }
  return problems;
}

function checkTable(table: Table, written: string, { columns, literals }: TableSpec, reject: Reject): void {
  const known = new Map(table.columns.map((column) => [foldIdentifier(column.name), column]));
  const check = (column: string, path: Path) => {
    const found = known.get(foldIdentifier(column));
    const about = path.slice(0, 3);
    const own = table.columns.map(({ name }) => quote(name)).join(", ");
    if (found === undefined) reject(path, about, `${quote(column)} is no column of ${plainLine(table.name)}. It has ${own}.`);
    else if (found.generated !== undefined)
      reject(path, about, `${quote(column)} is computed by the database and takes no values: leave it out.`);
  };
  for (const column of columns.keys()) check(column, ["tables", written, "columns", column]);
  for (const [index, row] of literals.entries())
    for (const column of row.keys()) check(column, ["tables", written, "literals", index, column]);
}

function checkRows(rows: RowsSpec | undefined, path: Path, tables: ReadonlyMap<string, Table>, reject: Reject): void {
  // What could be read of a spec whose form is wrong may lack it.
  const per = typeof rows === "object" ? (rows.per as string | undefined) : undefined;
  if (per === undefined || tables.has(foldIdentifier(per))) return;
  reject([...path, "per"], [...path, "per"], `${quote(per)} is no table of the database.`);
}
