// Writes the rows of a plan: as one transaction while they fit in one, else as several that a later step can complete.
import { randomUUID } from "node:crypto";
import type { Statement } from "@libsql-actions/shared/database/connection";
import type { StepDatabase } from "@libsql-actions/shared/database/memory";
import { refusal } from "@libsql-actions/shared/database/statement";
import type { Schema } from "@libsql-actions/shared/schema/table";
import type { Value } from "../generate/value.ts";
import type { Way } from "../mode.ts";
import type { SeedPlan } from "../plan/seed-table.ts";
import { chunksOf, conflictOf, type Position } from "./chunks.ts";
import { commitStage, type StageWork } from "./commit.ts";
import { LoadError } from "./load-error.ts";
import { type Pass, passBefore, passer, rowsBefore } from "./pass.ts";
import { RUN_TABLE, type Run, type RunTable, recordRun, runFence } from "./run-table.ts";
import { type StageEnd, stageOf } from "./stage.ts";
import { isHeldGuard, type Standing, type Start, startOf } from "./start.ts";
import type { Step } from "./step.ts";

export interface LoadRequest {
  /** All tables of the database that count, those that are not filled among them. */
  readonly schema: Schema;
  readonly plan: SeedPlan;
  /** Those of .sql data files: they run behind the rows, in the last transaction. */
  readonly dataStatements: readonly Statement[];
  /** `reset` empties the tables of the plan first. */
  readonly way: Way;
  /** Names of tables: nothing is written when one of them holds rows, but for those of an unfinished run of the same scope. */
  readonly mustBeEmpty: ReadonlySet<string>;
  /** Of its tables only `start` is looked at. */
  readonly run: Pick<Run, "scope" | "planned" | "seed" | "version" | "mode" | "tables">;
  /** As a survey found them. */
  readonly runs: readonly Run[];
  /** How long another writer of a server may hold the lock. */
  readonly lockTimeoutMs: number;
  /** How long an answer takes at most, in milliseconds, by the survey. Not given: no time. */
  readonly roundTripMs?: number;
  /** Asked once, when every row has passed `onRow`: what the run table keeps as the digest of the rows. */
  readonly digest?: () => string;
  /** Told of every row of the plan once, in order, also of those that an earlier step has written. */
  readonly onRow?: (table: number, row: readonly Value[]) => void;
  /**
   * Told after each transaction that is in: how many rows all of them have changed, by table. Fewer than were sent where a trigger kept rows out, or an
   * upsert found them equal.
   */
  readonly onCommitted?: (changed: ReadonlyMap<string, number>) => void;
  /** Told of how many rows the database has taken in so far, and may still roll back; and how many this load has to write in all. */
  readonly onProgress?: (rows: number, total: number) => void;
  /** The most bytes of rows in one transaction of a server. Not given: 32 MB. */
  readonly maxStageBytes?: number;
}

/** All of it travels in one request where another writer ends the transaction, and a server holds that in memory several times over. */
const MAX_STAGE_BYTES = 32_000_000;
/** How many rows a database's cache holds, with their indexes: 2 MB of a server, which nobody can change, and `CACHE_KIB` here. */
const SERVER_CACHE_ROWS = 50_000;
const LOCAL_CACHE_ROWS = 16 * SERVER_CACHE_ROWS;
/** A server takes 5,000,000 in a row, of which some bytes are its own. */
const MAX_ROW_BYTES = 4_950_000;
/**
 * Writes.
 * @returns whether an earlier load was completed, or what it had left was thrown away
 * @throws LoadError when the database refuses something, UncertainError when nobody knows what is in, or an `Error` that says what to do
 */
export async function load(db: StepDatabase, request: LoadRequest): Promise<Start["kind"]> {
  await checkRequest(db, request);
  const start = startOf(request, true);
  const pass = request.onRow && passer(request.plan, request.onRow);
  try {
    return await loadFrom(db, request, start, pass);
  } catch (problem) {
    const isMoved = problem instanceof LoadError && problem.step !== undefined && isHeldGuard(problem.step);
    if (!isMoved || start.kind !== "resumed" || request.way === "insert") throw problem;
    // Emptying and upserts need nothing of what was in.
    return loadFrom(db, request, startOf(request, false), pass);
  }
}

/** What can be known to be refused before anything is written. */
async function checkRequest(db: StepDatabase, { way, plan, dataStatements }: LoadRequest): Promise<void> {
  if (way === "upsert") for (const table of plan.tables) conflictOf(table);
  const refused = dataStatements.map((statement) => refusal(statement));
  const isSent = dataStatements.length > 0 && refused.every((one) => one === undefined);
  const parsed = isSent ? await db.parse(dataStatements) : undefined;
  for (const [index, failure] of [...refused, ...(parsed ?? [])].entries())
    if (failure !== undefined)
      throw new LoadError(`Nothing was written: ${failure.message} (${failure.code}).`, failure.code, {
        dataStatement: index % dataStatements.length,
      });
}

/** What the transactions of a load have in common. */
interface Course {
  readonly request: LoadRequest;
  readonly isRemote: boolean;
  readonly nonce: string;
  readonly pass: Pass | undefined;
  /** Of all rows, when they have passed. */
  readonly digest: () => string | undefined;
}

async function loadFrom(db: StepDatabase, request: LoadRequest, start: Start, pass: Pass | undefined): Promise<Start["kind"]> {
  const { plan } = request;
  if (pass !== undefined) await passBefore(plan, start.from, pass);
  let known: string | undefined;
  const digest = () => (known ??= request.digest?.());
  const course: Course = { request, isRemote: db.database.kind === "remote", nonce: randomUUID(), pass, digest };
  const changed = new Map(plan.tables.map(({ table }) => [table.name, 0]));
  let [standing, sent]: [Standing, number] = [start, 0];
  const total = rowsBefore(plan, { table: plan.tables.length, row: 0 }) - rowsBefore(plan, start.from);
  const onProgress = (rows: number) => request.onProgress?.(sent + rows, total);
  for (;;) {
    const { end, tally } = await commitStage(db, stageWork(course, standing, onProgress));
    for (const [index, rows] of tally) {
      sent += rows.sent;
      const name = plan.tables[index]?.table.name ?? "";
      changed.set(name, (changed.get(name) ?? 0) + rows.changed);
    }
    request.onCommitted?.(changed);
    if (end.isLast) return start.kind;
    standing = standingBehind(course, standing, end);
  }
}

/** The next transaction. */
function stageWork(course: Course, { from, stage, prior, head }: Standing, onProgress: (rows: number) => void): StageWork {
  const { request, isRemote, nonce, pass: onRow } = course;
  const { plan, run, schema, way, lockTimeoutMs, roundTripMs = 0, maxStageBytes = MAX_STAGE_BYTES } = request;
  const limits = isRemote ? { maxRowBytes: MAX_ROW_BYTES, sortedBehind: SERVER_CACHE_ROWS } : { sortedBehind: LOCAL_CACHE_ROWS };
  const options = { upsert: way === "upsert", schema, onRow, ...limits };
  const maxBytes = isRemote ? maxStageBytes : Number.POSITIVE_INFINITY;
  const number = stage + 1;
  return {
    scope: run.scope,
    nonce,
    number,
    prior,
    tables: plan.tables.map(({ table }) => table.name),
    lockTimeoutMs,
    stage: {
      head: [...deferral(plan), ...head],
      chunks: () => stageOf(chunksOf(plan, from, options), plan, maxBytes),
      tail: (end) => tailOf(course, number, end),
      roundTripMs,
      onProgress,
    },
  };
}

function deferral({ circular }: SeedPlan): Step[] {
  return circular.size === 0 ? [] : [{ statement: { sql: "PRAGMA defer_foreign_keys=on" }, of: "the tables" }];
}

/** What comes behind the rows of a transaction: how far the load is then, and behind the last rows the statements of data files. */
function tailOf({ request, nonce, digest }: Course, stage: number, { next, isLast }: StageEnd): Step[] {
  const { run, dataStatements } = request;
  const record: Run = {
    ...run,
    state: isLast ? "done" : "loading",
    nonce,
    stage,
    tables: tablesUpTo(request, next),
    digest: isLast ? digest() : undefined,
  };
  return [
    ...(isLast ? dataStatements.map((statement, dataStatement) => ({ statement, of: "a data file", dataStatement })) : []),
    ...recordRun(record).map((statement) => ({ statement, of: RUN_TABLE })),
  ];
}

function standingBehind({ request, nonce }: Course, { stage }: Standing, { next }: StageEnd): Standing {
  const prior = { nonce, stage: stage + 1 };
  const refusal = "Another step began to seed the same tables while this one was loading them. Run it again.";
  return { from: next, stage: prior.stage, prior, head: [runFence(request.run.scope, prior, refusal)] };
}

/** What the run table says when all rows before a position are in. */
function tablesUpTo({ plan, run }: LoadRequest, { table: reached, row }: Position): Map<string, RunTable> {
  return new Map(
    plan.tables.map(({ table: { name }, count }, index) => {
      const start = run.tables.get(name)?.start ?? 0;
      return [name, { start, count: index < reached ? count : index === reached ? row : 0 }];
    }),
  );
}
