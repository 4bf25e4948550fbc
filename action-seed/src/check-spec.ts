// Holds the names in a spec against the schema: tables and columns that do not exist, and those that nobody can fill.
import { quote } from "@libsql-actions/shared/inputs/quote";
import type { Schema, Table } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { describeTables } from "./choose-tables.ts";
import { MAX_PROBLEMS, SpecError, type SpecProblem } from "./spec/problem.ts";
import type { SpecFile } from "./spec/read-spec.ts";
import type { RowsSpec, TableSpec } from "./spec/spec.ts";

type Path = readonly (string | number)[];
type Reject = (path: Path, message: string) => void;

/** @throws SpecError with every name that does not fit */
export function checkSpec(schema: Schema, { spec, placeOf }: SpecFile): void {
  const problems: SpecProblem[] = [];
  const reject: Reject = (path, message) => problems.push({ place: placeOf(path), message });
  const tables = new Map(schema.tables.map((table) => [foldIdentifier(table.name), table]));
  for (const [name, tableSpec] of spec.tables) {
    const table = tables.get(foldIdentifier(name));
    if (table === undefined)
      reject(["tables", name], `tables: ${quote(name)} is no table of the database. ${describeTables(schema)}`);
    else checkTable(table, name, tableSpec, reject);
    checkRows(tableSpec.rows, ["tables", name, "rows"], tables, reject);
  }
  for (const [profile, rows] of spec.profiles)
    for (const [name, one] of rows) {
      if (name !== "*" && !tables.has(foldIdentifier(name)))
        reject(
          ["profiles", profile, name],
          `profiles.${profile}: ${quote(name)} is no table of the database. ${describeTables(schema)}`,
        );
      checkRows(one, ["profiles", profile, name], tables, reject);
    }
  if (problems.length === 0) return;
  problems.sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
  throw new SpecError(problems.slice(0, MAX_PROBLEMS), problems.length);
}

function checkTable(table: Table, written: string, { columns, literals }: TableSpec, reject: Reject): void {
  const known = new Map(table.columns.map((column) => [foldIdentifier(column.name), column]));
  const check = (column: string, path: Path) => {
    const found = known.get(foldIdentifier(column));
    const where = `tables.${written}.${path[2]}`;
    if (found === undefined)
      reject(
        path,
        `${where}: ${quote(column)} is no column of ${table.name}. It has ${table.columns.map(({ name }) => quote(name)).join(", ")}.`,
      );
    else if (found.generated !== undefined)
      reject(path, `${where}: ${quote(column)} is computed by the database and takes no values: leave it out.`);
  };
  for (const column of columns.keys()) check(column, ["tables", written, "columns", column]);
  for (const [index, row] of literals.entries())
    for (const column of row.keys()) check(column, ["tables", written, "literals", index, column]);
}

function checkRows(rows: RowsSpec | undefined, path: Path, tables: ReadonlyMap<string, Table>, reject: Reject): void {
  if (typeof rows !== "object" || tables.has(foldIdentifier(rows.per))) return;
  reject([...path, "per"], `${path.join(".")}.per: ${quote(rows.per)} is no table of the database.`);
}
