// Writes the rows of a plan: as one transaction while they fit in one, else as several that a later step can complete.
import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Statement } from "@libsql-actions/shared/database/connection";
import type { StepDatabase } from "@libsql-actions/shared/database/memory";
import { refusal } from "@libsql-actions/shared/database/statement";
import type { Schema } from "@libsql-actions/shared/schema/table";
import type { Value } from "../generate/value.ts";
import type { SeedPlan } from "../plan/seed-table.ts";
import { chunksOf, conflictOf, type Position } from "./chunks.ts";
import { commitStage } from "./commit.ts";
import { LoadError } from "./load-error.ts";
import type { Step } from "./reset.ts";
import { RUN_TABLE, type Run, type RunTable, recordRun, runFence } from "./run-table.ts";
import { type StageEnd, stageOf } from "./stage.ts";
import { isHeldGuard, type Start, startOf } from "./start.ts";

export interface LoadRequest {
  /** All tables of the database that count, those that are not filled among them. */
  readonly schema: Schema;
  readonly plan: SeedPlan;
  /** The statements of .sql data files: they run behind the rows, in the last transaction. */
  readonly scripts: readonly Statement[];
  /** `reset` empties the tables of the plan first. */
  readonly way: "insert" | "reset" | "upsert";
  /** Names of tables: nothing is written when one of them holds rows, but for those of an unfinished run of the same scope. */
  readonly mustBeEmpty: ReadonlySet<string>;
  /** Of its tables only `start` is looked at. */
  readonly run: Pick<Run, "scope" | "planned" | "seed" | "version" | "mode" | "tables">;
  /** As `survey` found them. */
  readonly runs: readonly Run[];
  /** How long another writer of a server may hold the lock. */
  readonly lockTimeoutMs: number;
  /** How long an answer takes at least, in milliseconds, as `survey` found. Not given: no time. */
  readonly roundTripMs?: number;
  /** Asked once, when every row has passed `onRow`: what the run table keeps as the digest of the rows. */
  readonly digest?: () => string;
  /** Told of every row of the plan once, in order, also of those that an earlier step has written. */
  readonly onRow?: (table: number, row: readonly Value[]) => void;
  /** Told after each transaction that is in: what all of them have written, by table. */
  readonly onCommitted?: (tables: ReadonlyMap<string, LoadedTable>) => void;
  /** Told of what the database has taken in so far, and may still roll back. */
  readonly onProgress?: (rows: number, bytes: number) => void;
  /** The most bytes of rows in one transaction of a server. Not given: 32 MB. */
  readonly maxStageBytes?: number;
}

export interface LoadedTable {
  /** Rows that this step sent. */
  readonly rows: number;
  /** How many of them changed the table: fewer where a trigger kept rows out, or an upsert found them equal. */
  readonly changed: number;
}

export interface LoadResult {
  /** By name, in the order of the plan. */
  readonly tables: ReadonlyMap<string, LoadedTable>;
  /** `resumed`: an earlier step had written the rest. `restarted`: what one had written was not to be completed, and went first. */
  readonly kind: Start["kind"];
  readonly transactions: number;
}

/** All of it travels in one request where another writer ends the transaction, and a server holds that in memory several times over. */
const MAX_STAGE_BYTES = 32_000_000;
/** A server takes 5,000,000 in a row, of which some bytes are its own. */
const MAX_ROW_BYTES = 4_950_000;
/** How many rows go by before the event loop has a turn. */
const ROWS_A_TURN = 2_000;

/**
 * Writes.
 * @throws LoadError when the database refuses something, UncertainError when nobody knows what is in, or an `Error` that says what to do
 */
export async function load(db: StepDatabase, request: LoadRequest): Promise<LoadResult> {
  await checkRequest(db, request);
  const start = startOf(request, true);
  const pass = passer(request);
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
async function checkRequest(db: StepDatabase, { way, plan, scripts }: LoadRequest): Promise<void> {
  if (way === "upsert") for (const table of plan.tables) conflictOf(table);
  const refused = scripts.map((statement) => refusal(statement));
  const parsed = scripts.length > 0 && refused.every((one) => one === undefined) ? await db.parse(scripts) : undefined;
  for (const [script, failure] of [...refused, ...(parsed ?? [])].entries())
    if (failure !== undefined)
      throw new LoadError(`Nothing was written: ${failure.message} (${failure.code}).`, failure.code, {
        script: script % scripts.length,
      });
}

type Pass = (table: number, row: number, cells: readonly Value[]) => void;

/** Tells `onRow` of every row once, however often it is generated. */
function passer({ plan, onRow }: LoadRequest): Pass | undefined {
  if (onRow === undefined) return undefined;
  let seen = 0;
  const offsets = plan.tables.map(() => 0);
  for (const [index, { count }] of plan.tables.entries())
    if (index + 1 < offsets.length) offsets[index + 1] = (offsets[index] ?? 0) + count;
  return (table, row, cells) => {
    if ((offsets[table] ?? 0) + row !== seen) return;
    seen++;
    onRow(table, cells);
  };
}

async function loadFrom(db: StepDatabase, request: LoadRequest, start: Start, pass: Pass | undefined): Promise<LoadResult> {
  const { plan, run, scripts, way } = request;
  const isRemote = db.database.kind === "remote";
  const maxBytes = isRemote ? (request.maxStageBytes ?? MAX_STAGE_BYTES) : Number.POSITIVE_INFINITY;
  const options = {
    upsert: way === "upsert",
    schema: request.schema,
    maxRowBytes: isRemote ? MAX_ROW_BYTES : undefined,
    onRow: pass,
  };
  if (pass !== undefined) await passBefore(plan, start.from, pass);
  const nonce = randomUUID();
  const totals = new Map(plan.tables.map(({ table }) => [table.name, { rows: 0, changed: 0 }]));
  const done = { rows: 0, bytes: 0 };
  let digest: string | undefined;
  let [from, stage, prior]: [Position, number, Pick<Run, "nonce" | "stage"> | undefined] = [start.from, start.stage, start.prior];
  for (let transactions = 1; ; transactions++) {
    const [first, number] = [from, stage + 1];
    const tail = ({ next, isLast }: StageEnd): Step[] => {
      if (isLast) digest ??= request.digest?.();
      const record: Run = {
        ...run,
        state: isLast ? "done" : "loading",
        nonce,
        stage: number,
        tables: progressOf(request, next),
        digest: isLast ? digest : undefined,
      };
      return [
        ...(isLast ? scripts.map((statement, script) => ({ statement, of: "a data file", script })) : []),
        ...recordRun(record).map((statement) => ({ statement, of: RUN_TABLE })),
      ];
    };
    const { end, tally } = await commitStage(db, {
      scope: run.scope,
      nonce,
      number,
      prior,
      tables: plan.tables.map(({ table }) => table.name),
      lockTimeoutMs: request.lockTimeoutMs,
      stage: {
        head: [...deferral(plan), ...(transactions === 1 ? start.head : [laterFence(run.scope, nonce, stage)])],
        chunks: () => stageOf(chunksOf(plan, first, options), plan, maxBytes),
        tail,
        roundTripMs: request.roundTripMs ?? 0,
        onProgress: (rows, bytes) => {
          request.onProgress?.(done.rows + rows, done.bytes + bytes);
        },
      },
    });
    for (const [index, { rows, changed, bytes }] of tally) {
      done.rows += rows;
      done.bytes += bytes;
      const total = totals.get(plan.tables[index]?.table.name ?? "");
      if (total !== undefined) Object.assign(total, { rows: total.rows + rows, changed: total.changed + changed });
    }
    request.onCommitted?.(totals);
    if (end.isLast) return { tables: totals, kind: start.kind, transactions };
    [from, stage, prior] = [end.next, number, { nonce, stage: number }];
  }
}

function deferral({ circular }: SeedPlan): Step[] {
  return circular.size === 0 ? [] : [{ statement: { sql: "PRAGMA defer_foreign_keys=on" }, of: "the tables" }];
}

function laterFence(scope: string, nonce: string, stage: number): Step {
  return {
    statement: runFence(scope, { nonce, stage }),
    of: RUN_TABLE,
    refusal: "Another step began to seed the same tables while this one was loading them. Run it again.",
  };
}

/** What the run table says when all rows before a position are in. */
function progressOf({ plan, run }: LoadRequest, { table: reached, row }: Position): Map<string, RunTable> {
  return new Map(
    plan.tables.map(({ table: { name }, count }, index) => {
      const start = run.tables.get(name)?.start ?? 0;
      return [name, { start, count: index < reached ? count : index === reached ? row : 0 }];
    }),
  );
}

/** Generates the rows that are in already, for those who are told of every row. */
async function passBefore({ tables }: SeedPlan, { table: reached, row: end }: Position, pass: Pass): Promise<void> {
  for (const [index, table] of tables.slice(0, reached + 1).entries()) {
    const count = index < reached ? table.count : end;
    for (let row = 0; row < count; row++) {
      if (row % ROWS_A_TURN === 0) await setImmediate();
      pass(index, row, table.row(row));
    }
  }
}
