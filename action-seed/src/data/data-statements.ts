// The statements of SQL data files: which tables they write to, and which of them run.
import type { Statement } from "@libsql-actions/shared/database/connection";
import { quote } from "@libsql-actions/shared/inputs/quote";
import type { Schema } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { FindingsError } from "../findings-error.ts";
import type { Source } from "../source.ts";
import type { DataStatement } from "./read-data.ts";

/** A statement with the file that it stands in. */
export interface SourceStatement extends DataStatement {
  readonly file: string;
}

/** All statements, in the order of the files. @throws FindingsError where one writes to what is no table */
export function statementsOf({ data }: Source, { tables }: Schema): SourceStatement[] {
  const names = new Map(tables.map(({ name }) => [foldIdentifier(name), name]));
  const all = (data?.scripts ?? []).flatMap(({ file, statements }) => statements.map((one) => ({ ...one, file })));
  const findings = all.flatMap(({ table, file, line, column }) =>
    names.has(foldIdentifier(table))
      ? []
      : [
          {
            code: "bad-file",
            severity: "error",
            message: `${quote(table)} is no table of the database.`,
            file,
            line,
            column,
          } as const,
        ],
  );
  if (findings.length > 0) throw new FindingsError(findings);
  return all.map((one) => ({ ...one, table: names.get(foldIdentifier(one.table)) ?? one.table }));
}

/** Those that run: a file whose tables are left alone is left out as a whole. @param filled the tables that get rows */
export function chosenStatements(all: readonly SourceStatement[], filled: ReadonlyMap<string, unknown>): SourceStatement[] {
  const left = new Set(all.filter(({ table }) => !filled.has(table)).map(({ file }) => file));
  return all.filter(({ file }) => !left.has(file));
}

export function toStatements(all: readonly SourceStatement[]): Statement[] {
  return all.map(({ sql }) => ({ sql }));
}

/** Points to the statement that the database refused. @param index its place among those that ran */
export function atStatement(problem: Error, index: number, ran: readonly SourceStatement[]): Error {
  const statement = ran[index];
  if (statement === undefined) return problem;
  const { file, line, column } = statement;
  return new FindingsError([{ code: "bad-file", severity: "error", message: problem.message, file, line, column }]);
}
