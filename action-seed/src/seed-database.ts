// Seeds one database: prepares all rows, writes them, and holds what it then has against them.
import { keepHeapSmall } from "@libsql-actions/shared/database/backup-heap";
import type { Connection } from "@libsql-actions/shared/database/connection";
import type { StepDatabase } from "@libsql-actions/shared/database/memory";
import { plainLine, warn } from "@libsql-actions/shared/report/log";
import type { Schema, Table } from "@libsql-actions/shared/schema/table";
import type { Context } from "./context.ts";
import { atStatement, toStatements } from "./data/data-statements.ts";
import { digestTap, planDigests, type SeedDigests } from "./digest/digest-tap.ts";
import { tableDigests } from "./digest/table-digests.ts";
import { refuseLitter } from "./guard-remote.ts";
import { load } from "./load/load.ts";
import { LoadError } from "./load/load-error.ts";
import { tableExtents } from "./load/survey.ts";
import { UncertainError } from "./load/uncertain.ts";
import type { Look } from "./look.ts";
import type { SeedPlan } from "./plan/seed-table.ts";
import { type Prepared, prepareDatabase } from "./prepare-database.ts";
import { progress } from "./progress.ts";
import type { Report, TableReport } from "./report.ts";
import { samplesOf } from "./samples.ts";
import type { Source } from "./source.ts";
import { verifyLoad } from "./verify-load.ts";

export interface SeedRequest {
  readonly context: Context;
  readonly source: Source;
  /** At the database that is seeded. */
  readonly look: Look;
  readonly report: Report;
  /** Writes a line that says which database it is about where there are several. */
  readonly say: (line: string) => void;
}

/** What was generated. */
export interface Seeded {
  readonly schema: Schema;
  readonly plan: SeedPlan;
}

/** From so many on, memory is worth more than speed. */
const MANY_ROWS = 250_000;

/** Seeds. `report` tells the truth afterwards, also when this throws. */
export async function seedDatabase(db: StepDatabase, request: SeedRequest): Promise<Seeded> {
  const { context, source, report, say, look } = request;
  const { inputs, clock } = context;
  const started = clock();
  const prepared = await prepareDatabase(db, look, { inputs, source, report });
  report.tables = tablesOf(prepared, inputs.dryRun);
  if (prepared.goal.starts.size === 0) {
    report.hadNothingToDo = true;
    await describeUntouched(db, prepared, request);
    return prepared;
  }
  if (inputs.dryRun) return prepared;
  refuseLitter(db.database, inputs, prepared.goal, prepared.held);
  refuseDatabaseOutput(prepared, inputs.output);
  for (const file of new Set(prepared.statements.map((one) => one.file))) say(`statements of ${file} run behind the rows`);
  const digests = await write(db, prepared, request);
  if (inputs.verify) await verifyLoad(db, { ...prepared, digests }, report);
  report.durationMs = clock() - started;
  return prepared;
}

/** Generates rows for a schema, and writes none. @param db holds the schema */
export async function generateAlone(db: StepDatabase, { context, source, report, look }: SeedRequest): Promise<Seeded> {
  const { inputs } = context;
  const prepared = await prepareDatabase(db, look, { inputs, source, report });
  report.tables = tablesOf(prepared, inputs.dryRun);
  if (inputs.dryRun) return prepared;
  report.digests = planDigests(prepared.plan);
  return prepared;
}

/** A database has only the rows of the step in it. @throws before anything is written, where these refer to rows that were there before */
function refuseDatabaseOutput({ plan, goal, held }: Prepared, output: readonly string[]): void {
  const file = output.find((path) => /\.db$/i.test(path));
  const isThere = (name: string) => held.has(name) && !(goal.way === "reset" && goal.starts.has(name));
  const refers = plan.tables.find(({ table }) => table.foreignKeys.some((key) => key.table !== table.name && isThere(key.table)));
  if (file === undefined || refers === undefined) return;
  throw new Error(
    `Nothing was written: rows of ${plainLine(refers.table.name)} refer to rows that were there before, and the \`output\` ${file} would not have those. Seed an empty database, or write another kind of file.`,
  );
}

/** Tells of a database that is left as it is. */
async function describeUntouched(db: Connection, prepared: Prepared, { context, report, say }: SeedRequest): Promise<void> {
  const { goal, schema, run, runs } = prepared;
  if (schema.tables.length === 0) warn(`${report.database} has no tables, so there is nothing to seed. Migrate it first.`);
  else if (goal.left.size === 0) say("no table is to get rows");
  const known = runs.find(({ scope, state }) => scope === run.scope && state === "done");
  // The rows are there, of the same that would be generated.
  if (context.inputs.mode === "if-changed" && known?.digest !== undefined)
    report.digests = { digest: known.digest, tables: undefined };
  if (!context.inputs.verify || context.inputs.dryRun) return;
  report.tableDigests = await tableDigests(db, named(schema, goal.left));
}

function named({ tables }: Schema, names: ReadonlyMap<string, unknown>): Table[] {
  return tables.filter(({ name }) => names.has(name));
}

function tablesOf({ schema, plan, goal }: Prepared, dryRun: boolean): TableReport[] {
  const planned = new Map(plan.tables.map((table) => [table.table.name, table]));
  return schema.tables.flatMap(({ name }): TableReport[] => {
    const seedTable = planned.get(name);
    const reason = goal.left.get(name);
    if (seedTable === undefined) return reason === undefined ? [] : [{ name, written: 0, reason }];
    return [{ name, written: 0, planned: seedTable.count, ...(dryRun ? { samples: samplesOf(seedTable) } : {}) }];
  });
}

async function write(db: StepDatabase, prepared: Prepared, request: SeedRequest): Promise<SeedDigests> {
  const { schema, plan, goal, run, runs, roundTripMs, statements } = prepared;
  const { report, context, say } = request;
  const tap = digestTap(plan);
  const total = plan.tables.reduce((sum, { count }) => sum + count, 0);
  let digests: SeedDigests | undefined;
  const finish = () => (digests ??= tap.finish());
  if (total >= MANY_ROWS) keepHeapSmall();
  try {
    const kind = await load(db, {
      schema,
      plan,
      dataStatements: toStatements(statements),
      way: goal.way,
      mustBeEmpty: goal.mustBeEmpty,
      run,
      runs,
      lockTimeoutMs: context.inputs.lockTimeoutMs,
      roundTripMs,
      digest: () => finish().digest,
      onRow: tap.onRow,
      onProgress: progress(context.clock, say),
      onCommitted: (changed) => {
        report.tables = report.tables.map((table) => ({ ...table, written: changed.get(table.name) ?? 0 }));
      },
    });
    if (kind === "resumed") say("an earlier step had written a part of the rows; this one has written the rest");
    if (kind === "restarted") say("an earlier step had left other rows half-written; they have gone");
    const counted = await countWritten(db, prepared);
    report.tables = report.tables.map((table) => ({ ...table, written: counted.get(table.name) ?? table.written }));
    report.digests = finish();
    return finish();
  } catch (problem) {
    if (problem instanceof UncertainError) report.isUncertain = true;
    if (problem instanceof LoadError && problem.dataStatement !== undefined)
      throw atStatement(problem, problem.dataStatement, statements);
    throw problem;
  }
}

/** How many rows more the tables hold that statements write to: the plan does not know it. */
async function countWritten(db: Connection, { schema, statements, goal, extents }: Prepared): Promise<Map<string, number>> {
  const tables = named(schema, new Map(statements.map(({ table }) => [table, true])));
  if (tables.length === 0 || goal.way === "upsert") return new Map();
  const now = await tableExtents(db, tables);
  return new Map([...now].map(([name, { rows }]) => [name, Math.max(0, rows - (extents.get(name)?.rows ?? 0))]));
}
