// Looks at a database, decides by the mode which of its tables get rows, and prepares these.
import type { Connection } from "@libsql-actions/shared/database/connection";
import { quote } from "@libsql-actions/shared/inputs/quote";
import type { Schema } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { checkSpec } from "./check-spec.ts";
import { chooseTables, isChosen, type Wanted } from "./choose-tables.ts";
import { chosenStatements, type SourceStatement, statementsOf } from "./data/data-statements.ts";
import { GENERATOR_VERSION } from "./generate/address.ts";
import type { SeedInputs } from "./inputs.ts";
import { type Run, scopeOf } from "./load/run-table.ts";
import { type Extent, existingParents, tableExtents } from "./load/survey.ts";
import type { Look } from "./look.ts";
import { type Goal, goalOf } from "./mode.ts";
import type { SeedPlan } from "./plan/seed-table.ts";
import { plannedDigest } from "./planned-digest.ts";
import { prepare, prepareData } from "./prepare.ts";
import type { Report } from "./report.ts";
import type { Source } from "./source.ts";

/** What was prepared for a database, and what is to be done with it. */
export interface Prepared {
  readonly schema: Schema;
  readonly plan: SeedPlan;
  readonly goal: Goal;
  /** Statements of SQL files that run behind the rows. */
  readonly statements: readonly SourceStatement[];
  readonly run: Pick<Run, "scope" | "planned" | "seed" | "version" | "mode" | "tables">;
  readonly runs: readonly Run[];
  readonly roundTripMs: number;
  /** The tables that hold rows. */
  readonly held: ReadonlySet<string>;
  /** How far tables go, where it was asked. */
  readonly extents: ReadonlyMap<string, Extent>;
}

export interface PrepareRequest {
  readonly inputs: SeedInputs;
  readonly source: Source;
  /** Told of warnings about data files. */
  readonly report: Report;
}

/** @throws where a spec or files do not fit the schema, and where rows cannot be generated */
export async function prepareDatabase(db: Connection, look: Look, { inputs, source, report }: PrepareRequest): Promise<Prepared> {
  const schema = await look.schema;
  if (source.spec !== undefined) checkSpec(schema, source.spec);
  // Files alone are loaded as they are, and nothing beside them.
  const isFilesAlone = source.data !== undefined && source.spec === undefined;
  const wanted = isFilesAlone ? new Map<string, Wanted>() : chooseTables(schema, inputs, source.spec?.spec);
  const { held, runs, roundTripMs } = await look.survey(schema);
  const all = statementsOf(source, schema);
  const names = namesOf(schema, { inputs, source, wanted, written: all.map(({ table }) => table) });
  const extents = await extentsOf(db, schema, names, held, inputs.mode);
  const planned = (starts: ReadonlyMap<string, number>, isMerged = false) =>
    plannedDigest(schema, source, inputs.seed, wanted, starts, isMerged);
  const goal = goalOf(inputs.mode, names, {
    held,
    runs,
    extents,
    isUnchanged: isUnchanged(runs, names, held, planned(new Map())),
  });
  const statements = chosenStatements(all, goal.starts);
  const data = await prepareData(schema, source, (table) => BigInt(goal.starts.get(table) ?? 0) + 1n);
  report.findings.push(...(data?.findings ?? []));
  const existing = await existingParents(db, schema, new Set(goal.starts.keys()), stays(held, goal));
  const written = new Set(statements.map(({ table }) => table));
  const { starts } = goal;
  const plan = await prepare(db, { schema, source, seed: inputs.seed, wanted, starts, existing, data, written });
  return {
    schema,
    plan,
    goal,
    statements,
    held,
    extents,
    runs,
    roundTripMs,
    run: {
      scope: scopeOf(names),
      // What `if-changed` compares has no beginnings: a reset has none.
      planned: planned(goal.way === "insert" ? starts : new Map(), goal.way === "upsert"),
      seed: inputs.seed,
      version: GENERATOR_VERSION,
      mode: inputs.mode,
      tables: new Map(plan.tables.map(({ table }) => [table.name, { start: starts.get(table.name) ?? 0, count: 0 }])),
    },
  };
}

interface NamesRequest {
  readonly inputs: SeedInputs;
  readonly source: Source;
  readonly wanted: ReadonlyMap<string, Wanted>;
  /** Tables that statements of SQL files write to. */
  readonly written: readonly string[];
}

/** The tables that the step is about, in the order of the schema. */
function namesOf({ tables }: Schema, { inputs, source, wanted, written }: NamesRequest): string[] {
  const ofRows = new Set(source.data?.tables.map(({ table }) => foldIdentifier(table)));
  const both = [...wanted.keys()].filter((name) => ofRows.has(foldIdentifier(name)));
  if (both.length > 0)
    throw new Error(
      `${both.map(quote).join(", ")}: the rows of a table come from \`data\` or are generated, not both. Leave it out of the spec, or with \`exclude\`.`,
    );
  const ofFiles = (name: string) => ofRows.has(foldIdentifier(name)) || written.includes(name);
  return tables.map(({ name }) => name).filter((name) => wanted.has(name) || (ofFiles(name) && isChosen(name, inputs)));
}

async function extentsOf(
  db: Connection,
  { tables }: Schema,
  names: readonly string[],
  held: ReadonlySet<string>,
  mode: string,
): Promise<ReadonlyMap<string, Extent>> {
  const asked = mode === "append" ? tables.filter(({ name }) => names.includes(name) && held.has(name)) : [];
  return asked.length === 0 ? new Map() : tableExtents(db, asked);
}

/** Rows that new ones can refer to: not those that go, nor those that are written over. */
function stays(held: ReadonlySet<string>, { way, starts }: Goal): ReadonlySet<string> {
  return new Set([...held].filter((name) => way === "insert" || !starts.has(name)));
}

/** The tables were filled from the same, and none of them has been emptied since. */
function isUnchanged(runs: readonly Run[], names: readonly string[], held: ReadonlySet<string>, planned: string): boolean {
  const run = runs.find(({ scope }) => scope === scopeOf(names));
  if (run?.state !== "done" || run.planned !== planned) return false;
  return [...run.tables].every(([name, { count }]) => count === 0 || held.has(name));
}
