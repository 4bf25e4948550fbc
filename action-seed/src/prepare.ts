// Prepares what is to be written to a database: the rows of data files and the generated ones, as one plan.
import type { Connection } from "@libsql-actions/shared/database/connection";
import { plainLine } from "@libsql-actions/shared/report/log";
import type { Column, Schema, Table } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { openChecks, redrawFor } from "./checks/open-checks.ts";
import { settleChecks } from "./checks/settle-checks.ts";
import type { Wanted } from "./choose-tables.ts";
import type { DataRows } from "./data/load-rows.ts";
import { deriveTable } from "./derive/derive-column.ts";
import { FindingsError } from "./findings-error.ts";
import { planRows } from "./plan/plan.ts";
import type { Parent } from "./plan/rows.ts";
import { type SeedPlan, type SeedTable, writableColumns } from "./plan/seed-table.ts";
import { Unsatisfiable } from "./plan/unsatisfiable.ts";
import type { Source } from "./source.ts";
import { SpecError } from "./spec/problem.ts";
import type { ColumnSpec, Spec, TableSpec } from "./spec/spec.ts";

export interface Preparation {
  readonly schema: Schema;
  readonly source: Source;
  readonly seed: string;
  /** Tables that get generated rows. */
  readonly wanted: ReadonlyMap<string, Wanted>;
  /** Where each table that gets rows begins; a table that is not in it gets none. */
  readonly starts: ReadonlyMap<string, number>;
  /** Rows of tables that hold some. */
  readonly existing: ReadonlyMap<string, Parent>;
  /** The rows of the data files. */
  readonly data: DataRows | undefined;
  /** Tables that statements of SQL files write to. */
  readonly written: ReadonlySet<string>;
}

/** Types the rows of the data files. @param firstKey what rows without a key are numbered from @throws FindingsError with every bad cell */
export async function prepareData(
  schema: Schema,
  { data }: Source,
  firstKey: (table: string) => bigint,
): Promise<DataRows | undefined> {
  if (data === undefined) return undefined;
  const { typeRows } = await import("./data/load-rows.ts");
  const rows = typeRows(schema, data.tables, data.columnAt, firstKey);
  const wrong = rows.findings.filter(({ severity }) => severity === "error");
  if (wrong.length > 0) throw new FindingsError(wrong);
  return rows;
}

/**
 * @param db asked whether the rows meet the CHECKs that only a database understands
 * @throws Unsatisfiable, or a SpecError where what cannot be satisfied is said in the spec
 */
export async function prepare(db: Pick<Connection, "reads">, preparation: Preparation): Promise<SeedPlan> {
  const { schema, source, wanted, starts, seed, data } = preparation;
  const isFilled = ({ table }: SeedTable) => starts.has(table.name);
  const ofFiles = (data?.tables ?? []).filter(isFilled);
  const known = new Set([...ofFiles.map(({ table }) => table.name), ...wanted.keys()]);
  // They get no rows of the plan, and are emptied and recorded with the others.
  const ofStatements = schema.tables.filter(({ name }) => preparation.written.has(name) && !known.has(name)).map(withoutRows);
  const given = [...ofFiles, ...ofStatements.filter(isFilled)];
  const existing = new Map([
    ...preparation.existing,
    ...ofFiles.map((seedTable) => [seedTable.table.name, parentOf(seedTable)] as const),
  ]);
  const tables = new Map(
    [...wanted].flatMap(([name, { rows, said }]) => {
      const start = starts.get(name);
      return start === undefined ? [] : [[name, { rows, start, said }] as const];
    }),
  );
  const specs = specsOf(schema, source.spec?.spec);
  const checks = openChecks(schema, tables, specs.columnSpec);
  const plan = await located(source, async () => {
    const planned = planRows({ schema, seed, tables, existing, ...specs, redraw: redrawFor(checks) });
    await settleChecks(db, planned, checks, starts);
    return planned;
  });
  return given.length === 0 ? plan : together(plan, given);
}

/**
 * Rows of files refer to whatever they like: to rows behind them, to generated ones. So all is one transaction, at whose end foreign keys are checked.
 */
function together({ tables }: SeedPlan, given: readonly SeedTable[]): SeedPlan {
  const all = [...given, ...tables];
  return { tables: all, circular: new Set(all.map(({ table }) => table.name)) };
}

function withoutRows(table: Table): SeedTable {
  return { table, columns: writableColumns(table), count: 0, row: () => [] };
}

function parentOf({ columns, count, row }: SeedTable): Parent {
  const indexes = new Map(columns.map(({ name }, index) => [name, index]));
  return {
    count,
    has: (column) => indexes.has(column),
    value: (column, index) => row(index)[indexes.get(column) ?? -1] ?? null,
  };
}

/** What a spec says of columns, and what follows from the schema for those that it does not mention. */
function specsOf(schema: Schema, spec: Spec | undefined) {
  const tables = new Map([...(spec?.tables ?? [])].map(([name, table]) => [foldIdentifier(name), table]));
  const ofTable = new Map(
    schema.tables.map((table) => [
      table,
      { derived: deriveTable(table), given: givenColumns(tables.get(foldIdentifier(table.name))) },
    ]),
  );
  return {
    lists: spec?.lists ?? new Map(),
    groups: spec?.groups ?? new Map(),
    literals: (table: Table) => tables.get(foldIdentifier(table.name))?.literals ?? [],
    columnSpec: (table: Table, column: Column): ColumnSpec => {
      const own = ofTable.get(table);
      const found = own?.given.get(foldIdentifier(column.name)) ?? own?.derived.column(column);
      if (found === undefined) throw new Error(`${table.name} is no table of the schema`);
      return found;
    },
    ownSpec: (table: Table, column: Column): ColumnSpec => ofTable.get(table)?.derived.own(column) ?? { generator: "sequence" },
  };
}

function givenColumns(table: TableSpec | undefined): Map<string, ColumnSpec> {
  return new Map([...(table?.columns ?? [])].map(([name, column]) => [foldIdentifier(name), column]));
}

/** Points into the spec, where the problem is in it. */
async function located<T>({ spec }: Source, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (problem) {
    if (spec === undefined || !(problem instanceof Unsatisfiable)) throw problem;
    const problems = problem.problems.map(({ message, path = [] }) => ({
      ...spec.placeOf(asWritten(path, spec.spec)),
      message: plainLine(message),
    }));
    throw new SpecError(problems);
  }
}

/** A path with the names of the schema, as the spec writes them. */
function asWritten(path: readonly (string | number)[], { tables }: Spec): (string | number)[] {
  const [, table, , column] = path;
  const writtenTable = writtenName(tables, table);
  const writtenColumn = writtenName(tables.get(String(writtenTable))?.columns ?? new Map(), column);
  return path.map((part, at) => (at === 1 ? (writtenTable ?? part) : at === 3 ? (writtenColumn ?? part) : part));
}

function writtenName(named: ReadonlyMap<string, unknown>, name: string | number | undefined): string | undefined {
  return [...named.keys()].find((written) => foldIdentifier(written) === foldIdentifier(String(name)));
}
