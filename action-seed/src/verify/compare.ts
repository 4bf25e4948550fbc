// Compares two databases: the same tables, and the same rows in them. Digests first; only tables whose digests differ are read.
import type { Connection } from "@libsql-actions/shared/database/connection";
import type { Schema, Table } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { isLeftOut } from "../choose-tables.ts";

import { readEncoding, tableDigests } from "../digest/table-digests.ts";
import { wireRows } from "../digest/wire-rows.ts";
import { writableColumns } from "../plan/seed-table.ts";
import { rowDifferences, rowsOf, type Sides } from "./row-differences.ts";
import { showName } from "./show-cell.ts";

/** One of both databases. */
export interface Side {
  readonly db: Pick<Connection, "reads">;
  readonly schema: Schema;
  /** How it is called in messages, such as its URL without secrets. */
  readonly name: string;
}

export interface CompareResult {
  readonly same: boolean;
  /** How many tables both have. */
  readonly tables: number;
  /** What differs: a sentence for each table, harmless for a log. Empty when nothing does. */
  readonly problems: readonly string[];
}

/** Rows are read for the first tables that differ; of the others only the names are said. */
const MAX_TABLES_READ = 10;

/**
 * Compares. What migration tools, replication and this action keep for themselves is left out. Tables, and their columns, go by their names in any
 * letters; the order of columns says nothing.
 * @throws an `Error` where one of both cannot be read
 */
export async function compare(one: Side, other: Side): Promise<CompareResult> {
  const [ours, theirs] = [byName(one.schema), byName(other.schema)];
  const both = [...ours].flatMap(([folded, table]) => {
    const twin = theirs.get(folded);
    return twin === undefined ? [] : [{ table, twin }];
  });
  const problems = [...onlyIn(one, ours, theirs), ...onlyIn(other, theirs, ours)];
  const alike = both.flatMap(({ table, twin }) => {
    const difference = shapeDifference(table, twin, [one.name, other.name]);
    if (difference !== undefined) problems.push(`${showName(table.name)} ${difference}.`);
    return difference === undefined ? [{ table, twin: asOne(table, twin) }] : [];
  });
  const tables = alike.map(({ table }) => table);
  // Both by the query of the first: the names in it may be written in other letters there.
  const [left, right] = await Promise.all([
    tableDigests(one.db, tables),
    tableDigests(
      other.db,
      alike.map(({ twin }) => twin),
    ),
  ]);
  const differing = alike.filter(({ table }) => left.get(table.name) !== right.get(table.name));
  for (const { table, twin } of differing.slice(0, MAX_TABLES_READ)) {
    const rows = await firstDifferences(one, other, table, twin);
    // None: what differs is the order of rows that are equal in every order, as 0.0 and −0.0 are.
    if (rows.length > 0) problems.push(`The rows of ${showName(table.name)} differ: ${rows.join("; ")}.`);
  }
  const rest = differing.slice(MAX_TABLES_READ).map(({ table }) => showName(table.name));
  if (rest.length > 0) problems.push(`The rows of these tables differ too: ${rest.join(", ")}.`);
  return { same: problems.length === 0, tables: both.length, problems };
}

function byName({ tables }: Schema): Map<string, Table> {
  return new Map(tables.filter(({ name }) => !isLeftOut(name)).map((table) => [foldIdentifier(table.name), table]));
}

function onlyIn({ name }: Side, some: ReadonlyMap<string, Table>, others: ReadonlyMap<string, Table>): string[] {
  const only = [...some].filter(([folded]) => !others.has(folded)).map(([, table]) => showName(table.name));
  return only.length === 0 ? [] : [`Only ${name} has ${only.length === 1 ? "the table" : "the tables"} ${only.join(", ")}.`];
}

/** Why the rows of two tables cannot be compared; undefined when they can. */
function shapeDifference(table: Table, twin: Table, sides: Sides): string | undefined {
  const [ours, theirs] = [table, twin].map((one) => writableColumns(one).map(({ name }) => name));
  for (const [some, others, side] of [
    [ours ?? [], theirs ?? [], sides[0]],
    [theirs ?? [], ours ?? [], sides[1]],
  ] as const) {
    const folded = new Set(others.map(foldIdentifier));
    const only = some.filter((name) => !folded.has(foldIdentifier(name)));
    if (only.length > 0) return `has ${only.map(showName).join(", ")} only in ${side}`;
  }
  const [key, other] = [table, twin].map(({ primaryKey }) => primaryKey.map(foldIdentifier).join("\0"));
  return key === other ? undefined : `has another primary key in ${sides[1]} than in ${sides[0]}`;
}

/** The second table as the first calls it and its columns; how its rows are stored stays its own. */
function asOne(table: Table, twin: Table): Table {
  return { ...twin, name: table.name, columns: table.columns, primaryKey: table.primaryKey };
}

async function firstDifferences(one: Side, other: Side, table: Table, twin: Table): Promise<string[]> {
  const source = async ({ db }: Side, of: Table) => rowsOf(wireRows(db, of, await readEncoding(db)));
  const [left, right] = [await source(one, table), await source(other, twin)];
  return rowDifferences(table, left, right, [one.name, other.name]);
}
