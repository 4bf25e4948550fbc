// Has a database say what it holds after a load, and fails the step where that is not what was generated.
import type { Connection } from "@libsql-actions/shared/database/connection";
import type { Schema } from "@libsql-actions/shared/schema/table";
import type { SourceStatement } from "./data/data-statements.ts";
import type { SeedDigests } from "./digest/digest-tap.ts";
import { tableDigests } from "./digest/table-digests.ts";
import type { Extent } from "./load/survey.ts";
import type { Goal } from "./mode.ts";
import type { SeedPlan } from "./plan/seed-table.ts";
import type { Report } from "./report.ts";
import { verify } from "./verify/verify.ts";

export interface Load {
  readonly schema: Schema;
  readonly plan: SeedPlan;
  readonly goal: Goal;
  readonly digests: SeedDigests;
  /** The tables that held rows before. */
  readonly held: ReadonlySet<string>;
  /** How many, where it was asked. */
  readonly extents: ReadonlyMap<string, Extent>;
  /** Statements of SQL files, which ran behind the rows. */
  readonly statements: readonly SourceStatement[];
}

/** @throws an `Error` that lists what is not as it should be */
export async function verifyLoad(db: Connection, load: Load, report: Report): Promise<void> {
  const { schema, goal, digests, statements } = load;
  const written = new Set(statements.map(({ table }) => table));
  // Nobody has generated what statements write.
  const plan = { ...load.plan, tables: load.plan.tables.filter(({ table }) => !written.has(table.name)) };
  const result = await verify(db, { schema, plan, digests, way: goal.way, existingRows: existingRows(load) });
  const others = await tableDigests(
    db,
    load.plan.tables.map(({ table }) => table).filter(({ name }) => written.has(name)),
  );
  report.tableDigests = new Map([...result.tableDigests, ...others]);
  report.notes.push(...result.notes);
  for (const table of written) report.notes.push(`${table} has rows of SQL files: it was not compared.`);
  if (result.problems.length > 0) throw new Error(`The database does not hold what was loaded. ${result.problems.join(" ")}`);
}

/** The tables that held rows before which the step left there, with how many, where that is known. */
function existingRows({ plan, goal, held, extents }: Load): Map<string, number | undefined> {
  const names = plan.tables.map(({ table }) => table.name);
  const kept = goal.way === "reset" ? [] : names.filter((name) => held.has(name) && !goal.mustBeEmpty.has(name));
  return new Map(kept.map((name) => [name, extents.get(name)?.rows]));
}
