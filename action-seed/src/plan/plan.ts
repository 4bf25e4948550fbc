// Plans all rows of a step before anything is written, and says everything that stands in the way at once.
import { plainLine } from "@libsql-actions/shared/report/log";
import type { ForeignKey, Schema, Table } from "@libsql-actions/shared/schema/table";
import { orderTables } from "./order.ts";
import { giveUp, ownNullable, type References, settleReferences } from "./references.ts";
import { type GeneratedTable, type Parent, planTable } from "./rows.ts";
import { Unsatisfiable } from "./unsatisfiable.ts";

export interface SeedRequest {
  readonly schema: Schema;
  readonly seed: string;
  /** How many rows each table gets; tables that are not in it get none. */
  readonly counts: ReadonlyMap<string, number>;
  /** The rows of tables that hold some already. */
  readonly existing: ReadonlyMap<string, Parent>;
}

/**
 * Plans the rows, tables that are referred to first.
 * @throws an `Unsatisfiable` that lists every table and column that cannot be satisfied
 */
export function planRows({ schema, seed, counts, existing }: SeedRequest): GeneratedTable[] {
  const byName = new Map(schema.tables.map((table) => [table.name, table]));
  const seeded = schema.tables.filter(({ name }) => (counts.get(name) ?? 0) > 0);
  const problems: string[] = [];
  const reject = (problem: string) => problems.push(problem);
  const settled = seeded.flatMap((table) => {
    for (const key of table.foreignKeys) checkTarget(table, key, byName, reject);
    const isComputed = (key: ForeignKey) => counts.has(key.table) && refersToGenerated(key, byName.get(key.table));
    const settle = () =>
      withoutComputed(
        settleReferences(table, (name) => byName.get(name)),
        table,
        isComputed,
      );
    const references = attempt(settle, reject);
    return references === undefined ? [] : [{ table, references }];
  });
  const ordered = attempt(() => orderTables(settled), reject) ?? [];
  const planned = new Map<string, GeneratedTable>();
  const parentOf = (name: string): Parent | undefined => planned.get(name) ?? existing.get(name);
  for (const { table, references } of ordered)
    planned.set(table.name, planTable({ table, references, count: counts.get(table.name) ?? 0, seed, parentOf }, reject));
  if (problems.length > 0)
    throw new Unsatisfiable(
      `Nothing was written: rows that satisfy the schema cannot be generated.\n${problems.map((problem) => `- ${plainLine(problem)}`).join("\n")}`,
    );
  return [...planned.values()];
}

/** Gives up foreign keys to values that are not known before they are written; throws where NULL cannot take their place. */
function withoutComputed(references: References, table: Table, isComputed: (key: ForeignKey) => boolean): References {
  return references.followed.filter(isComputed).reduce((left, key) => {
    if (ownNullable(table, key, left.followed).length === 0)
      throw new Unsatisfiable(
        `${table.name}.${key.columns.join(", ")}: refers to ${key.table} (${key.references.join(", ")}), where the database computes values by itself, and cannot be NULL.`,
      );
    return giveUp(left, table, key);
  }, references);
}

function refersToGenerated({ references }: ForeignKey, target: Table | undefined): boolean {
  return target?.columns.some(({ name, generated }) => generated !== undefined && references.includes(name)) ?? false;
}

function checkTarget(table: Table, key: ForeignKey, byName: ReadonlyMap<string, Table>, reject: (problem: string) => void): void {
  const place = `${table.name}.${key.columns.join(", ")}`;
  if (!byName.has(key.table)) reject(`${place}: refers to ${key.table}, which is no table of this database.`);
  else if (key.references.length !== key.columns.length)
    reject(`${place}: does not match the primary key of ${key.table}, which it refers to.`);
}

/** The result of work that may find the schema unsatisfiable; undefined when it does. */
function attempt<T>(work: () => T, reject: (problem: string) => void): T | undefined {
  try {
    return work();
  } catch (problem) {
    if (!(problem instanceof Unsatisfiable)) throw problem;
    reject(problem.message);
    return undefined;
  }
}
